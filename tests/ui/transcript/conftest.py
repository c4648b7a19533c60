"""A panel with real speech, and transcripts to show in it."""

from __future__ import annotations

import shutil
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.transcripts.transcript import Segment, Transcript
from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
from gemini_desk.ui.playback_controller import PlaybackController
from gemini_desk.ui.theme import Theme, ThemeChoice
from gemini_desk.ui.transcript.panel import TranscriptPanel
from tests.helpers.fake_loudspeaker import FakeLoudspeaker
from tests.helpers.virtual_microphone import speech_file
from tests.ui.conversation.gallery import attachment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.attachment import Attachment

MESSAGE = "the-message"
TEXTS = (
    "Good morning everyone.",
    "The numbers from the second trial are not in yet.",
    "Nobody has looked at the budget since March.",
    "We should move the release to Thursday.",
    "Thank you, that is all.",
)
_PAUSE_S = 0.6


@dataclass(frozen=True)
class Spoken:
    """A recording that was really spoken, and what is said in it when."""

    recording: Attachment
    transcript: Transcript


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Spoken:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed; packaging/test.sh installs it")
    folder = tmp_path_factory.mktemp("spoken")
    segments: list[Segment] = []
    path, done_s, rate_hz = folder / "meeting.wav", 0.0, 22_050
    with wave.open(str(path), "wb") as whole:
        whole.setnchannels(1)
        whole.setsampwidth(2)
        whole.setframerate(rate_hz)
        for number, text in enumerate(TEXTS):
            said = speech_file(folder / f"{number}.wav", text)
            with wave.open(str(said), "rb") as part:
                assert part.getframerate() == rate_hz
                frames = part.getnframes()
                whole.writeframesraw(part.readframes(frames))
            end_s = done_s + frames / rate_hz
            segments.append(_segment(done_s, end_s, text))
            whole.writeframesraw(bytes(2 * int(rate_hz * _PAUSE_S)))
            done_s = end_s + int(rate_hz * _PAUSE_S) / rate_hz
    recording = attachment(AttachmentKind.AUDIO, path, "audio/wav", seconds=done_s)
    return Spoken(recording, Transcript("English", done_s, tuple(segments)))


def _segment(start_s: float, end_s: float, text: str) -> Segment:
    """“budget” and “Thursday.” are doubtful."""
    words = tuple(0.3 if word in ("budget", "Thursday.") else 0.9 for word in text.split())
    return Segment(start_s, end_s, text, min(words), None, words)


def long_transcript(count: int = 2_000) -> Transcript:
    """Three hours of speech."""
    step_s = 10_800 / count
    words = ("release", "numbers", "trial", "budget", "Thursday", "nobody", "looked")
    segments = tuple(
        Segment(
            n * step_s, (n + 0.9) * step_s, f"{n} " + " ".join(words[: n % 7 + 1] * (n % 5 + 1))
        )
        for n in range(count)
    )  # fmt: skip
    return Transcript("English", 10_800.0, segments)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[TranscriptPanel]:
    Theme.apply(ThemeChoice.LIGHT)
    previews = ThreadedMediaPreviews()
    made = TranscriptPanel(previews)
    made.resize(420, 760)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.list.following.stop()
    previews.close()


@pytest.fixture
def shown(panel: TranscriptPanel, spoken: Spoken) -> TranscriptPanel:
    """The panel with the spoken recording."""
    panel.show_transcript(MESSAGE, spoken.recording, spoken.transcript)
    return panel


@pytest.fixture
def playback(panel: TranscriptPanel) -> Iterator[PlaybackController]:
    """A loudspeaker as fast as a real one."""
    made = PlaybackController(FakeLoudspeaker(realtime=True).open)
    made.position_changed.connect(panel.set_playback)
    made.speed_changed.connect(panel.set_speed)
    panel.play_requested.connect(made.play)
    panel.pause_requested.connect(made.pause)
    panel.seek_requested.connect(made.seek)
    panel.speed_requested.connect(made.set_speed)
    yield made
    made.close()
