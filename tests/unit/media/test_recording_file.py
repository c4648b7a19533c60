"""A recording can be played whatever happened to its writer."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest

from gemini_desk.errors import StorageError
from gemini_desk.media.audio import load_waveform, probe_audio
from gemini_desk.media.flac_repair import mend_flac
from gemini_desk.media.recording_file import RecordingFile
from tests.helpers.media_files import tone

_RATE_HZ = 16_000
_16_BIT = 1 / 32_767
_FRAME_SAMPLES = 4096


def test_samples_come_back(tmp_path):
    file = RecordingFile(tmp_path, _RATE_HZ)
    for block in np.array_split(tone(1.0, _RATE_HZ), 7):
        file.append(block)
    file.close()

    samples = load_waveform(file.path, sample_rate_hz=_RATE_HZ).samples

    np.testing.assert_allclose(samples, tone(1.0, _RATE_HZ), rtol=0, atol=2 * _16_BIT)
    assert file.duration_s == 1.0


def test_what_came_is_on_disk_but_for_the_frame_that_is_being_filled(tmp_path):
    file = RecordingFile(tmp_path, _RATE_HZ)
    said = tone(3.0, _RATE_HZ)
    for block in np.array_split(said, 300):
        file.append(block)
        copy = tmp_path / "copy.flac"
        shutil.copy(file.path, copy)
        assert mend_flac(copy) > file.n_samples - 2 * _FRAME_SAMPLES
    file.close()


def test_a_long_recording_takes_no_more_memory_than_a_short_one(tmp_path):
    def peak_of(duration_s):
        file = RecordingFile(tmp_path, _RATE_HZ)
        second = tone(1.0, _RATE_HZ)
        tracemalloc.start()
        for _ in range(duration_s):
            file.append(second)
        file.close()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert probe_audio(file.path).duration_s == duration_s
        return peak

    peak_of(20)  # what is imported and cached meanwhile is no part of it
    assert peak_of(600) < 1.1 * peak_of(20) + 4096


def test_samples_beyond_the_range_and_no_numbers(tmp_path):
    file = RecordingFile(tmp_path, _RATE_HZ)
    file.append(np.float32([2.0, -2.0, np.nan, np.inf, -np.inf]))
    file.close()
    samples = load_waveform(file.path, sample_rate_hz=_RATE_HZ).samples
    np.testing.assert_allclose(samples, [1, -1, 0, 1, -1], rtol=0, atol=2 * _16_BIT)


def test_two_recordings_of_one_second_have_two_names(tmp_path):
    files = [RecordingFile(tmp_path, _RATE_HZ) for _ in range(3)]
    assert len({file.path for file in files}) == 3
    for file in files:
        file.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_recording_is_its_owners_alone(tmp_path):
    file = RecordingFile(tmp_path / "recordings", _RATE_HZ)
    file.close()
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert file.path.parent.stat().st_mode & 0o777 == 0o700


def test_delete(tmp_path):
    file = RecordingFile(tmp_path, _RATE_HZ)
    file.append(tone(0.1, _RATE_HZ))
    file.delete()
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_a_file(tmp_path):
    (tmp_path / "recordings").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        RecordingFile(tmp_path / "recordings", _RATE_HZ)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")  # noqa: PTH110
def test_full_disk(tmp_path, monkeypatch):
    full = os.open("/dev/full", os.O_RDWR)
    monkeypatch.setattr(os, "open", lambda *_: full)
    file = RecordingFile(tmp_path, _RATE_HZ)
    with pytest.raises(StorageError, match="disk is full"):
        for _ in range(10):
            file.append(tone(1.0, _RATE_HZ))
    file.close()


def test_disk_that_fills_up_keeps_what_was_there(tmp_path, monkeypatch):
    file = RecordingFile(tmp_path, _RATE_HZ)
    said = tone(10.0, _RATE_HZ)
    original, written = os.write, 0

    def write(descriptor, content):
        nonlocal written
        if written > 60_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        written += (done := original(descriptor, content[:1000]))  # in pieces, as a disk may
        return done

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(StorageError, match="disk is full"):
        for block in np.array_split(said, 100):
            file.append(block)
    file.close()
    samples = load_waveform(file.path, sample_rate_hz=_RATE_HZ).samples
    assert _RATE_HZ < len(samples) < len(said)
    np.testing.assert_allclose(samples, said[: len(samples)], rtol=0, atol=2 * _16_BIT)


_RECORD_UNTIL_KILLED = """
import sys
from pathlib import Path
from gemini_desk.media.recorder import Recorder
from tests.helpers.fake_microphone import FakeMicrophone
from tests.helpers.media_files import tone

def tell(level):
    if level.elapsed_s > 0.5:
        print(level.elapsed_s, flush=True)

microphone = FakeMicrophone(tone(60.0, 16_000), sample_rate_hz=16_000, realtime=True)
Recorder(Path(sys.argv[1]), input_factory=microphone.open, on_level=tell).start()
sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("round_", range(3))
def test_killed_recorder_leaves_a_file_that_is_mended(round_, tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", _RECORD_UNTIL_KILLED, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        for _ in range(1 + 3 * round_):
            reported_s = float(process.stdout.readline())
        process.send_signal(signal.SIGKILL)

    (path,) = tmp_path.iterdir()
    n_samples = mend_flac(path)
    samples = load_waveform(path, sample_rate_hz=16_000).samples
    assert len(samples) == n_samples == round(probe_audio(path).duration_s * 16_000)
    assert n_samples >= reported_s * 16_000 - 2 * _FRAME_SAMPLES
    np.testing.assert_allclose(
        samples, tone(60.0, 16_000)[: len(samples)], rtol=0, atol=2 * _16_BIT
    )
    before = path.read_bytes()
    assert mend_flac(path) == n_samples
    assert path.read_bytes() == before, "a whole file is left alone"
