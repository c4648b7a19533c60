"""A long recording is dropped into the real window and becomes a transcript, come what may."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from tests.helpers import drag_source
from tests.helpers.running_window import RunningWindow, helper_program
from tests.helpers.virtual_microphone import speech_file

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.display, pytest.mark.weights, pytest.mark.slow]

SENTENCES = ("stop the music", "open the red door", "a dog sits near the house", "what time is it")
LENGTH_S = 75.0  # some twenty pieces: it is surely ended in the middle of them
PAUSE_S = 1.5
WHOLE_S = 300.0  # on a machine that does other things as well


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minute and more of sentences."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed; packaging/test.sh installs it")
    folder = tmp_path_factory.mktemp("speech")
    said: list[np.ndarray] = []
    length_s, number = 0.0, 0
    while length_s < LENGTH_S:
        sentence = SENTENCES[number % len(SENTENCES)]
        file = speech_file(folder / f"{number}.wav", sentence)
        samples, rate_hz = soundfile.read(file, dtype="float32")
        said += [samples, np.zeros(round(PAUSE_S * rate_hz), np.float32)]
        length_s += len(samples) / rate_hz + PAUSE_S
        number += 1
    soundfile.write(folder / "meeting.flac", np.concatenate(said), rate_hz)
    return folder / "meeting.flac"


@pytest.fixture(scope="module")
def expected(recording: Path) -> list[tuple[float, float, str]]:
    """Its transcript, made without a break by the command line."""
    words = [sys.executable, "-m", "gemini_desk", "transcribe", str(recording), "--format", "json"]
    profile = ["--profile", str(recording.parent / "command-line")]
    done = subprocess.run(
        [*words, *profile], capture_output=True, text=True, check=True, timeout=WHOLE_S
    )
    segments = json.loads(done.stdout)["segments"]
    return [(it["start_s"], it["end_s"], it["text"]) for it in segments]


@pytest.fixture
def window(tmp_path: Path) -> Iterator[RunningWindow]:
    with RunningWindow(tmp_path / "profile") as window:
        yield window


def drop_and_send(window: RunningWindow, file: Path) -> None:
    """Drag the file into the window and send it; once more if it fell beside."""
    with helper_program(Path(drag_source.__file__), str(file)):
        left, top, width, height = window.geometry()
        for _ in range(5):
            window.drag((1400, 30), (left + width // 2, top + height // 3))
            with contextlib.suppress(AssertionError):
                window.wait_for(lambda: window.drafted() == ["audio"], "the clip in the draft", 30)
                break
        window.focus()
        window.press_until("Return", window.messages, "the question on disk")


def alike(one: list[tuple[float, float, str]], other: list[tuple[float, float, str]]) -> bool:
    return [(round(a, 2), round(b, 2), text) for a, b, text in one] == [
        (round(a, 2), round(b, 2), text) for a, b, text in other
    ]


def test_a_kill_in_the_middle_loses_nothing(
    window: RunningWindow, recording: Path, expected: list[tuple[float, float, str]], tmp_path: Path
) -> None:
    drop_and_send(window, recording)
    window.wait_for(lambda: len(window.segments()) >= 2, "some of the transcript on disk", WHOLE_S)
    window.screenshot(tmp_path / "transcribing.png")
    window.process.send_signal(signal.SIGKILL)
    window.process.wait(60)
    kept = window.segments()
    assert 2 <= len(kept) < len(expected), "it was not killed in the middle"
    assert [status for _, status, _ in window.messages()] == ["complete", "streaming"]
    with closing(sqlite3.connect(window.profile_dir / "data" / "conversations.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    with RunningWindow(window.profile_dir) as again:
        again.wait_for(lambda: len(again.answers()) == 1, "the rest of the transcript", WHOLE_S)
        again.screenshot(tmp_path / "transcribed.png")
        whole = again.segments()
        assert alike(whole[: len(kept)], kept), "what was heard is not heard again"
        assert alike(whole, expected), "it is the same as without a break"
        assert [status for _, status, _ in again.messages()] == ["complete", "complete"]
        assert again.attachments() == ["audio", "transcript"]


def test_closing_the_window_and_coming_back_later(
    window: RunningWindow, recording: Path, expected: list[tuple[float, float, str]], tmp_path: Path
) -> None:
    drop_and_send(window, recording)
    window.wait_for(lambda: len(window.segments()) >= 1, "some of the transcript on disk", WHOLE_S)
    assert window.close() == 0
    with RunningWindow(window.profile_dir) as again:
        again.wait_for(lambda: len(again.answers()) == 1, "the rest of the transcript", WHOLE_S)
        assert alike(again.segments(), expected)
        again.screenshot(tmp_path / "came-back.png")
