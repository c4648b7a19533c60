"""Hands-free in the composer: what is shown, what is sent, what is left out. Real speech."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gemini_desk.engine.events import Capabilities
from gemini_desk.errors import AudioDeviceError
from gemini_desk.media.audio import load_waveform
from tests.helpers.fake_microphone import FakeMicrophone
from tests.helpers.virtual_microphone import speech_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.composer.conftest import ComposerBench

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs espeak-ng")

_RATE_HZ = 16_000
_LEFT = Qt.MouseButton.LeftButton


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * _RATE_HZ), np.float32)


@pytest.fixture
def speech(tmp_path: Path) -> np.ndarray:
    file = speech_file(tmp_path / "speech.wav", "what is the capital of France")
    return load_waveform(file, sample_rate_hz=_RATE_HZ).samples


@pytest.fixture
def speaker(speech: np.ndarray) -> FakeMicrophone:
    sound = np.concatenate([silence(0.3), speech, silence(2.0)])
    return FakeMicrophone(sound, sample_rate_hz=_RATE_HZ, realtime=True)


def phase_is(bench: ComposerBench, text: str) -> None:
    label = bench.composer.card.hands_free_bar.phase
    bench.qtbot.waitUntil(lambda: label.text().startswith(text), timeout=20_000)


def is_off(bench: ComposerBench) -> None:
    bench.qtbot.waitUntil(lambda: not bench.composer.voice.hands_free, timeout=10_000)


def test_a_spoken_turn_is_sent_after_the_pause_and_listening_goes_on(
    make_bench: Callable[[FakeMicrophone], ComposerBench], speaker: FakeMicrophone
) -> None:
    bench = make_bench(speaker)
    bench.composer.inputs.set_pause_s(0.8)
    bench.composer.voice.toggle_hands_free()
    bar = bench.composer.card.hands_free_bar
    assert bar.isVisible()
    phase_is(bench, "Listening…")
    assert not bar.send.isEnabled()
    phase_is(bench, "Hearing you")
    assert bar.send.isEnabled()
    phase_is(bench, "Sends in 0.")
    bench.qtbot.waitUntil(lambda: len(bench.sent) == 1, timeout=20_000)
    text, (clip,) = bench.sent[0]
    assert text == ""
    assert clip.media_type == "audio/flac"
    phase_is(bench, "Listening…")
    assert bench.composer.voice.hands_free
    assert bench.composer.card.recorder.microphone.accessibleName() == "End hands-free"
    bench.qtbot.mouseClick(bar.end, _LEFT)
    is_off(bench)
    assert not bar.isVisible()
    assert not speaker.is_open
    assert bench.composer.card.prompt.hasFocus()
    assert len(bench.sent) == 1


def test_what_is_written_beside_it_goes_with_the_turn(
    make_bench: Callable[[FakeMicrophone], ComposerBench], speaker: FakeMicrophone
) -> None:
    bench = make_bench(speaker)
    bench.composer.inputs.set_pause_s(30.0)
    bench.composer.card.prompt.set_text("Answer in French.")
    bench.composer.voice.toggle_hands_free()
    phase_is(bench, "Sends in")
    bench.qtbot.mouseClick(bench.composer.card.hands_free_bar.send, _LEFT)  # without the pause
    bench.qtbot.waitUntil(lambda: len(bench.sent) == 1, timeout=20_000)
    assert bench.sent[0][0] == "Answer in French."
    bench.composer.voice.cancel()
    is_off(bench)


def test_what_the_application_reads_aloud_is_no_turn(
    make_bench: Callable[[FakeMicrophone], ComposerBench], speaker: FakeMicrophone
) -> None:
    bench = make_bench(speaker)
    bench.composer.inputs.set_pause_s(0.5)
    bench.composer.voice.muted_by_playback.close("reading aloud")
    bench.composer.voice.toggle_hands_free()
    phase_is(bench, "Waiting: sound plays")
    assert speaker.played.wait(20)
    bench.composer.voice.muted_by_playback.open("reading aloud")
    phase_is(bench, "Listening…")
    bench.composer.voice.cancel()
    is_off(bench)
    assert bench.sent == []
    assert bench.names == []


def test_escape_throws_a_turn_in_the_making_away(
    make_bench: Callable[[FakeMicrophone], ComposerBench], speaker: FakeMicrophone
) -> None:
    bench = make_bench(speaker)
    bench.composer.inputs.set_pause_s(30.0)
    bench.composer.voice.toggle_hands_free()
    phase_is(bench, "Hearing you")
    bench.qtbot.keyClick(bench.composer.card.prompt, Qt.Key.Key_Escape)
    is_off(bench)
    assert list((bench.folder / "recordings").iterdir()) == []
    assert bench.sent == []


def test_the_button_ends_it_and_sends_what_was_said(
    make_bench: Callable[[FakeMicrophone], ComposerBench], speaker: FakeMicrophone
) -> None:
    bench = make_bench(speaker)
    bench.composer.inputs.set_pause_s(30.0)
    bench.composer.voice.toggle_hands_free()
    phase_is(bench, "Sends in")
    bench.qtbot.mouseClick(bench.composer.card.recorder.microphone, _LEFT)
    is_off(bench)
    bench.qtbot.waitUntil(lambda: len(bench.sent) == 1, timeout=20_000)


def test_the_loudspeaker_is_silenced_before(
    make_bench: Callable[[FakeMicrophone], ComposerBench], speaker: FakeMicrophone
) -> None:
    bench = make_bench(speaker)
    with bench.qtbot.waitSignal(bench.composer.pause_requested):
        bench.composer.voice.toggle_hands_free()
    bench.composer.voice.toggle_hands_free()
    is_off(bench)


def test_a_microphone_that_is_unplugged_ends_it_and_sends_what_was_said(
    make_bench: Callable[[FakeMicrophone], ComposerBench], speaker: FakeMicrophone
) -> None:
    bench = make_bench(speaker)
    bench.composer.inputs.set_pause_s(30.0)
    bench.composer.voice.toggle_hands_free()
    phase_is(bench, "Hearing you")
    speaker.unplug()
    is_off(bench)
    level, message, _hint = bench.wait_for_notice()
    assert level == "warning"
    assert "unplugged" in message
    bench.qtbot.waitUntil(lambda: len(bench.sent) == 1, timeout=20_000)


def test_why_it_cannot_begin_is_said(bench: ComposerBench, microphone: FakeMicrophone) -> None:
    microphone.error = AudioDeviceError("No microphone was found.", hint="Plug one in.")
    bench.composer.voice.toggle_hands_free()
    assert bench.wait_for_notice() == ("error", "No microphone was found.", "Plug one in.")
    is_off(bench)
    bench.notices.clear()
    bench.composer.set_capabilities(Capabilities(image=True))
    bench.composer.voice.toggle_hands_free()
    assert "does not take sound" in bench.wait_for_notice()[1]
    assert not bench.composer.voice.hands_free


def test_closing_the_window_keeps_the_turn_on_disk(
    make_bench: Callable[[FakeMicrophone], ComposerBench], speaker: FakeMicrophone
) -> None:
    bench = make_bench(speaker)
    bench.composer.inputs.set_pause_s(30.0)
    bench.composer.voice.toggle_hands_free()
    phase_is(bench, "Hearing you")
    bench.composer.shut_down()
    (path,) = (bench.folder / "recordings").iterdir()
    assert load_waveform(path, sample_rate_hz=_RATE_HZ).duration_s > 0.1
