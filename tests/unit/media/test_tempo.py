"""Faster or slower, at the same pitch."""

from __future__ import annotations

import queue

import numpy as np
import pytest

from gemini_desk.media.player import Player
from gemini_desk.media.tempo import at_tempo
from tests.helpers.fake_loudspeaker import FakeLoudspeaker
from tests.helpers.media_files import sound_file, tone

RATE_HZ = 16_000


def blocks(samples, size=1111):
    return [samples[start : start + size] for start in range(0, len(samples), size)]


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 1.5, 2.0])
def test_the_length_changes_and_the_pitch_does_not(speed):
    times_s = np.arange(3 * RATE_HZ) / RATE_HZ
    samples = (0.5 * np.sin(2 * np.pi * 440 * times_s)).astype(np.float32)
    changed = np.concatenate(list(at_tempo(blocks(samples), RATE_HZ, speed)))
    assert changed.dtype == np.float32
    assert len(changed) == pytest.approx(len(samples) / speed, rel=0.03)
    spectrum = np.abs(np.fft.rfft(changed))
    assert np.argmax(spectrum) * RATE_HZ / len(changed) == pytest.approx(440, abs=5)


def test_the_usual_speed_changes_nothing():
    samples = np.linspace(-1, 1, 5000, dtype=np.float32)
    np.testing.assert_array_equal(
        np.concatenate(list(at_tempo(blocks(samples), 48_000, 1.0))), samples
    )


@pytest.mark.parametrize("speed", [0.0, 0.49, 2.01, -1.0])
def test_bounds(speed):
    with pytest.raises(ValueError, match="speed"):
        list(at_tempo([], RATE_HZ, speed))


def test_the_player_counts_seconds_of_the_clip(tmp_path):
    clip = sound_file(tmp_path, "clip.wav", tone(1.0), subtype="FLOAT")
    loudspeaker, ended, positions = FakeLoudspeaker(), queue.Queue(), []
    player = Player(
        output_factory=loudspeaker.open, on_ended=ended.put, on_position=positions.append
    )
    player.play(clip, start_s=0.2, speed=2.0)
    assert ended.get(timeout=10.0) is None
    player.close()
    assert len(loudspeaker.samples) == pytest.approx(0.4 * 48_000, rel=0.05)
    assert positions[-1] == pytest.approx(1.0, abs=0.05)
