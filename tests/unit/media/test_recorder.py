"""The recorder keeps what the microphone gives, however that ends."""

from __future__ import annotations

import queue
import threading

import numpy as np
import pytest

from gemini_desk.errors import AudioDeviceError, InputError, StorageError
from gemini_desk.media.audio import load_waveform
from gemini_desk.media.recorder import Recorder
from gemini_desk.media.recording_file import RecordingFile
from gemini_desk.media.sound_check import SoundCheck
from tests.helpers.fake_microphone import FakeMicrophone
from tests.helpers.media_files import tone

_RATE_HZ = 16_000
_WAIT_S = 10.0


def _microphone(duration_s=1.0, **options):
    return FakeMicrophone(tone(duration_s, _RATE_HZ), sample_rate_hz=_RATE_HZ, **options)


def _assert_begins_with(path, samples):
    recorded = load_waveform(path, sample_rate_hz=_RATE_HZ).samples
    assert len(recorded) >= len(samples)
    np.testing.assert_allclose(recorded[: len(samples)], samples, rtol=0, atol=1e-4)
    assert not recorded[len(samples) :].any(), "only silence follows"


def test_everything_is_recorded_in_its_order(tmp_path):
    microphone = _microphone()
    recorder = Recorder(tmp_path, input_factory=microphone.open)

    recorder.start()
    assert recorder.is_recording
    assert microphone.played.wait(_WAIT_S)
    path = recorder.stop()

    assert not recorder.is_recording
    assert not microphone.is_open
    _assert_begins_with(path, microphone.samples)


def test_clip_after_clip(tmp_path):
    microphone = _microphone()
    recorder = Recorder(tmp_path, input_factory=microphone.open)
    paths = set()
    for _ in range(3):
        microphone.played.clear()
        recorder.start()
        assert microphone.played.wait(_WAIT_S)
        paths.add(recorder.stop())
    assert len(paths) == 3
    for path in paths:
        _assert_begins_with(path, microphone.samples)


def test_device_is_passed_on(tmp_path):
    microphone = _microphone()
    recorder = Recorder(tmp_path, input_factory=microphone.open)
    recorder.start(microphone.device)
    recorder.cancel()
    recorder.start()
    recorder.cancel()
    assert microphone.opened_with == [microphone.device, None]


def test_cancel_removes_the_file(tmp_path):
    microphone = _microphone()
    recorder = Recorder(tmp_path, input_factory=microphone.open)
    recorder.start()
    assert microphone.played.wait(_WAIT_S)
    recorder.cancel()
    assert not microphone.is_open
    assert list(tmp_path.iterdir()) == []
    recorder.cancel()  # harmless


def test_levels_are_told_about_30_times_a_second(tmp_path):
    levels = []
    microphone = _microphone(2.0)
    recorder = Recorder(tmp_path, input_factory=microphone.open, on_level=levels.append)
    recorder.start()
    assert microphone.played.wait(_WAIT_S)
    recorder.stop()

    speaking = [level for level in levels if level.elapsed_s <= 2.0]
    assert 25 <= len(speaking) <= 61  # some blocks are longer than 33 ms
    assert [level.elapsed_s for level in levels] == sorted(level.elapsed_s for level in levels)
    for level in speaking:
        assert level.peak_dbfs == pytest.approx(-6.02, abs=0.5)
        assert level.rms_dbfs == pytest.approx(-9.03, abs=0.8)


def test_levels_of_silence(tmp_path):
    levels = queue.Queue()
    microphone = FakeMicrophone(np.zeros(_RATE_HZ, np.float32), sample_rate_hz=_RATE_HZ)
    recorder = Recorder(tmp_path, input_factory=microphone.open, on_level=levels.put)
    recorder.start()
    level = levels.get(timeout=_WAIT_S)
    recorder.cancel()
    assert (level.peak_dbfs, level.rms_dbfs) == (-120.0, -120.0)


def test_meter_that_fails_does_not_end_the_recording(tmp_path, caplog):
    def fail(_level):
        raise RuntimeError("the window is gone")

    microphone = _microphone()
    recorder = Recorder(tmp_path, input_factory=microphone.open, on_level=fail)
    recorder.start()
    assert microphone.played.wait(_WAIT_S)
    _assert_begins_with(recorder.stop(), microphone.samples)
    assert "the level cannot be shown" in caplog.text


def test_elapsed_seconds(tmp_path):
    levels = queue.Queue()
    recorder = Recorder(tmp_path, input_factory=_microphone().open, on_level=levels.put)
    assert recorder.elapsed_s == 0.0
    recorder.start()
    while (level := levels.get(timeout=_WAIT_S)).elapsed_s < 0.5:
        pass
    assert recorder.elapsed_s >= level.elapsed_s
    recorder.cancel()
    assert recorder.elapsed_s == 0.0


@pytest.mark.parametrize(
    ("options", "word"),
    [({"vanish_after_s": 0.5}, "unplugged"), ({"hang_after_s": 0.5}, "stopped sending")],
)
def test_microphone_that_goes_away_keeps_what_came(options, word, tmp_path):
    endings = queue.Queue()
    microphone = _microphone(**options)
    recorder = Recorder(
        tmp_path,
        input_factory=microphone.open,
        on_ended=endings.put,
        no_samples_timeout_s=0.2,
    )
    recorder.start()

    error = endings.get(timeout=_WAIT_S)

    assert isinstance(error, AudioDeviceError)
    assert word in error.message
    assert "kept" in error.hint
    assert error.__traceback__ is None
    assert not recorder.is_recording
    assert not microphone.is_open
    _assert_begins_with(recorder.stop(), microphone.samples[: _RATE_HZ // 2])


def test_unplugged_at_the_moment_of_stopping(tmp_path):
    for _ in range(20):
        microphone = _microphone()
        recorder = Recorder(tmp_path, input_factory=microphone.open)
        recorder.start()
        assert microphone.played.wait(_WAIT_S)
        unplugging = threading.Thread(target=microphone.unplug)
        unplugging.start()
        _assert_begins_with(recorder.stop(), microphone.samples)
        unplugging.join()


def test_stop_from_within_on_ended(tmp_path):
    paths = queue.Queue()
    microphone = _microphone(vanish_after_s=0.5)
    recorder = Recorder(
        tmp_path, input_factory=microphone.open, on_ended=lambda _: paths.put(recorder.stop())
    )
    recorder.start()
    _assert_begins_with(paths.get(timeout=_WAIT_S), microphone.samples[: _RATE_HZ // 2])


def test_microphone_that_never_gives_anything(tmp_path):
    endings = queue.Queue()
    microphone = _microphone(hang_after_s=0.0)
    recorder = Recorder(
        tmp_path, input_factory=microphone.open, on_ended=endings.put, no_samples_timeout_s=0.1
    )
    recorder.start()
    assert "is busy: another program holds it" in endings.get(timeout=_WAIT_S).message
    with pytest.raises(AudioDeviceError, match="Nothing was recorded"):
        recorder.stop()
    assert list(tmp_path.iterdir()) == []


def test_no_microphone(tmp_path):
    microphone = _microphone(
        error=AudioDeviceError("No microphone was found.", hint="Plug one in.")
    )
    recorder = Recorder(tmp_path, input_factory=microphone.open)
    with pytest.raises(AudioDeviceError, match="No microphone"):
        recorder.start()
    assert not recorder.is_recording
    assert list(tmp_path.iterdir()) == []

    microphone.error = None  # one was plugged in
    recorder.start()
    recorder.cancel()


def test_microphone_that_opens_and_does_not_start(tmp_path):
    class Stuck:
        sample_rate_hz = _RATE_HZ
        closed = False

        def start(self, on_block, on_lost):
            raise AudioDeviceError("The microphone is busy.")

        def close(self):
            self.closed = True

    stuck = Stuck()
    recorder = Recorder(tmp_path, input_factory=lambda _: stuck)
    with pytest.raises(AudioDeviceError, match="busy"):
        recorder.start()
    assert stuck.closed
    assert list(tmp_path.iterdir()) == []


def test_longest_recording(tmp_path):
    endings = queue.Queue()
    microphone = _microphone(2.0)
    recorder = Recorder(
        tmp_path, input_factory=microphone.open, on_ended=endings.put, max_duration_s=1.0
    )
    recorder.start()
    error = endings.get(timeout=_WAIT_S)
    assert isinstance(error, InputError)
    assert "1 s" in error.message
    assert load_waveform(recorder.stop(), sample_rate_hz=_RATE_HZ).duration_s == 1.0


def test_disk_that_fills_up(tmp_path, monkeypatch):
    original = RecordingFile.append

    def append(self, samples):
        if self.n_samples > _RATE_HZ // 2:
            raise StorageError("The recording stopped: the disk is full.")
        original(self, samples)

    monkeypatch.setattr(RecordingFile, "append", append)
    endings = queue.Queue()
    microphone = _microphone()
    recorder = Recorder(tmp_path, input_factory=microphone.open, on_ended=endings.put)
    recorder.start()
    assert isinstance(endings.get(timeout=_WAIT_S), StorageError)
    assert load_waveform(recorder.stop(), sample_rate_hz=_RATE_HZ).duration_s > 0.5


def test_folder_that_cannot_be_written_to(tmp_path):
    (tmp_path / "recordings").write_text("in the way")
    microphone = _microphone()
    recorder = Recorder(tmp_path / "recordings", input_factory=microphone.open)
    with pytest.raises(StorageError):
        recorder.start()
    assert not microphone.is_open


def test_slow_disk_never_holds_up_the_microphone(tmp_path, monkeypatch):
    may_write = threading.Event()
    original = RecordingFile.append

    def append(self, samples):
        may_write.wait(_WAIT_S)
        original(self, samples)

    monkeypatch.setattr(RecordingFile, "append", append)
    microphone = _microphone()
    recorder = Recorder(tmp_path, input_factory=microphone.open)
    recorder.start()
    assert microphone.played.wait(_WAIT_S), "all blocks were taken while the disk did nothing"
    may_write.set()
    _assert_begins_with(recorder.stop(), microphone.samples)


def test_wrong_order_of_calls(tmp_path):
    recorder = Recorder(tmp_path, input_factory=_microphone().open)
    with pytest.raises(RuntimeError, match="nothing is being recorded"):
        recorder.stop()
    recorder.start()
    with pytest.raises(RuntimeError, match="being recorded"):
        recorder.start()
    recorder.cancel()


def test_nothing_is_recorded_while_it_is_paused(tmp_path):
    levels = queue.Queue()
    microphone = _microphone(3.0, realtime=True)
    recorder = Recorder(tmp_path, input_factory=microphone.open, on_level=levels.put)
    recorder.start()
    while levels.get(timeout=_WAIT_S).elapsed_s < 0.3:
        pass
    recorder.pause()
    assert recorder.is_paused
    assert recorder.is_recording
    assert microphone.played.wait(_WAIT_S)
    paused_s = recorder.elapsed_s
    assert paused_s < 2.0
    recorder.resume()
    while levels.get(timeout=_WAIT_S).elapsed_s < paused_s + 0.3:
        pass
    path = recorder.stop()
    assert not recorder.is_paused
    samples = load_waveform(path, sample_rate_hz=_RATE_HZ).samples
    assert len(samples) < 3.0 * _RATE_HZ, "the pause is not in the file"
    assert not samples[-_RATE_HZ // 5 :].any(), "what came after the pause is"


def test_a_microphone_that_vanishes_in_a_pause_keeps_what_came(tmp_path):
    endings = queue.Queue()
    microphone = _microphone(1.0)
    recorder = Recorder(tmp_path, input_factory=microphone.open, on_ended=endings.put)
    recorder.start()
    assert microphone.played.wait(_WAIT_S)
    while recorder.elapsed_s < 1.0:
        pass
    recorder.pause()
    microphone.unplug()
    assert "unplugged" in endings.get(timeout=_WAIT_S).message
    _assert_begins_with(recorder.stop(), microphone.samples)


def test_a_sound_check_tells_the_level_and_writes_nothing():
    levels, endings = queue.Queue(), queue.Queue()
    microphone = _microphone(realtime=True)
    check = SoundCheck(microphone.open(), levels.put, endings.put)
    check.start()
    assert levels.get(timeout=_WAIT_S).peak_dbfs == pytest.approx(-6.02, abs=0.5)
    microphone.unplug()
    assert "unplugged" in endings.get(timeout=_WAIT_S).message
    check.stop()
    assert not microphone.is_open
