"""A FLAC file that was cut off anywhere is made whole."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from gemini_desk.media.flac_repair import mend_flac

_SAMPLES_PLACE = 21


def _encoded(samples, rate_hz):
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, "PCM_16", format="FLAC")
    return file.getvalue()


def _cut_off(content, size):
    """As a killed writer leaves it: without its end, and nothing in its header."""
    cut = bytearray(content)
    cut[_SAMPLES_PLACE] &= 0xF0
    cut[_SAMPLES_PLACE + 1 : 42] = bytes(20)  # number of samples, and the digest of all
    return bytes(cut[:size])


_LOUD = np.random.default_rng(1).uniform(-1, 1, 60_000).astype(np.float32)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 48_000, 192_000])
@pytest.mark.parametrize(
    "samples",
    [_LOUD, _LOUD * 1e-3, np.zeros(900_000, np.float32), np.sin(np.arange(90_000) / 9)],
    ids=["noise", "quiet", "silence", "tone"],
)
def test_every_cut_gives_the_samples_before_it(samples, rate_hz, tmp_path):
    content = _encoded(samples, rate_hz)
    whole, _ = soundfile.read(io.BytesIO(content), dtype="int16")
    path = tmp_path / "cut.flac"
    for size in np.linspace(len(content) // 2, len(content), 7).astype(int):
        path.write_bytes(_cut_off(content, size))
        n_samples = mend_flac(path)
        assert soundfile.info(path).frames == n_samples
        got, _ = soundfile.read(path, dtype="int16")
        np.testing.assert_array_equal(got, whole[:n_samples])
        assert n_samples > len(whole) * size / len(content) * 0.99 - 2 * 4096
    assert n_samples == len(whole), "nothing was missing but the header"


@pytest.mark.parametrize("size", [0, 3, 20, 41, 42, 60, 90, 200])
def test_nothing_but_a_header_is_of_no_use(size, tmp_path):
    path = tmp_path / "cut.flac"
    path.write_bytes(_cut_off(_encoded(_LOUD, 16_000), size))
    assert mend_flac(path) == 0


def test_what_is_no_flac_is_left_alone(tmp_path):
    path = tmp_path / "other.flac"
    path.write_bytes(b"RIFF" + bytes(100))
    assert mend_flac(path) == 0
    assert path.read_bytes() == b"RIFF" + bytes(100)
