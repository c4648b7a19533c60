"""Recording: click, hold, cancel, and everything that goes wrong with microphones."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt

from gemini_desk.engine.events import Capabilities
from gemini_desk.errors import AudioDeviceError
from gemini_desk.ui.composer import recorder_button, recording
from gemini_desk.ui.composer.level_bar import loudness_share
from gemini_desk.ui.composer.recording import RecordingState
from tests.helpers.fake_microphone import FakeMicrophone

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.composer.conftest import ComposerBench

_LEFT = Qt.MouseButton.LeftButton


def wait_until(bench: ComposerBench, state: RecordingState) -> None:
    bench.qtbot.waitUntil(lambda: bench.composer.inputs.recording.state is state, timeout=10_000)


def hear_everything(bench: ComposerBench, microphone: FakeMicrophone) -> None:
    wait_until(bench, RecordingState.RECORDING)
    assert microphone.played.wait(10)


def test_a_click_starts_and_a_click_ends_it(
    bench: ComposerBench, microphone: FakeMicrophone
) -> None:
    button = bench.composer.card.recorder.microphone
    bench.qtbot.mouseClick(button, _LEFT)
    hear_everything(bench, microphone)
    assert bench.composer.card.recording_bar.isVisible()
    assert button.accessibleName() == "End the recording"
    bench.qtbot.mouseClick(button, _LEFT)
    (clip,) = bench.wait_until_ready(1)
    assert not bench.composer.card.recording_bar.isVisible()
    assert clip.media_type == "audio/flac"
    samples, rate_hz = soundfile.read(clip.path, dtype="float32")
    assert rate_hz == 16_000
    assert np.abs(samples[: len(microphone.samples)] - microphone.samples).max() < 1e-3
    assert list((bench.folder / "recordings").iterdir()) == []  # its content is in the store


def test_holding_the_button_records_until_it_is_let_go(
    bench: ComposerBench, microphone: FakeMicrophone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_button, "HOLD_MS", 0)
    button = bench.composer.card.recorder.microphone
    bench.qtbot.mousePress(button, _LEFT)
    hear_everything(bench, microphone)
    bench.qtbot.mouseMove(button, button.rect().bottomRight() * 3)  # slips off: still held
    assert bench.composer.inputs.recording.state is RecordingState.RECORDING
    bench.qtbot.mouseRelease(button, _LEFT)
    bench.wait_until_ready(1)


def test_holding_the_space_bar_does_the_same(
    bench: ComposerBench, microphone: FakeMicrophone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_button, "HOLD_MS", 0)
    button = bench.composer.card.recorder.microphone
    button.setFocus()
    bench.qtbot.keyPress(button, Qt.Key.Key_Space)
    hear_everything(bench, microphone)
    bench.qtbot.keyRelease(button, Qt.Key.Key_Space)
    bench.wait_until_ready(1)


def test_a_button_let_go_before_the_microphone_is_open_still_gives_a_clip(
    bench: ComposerBench, microphone: FakeMicrophone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_button, "HOLD_MS", 0)
    button = bench.composer.card.recorder.microphone
    bench.qtbot.mousePress(button, _LEFT)
    assert bench.composer.inputs.recording.state is RecordingState.STARTING
    bench.qtbot.mouseRelease(button, _LEFT)
    wait_until(bench, RecordingState.IDLE)
    assert not microphone.is_open
    bench.qtbot.waitUntil(lambda: bool(bench.notices or bench.names))


def test_it_can_be_paused_and_gone_on_with(
    bench: ComposerBench, microphone: FakeMicrophone
) -> None:
    bar = bench.composer.card.recording_bar
    bench.composer.voice.toggle()
    hear_everything(bench, microphone)
    bench.qtbot.waitUntil(bar.pause.isEnabled)
    bench.qtbot.mouseClick(bar.pause, _LEFT)
    assert bench.composer.inputs.recording.state is RecordingState.PAUSED
    bench.qtbot.waitUntil(lambda: bar.time.text().startswith("Paused"))
    assert bar.pause.accessibleName() == "Go on with the recording"
    bench.composer.voice.toggle_pause()
    assert bench.composer.inputs.recording.state is RecordingState.RECORDING
    bench.qtbot.waitUntil(lambda: not bar.time.text().startswith("Paused"))
    bench.composer.voice.toggle_pause()
    bench.qtbot.mouseClick(bar.done, _LEFT)
    (clip,) = bench.wait_until_ready(1)
    assert clip.duration_s is not None
    assert clip.duration_s >= 1.0


def test_a_microphone_that_gives_not_even_noise_is_called_silent(
    make_bench: Callable[[FakeMicrophone], ComposerBench],
) -> None:
    samples = np.zeros(48_000, np.float32)
    bench = make_bench(FakeMicrophone(samples, sample_rate_hz=16_000))
    bench.composer.voice.toggle()
    bar = bench.composer.card.recording_bar
    bench.qtbot.waitUntil(lambda: bar.time.text().startswith("Silent: muted?"), timeout=10_000)
    bench.composer.voice.cancel()


def test_another_microphone_is_used_and_named_when_the_chosen_one_is_absent(
    bench: ComposerBench, microphone: FakeMicrophone
) -> None:
    bench.composer.set_device_name("USB microphone")
    bench.composer.voice.toggle()
    hear_everything(bench, microphone)
    level, message, hint = bench.wait_for_notice()
    assert level == "warning"
    assert message == "“USB microphone” is not connected; “Fake microphone” is used instead."
    assert hint
    bench.composer.voice.toggle()
    bench.wait_until_ready(1)


def test_a_recording_in_another_folder_comes_back_too(
    bench: ComposerBench,
    make_bench: Callable[[FakeMicrophone], ComposerBench],
    microphone: FakeMicrophone,
) -> None:
    elsewhere = bench.folder / "elsewhere"
    bench.composer.inputs.set_folder(elsewhere)
    bench.composer.voice.toggle()
    hear_everything(bench, microphone)
    bench.composer.shut_down()
    (path,) = elsewhere.iterdir()
    second = make_bench(microphone)
    second.composer.inputs.set_folder(elsewhere)
    second.composer.voice.recover()
    second.wait_until_ready(1)
    assert second.names == [path.name]


def test_escape_discards_it(bench: ComposerBench, microphone: FakeMicrophone) -> None:
    bench.composer.voice.toggle()
    hear_everything(bench, microphone)
    bench.qtbot.keyClick(bench.composer.card.prompt, Qt.Key.Key_Escape)
    assert bench.composer.inputs.recording.state is RecordingState.IDLE
    bench.qtbot.waitUntil(lambda: not microphone.is_open)
    bench.qtbot.waitUntil(lambda: not list((bench.folder / "recordings").iterdir()))
    assert bench.names == []
    assert bench.notices == []


def test_the_bar_has_cancel_and_done(bench: ComposerBench, microphone: FakeMicrophone) -> None:
    bar = bench.composer.card.recording_bar
    bench.composer.voice.toggle()
    hear_everything(bench, microphone)
    bench.qtbot.mouseClick(bar.cancel, _LEFT)
    wait_until(bench, RecordingState.IDLE)
    bench.composer.voice.toggle()
    wait_until(bench, RecordingState.RECORDING)
    bench.qtbot.waitUntil(lambda: bench.composer._recording.elapsed_s >= 1.0)
    bench.qtbot.waitUntil(lambda: bar.time.text() == "0:01" and bar.done.isEnabled())
    bench.qtbot.mouseClick(bar.done, _LEFT)
    bench.wait_until_ready(1)


def test_enter_ends_the_recording_and_sends_it(
    bench: ComposerBench, microphone: FakeMicrophone
) -> None:
    bench.composer.card.prompt.set_text("What did I say?")
    bench.composer.voice.toggle()
    hear_everything(bench, microphone)
    bench.qtbot.keyClick(bench.composer.card.prompt, Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: len(bench.sent) == 1, timeout=10_000)
    text, (clip,) = bench.sent[0]
    assert text == "What did I say?"
    assert clip.media_type == "audio/flac"


@pytest.mark.parametrize("reason", ["No microphone was found.", "The microphone is busy."])
def test_a_microphone_that_cannot_be_opened_says_why(
    bench: ComposerBench, microphone: FakeMicrophone, reason: str
) -> None:
    microphone.error = AudioDeviceError(reason, hint="Do something.")
    bench.composer.card.prompt.set_text("kept")
    bench.composer.voice.toggle()
    assert bench.wait_for_notice() == ("error", reason, "Do something.")
    assert bench.composer.inputs.recording.state is RecordingState.IDLE
    assert bench.composer.draft().text == "kept"
    microphone.error = None
    bench.composer.voice.toggle()
    hear_everything(bench, microphone)
    bench.composer.voice.toggle()
    bench.wait_until_ready(1)


def test_a_message_waiting_for_a_recording_that_failed_is_held_back(
    bench: ComposerBench, microphone: FakeMicrophone
) -> None:
    microphone.error = AudioDeviceError("The microphone is busy.")
    bench.composer.card.prompt.set_text("Listen")
    bench.composer.voice.toggle()
    bench.composer.submit()
    bench.wait_for_notice()
    assert bench.sent == []
    assert bench.composer.draft().text == "Listen"


def test_a_microphone_that_vanishes_leaves_its_clip(
    make_bench: Callable[[FakeMicrophone], ComposerBench],
) -> None:
    samples = np.full(16_000, 0.25, np.float32)
    microphone = FakeMicrophone(samples, sample_rate_hz=16_000, vanish_after_s=0.5)
    bench = make_bench(microphone)
    bench.composer.voice.toggle()
    (clip,) = bench.wait_until_ready(1)
    assert clip.duration_s == pytest.approx(0.5, abs=0.05)
    level, message, hint = bench.wait_for_notice()
    assert level == "warning"
    assert "unplugged" in message
    assert "kept" in hint
    assert bench.composer.inputs.recording.state is RecordingState.IDLE


def test_a_microphone_that_gives_nothing_at_all_is_told_once(
    make_bench: Callable[[FakeMicrophone], ComposerBench],
) -> None:
    """That it is busy says more than that nothing was recorded."""
    microphone = FakeMicrophone(np.zeros(0, np.float32), sample_rate_hz=16_000, hang_after_s=0.0)
    bench = make_bench(microphone)
    bench.composer.voice.toggle()
    level, message, hint = bench.wait_for_notice()
    assert level == "error"
    assert "busy: another program holds it" in message
    assert "Close the other program" in hint
    bench.qtbot.waitUntil(
        lambda: bench.composer.inputs.recording.state is RecordingState.IDLE, timeout=10_000
    )
    assert len(bench.notices) == 1


def test_a_recording_longer_than_the_model_hears_goes_on_and_says_so(
    bench: ComposerBench, microphone: FakeMicrophone
) -> None:
    bench.composer.set_capabilities(Capabilities(audio=True, max_audio_s=0.4))
    bar = bench.composer.card.recording_bar
    bench.composer.voice.toggle()
    bench.qtbot.waitUntil(lambda: bar.time.text().startswith("To transcribe"), timeout=10_000)
    bench.composer.voice.toggle()
    (clip,) = bench.wait_until_ready(1)
    assert clip.duration_s is not None
    assert clip.duration_s > 0.4
    assert bench.composer.card.tray.objections() == []  # what was recorded can be sent


def test_the_loudspeaker_is_silenced_before_recording(bench: ComposerBench) -> None:
    with bench.qtbot.waitSignal(bench.composer.pause_requested):
        bench.composer.voice.toggle()
    wait_until(bench, RecordingState.RECORDING)
    bench.composer.voice.cancel()


@pytest.mark.parametrize("long_s", [0.1, 60.0])
def test_a_clip_that_was_thrown_away_is_gone_however_soon_the_window_closes(
    bench: ComposerBench,
    microphone: FakeMicrophone,
    monkeypatch: pytest.MonkeyPatch,
    long_s: float,
) -> None:
    monkeypatch.setattr(recording, "LONG_S", long_s)
    bench.composer.voice.toggle()
    hear_everything(bench, microphone)
    bench.composer.voice.cancel()
    bench.composer.shut_down()
    assert list((bench.folder / "recordings").iterdir()) == []
    assert not microphone.is_open


def test_shutting_down_while_recording_leaves_the_clip_on_disk(
    bench: ComposerBench, microphone: FakeMicrophone
) -> None:
    bench.composer.voice.toggle()
    hear_everything(bench, microphone)
    bench.composer.shut_down()
    (path,) = (bench.folder / "recordings").iterdir()
    assert soundfile.info(path).duration >= 1.0
    assert not microphone.is_open


def test_a_recording_that_was_cut_off_comes_back_at_the_next_start(
    make_bench: Callable[[FakeMicrophone], ComposerBench], microphone: FakeMicrophone
) -> None:
    first = make_bench(microphone)
    first.composer.voice.toggle()
    hear_everything(first, microphone)
    first.composer.shut_down()
    (path,) = (first.folder / "recordings").iterdir()
    (path.parent / "Recording empty.flac").write_bytes(path.read_bytes()[:21])
    second = make_bench(microphone)
    second.composer.voice.recover()
    second.wait_until_ready(1)
    assert second.names == [path.name]
    assert second.notices[0][0] == "info"
    assert list(path.parent.iterdir()) == []


def test_the_meter_spans_from_a_quiet_room_to_loud_speech() -> None:
    assert loudness_share(-120.0) == 0.0
    assert loudness_share(0.0) == 1.0
    assert loudness_share(-50.0) < loudness_share(-30.0) < loudness_share(-12.0)


def test_a_clip_of_this_run_was_not_left_behind(bench: ComposerBench) -> None:
    """The store may open late, and what it looks for then is what an earlier run left."""
    folder = bench.folder / "recordings"
    folder.mkdir(exist_ok=True)
    old, new = folder / "old.flac", folder / "new.flac"
    for clip in (old, new):
        clip.write_bytes(b"fLaC")  # not a sample yet
    os.utime(old, (1, 1))
    bench.composer.voice.recover()
    bench.qtbot.waitUntil(lambda: not old.exists(), timeout=10_000)
    assert new.exists()
    assert bench.notices == []
