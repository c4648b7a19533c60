"""Playing from far into a file begins there, and at once: what is before is not gone through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile

from gemini_desk.media import ffmpeg_frames
from gemini_desk.media.audio import iter_blocks
from tests.helpers.media_files import RATE_HZ, encoded_file, sound_file, tone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LENGTH_S = 120
PLACE_S = 100.5
MOST_PACKETS = 400  # of thousands: two passes look at the first one, too
FORMATS = {
    "a.m4a": ("aac", "ipod"),
    "a.aac": ("aac", "adts"),
    "a.webm": ("libopus", "webm"),
    "a.mp4": ("aac", "mp4"),
    "a.mkv": ("libopus", "matroska"),
    "a.opus": ("libopus", "ogg"),
    "tagged.mp3": ("mp3", "mp3"),
    "a.avi": ("mp3", "avi"),
}


def pitch_hz(second: int) -> float:
    """Every second has its own."""
    return 300.0 + 20.0 * second


def _pitch_of(sound: np.ndarray) -> float:
    """The loudest frequency at the beginning, in Hz."""
    heard = sound[: RATE_HZ // 4]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    return float(np.argmax(spectrum) * RATE_HZ / len(heard))


@pytest.fixture(scope="module")
def scale() -> np.ndarray:
    return np.concatenate([tone(1.0, frequency_hz=pitch_hz(it)) for it in range(LENGTH_S)])


@pytest.mark.parametrize("name", ["a.mp3", "a.ogg", *FORMATS])
def test_the_place_is_right_and_found_without_reading_up_to_it(
    name: str, scale: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name in FORMATS:
        codec, container = FORMATS[name]
        film = name in ("a.mp4", "a.avi")
        path = encoded_file(tmp_path, name, codec, container, samples=scale, film=film)
    else:
        path = tmp_path / name
        with soundfile.SoundFile(path, "w", RATE_HZ, 1) as file:
            for second in np.split(scale, LENGTH_S):  # libsndfile's Vorbis crashes on much at once
                file.write(second)
    read = [0]
    packets_of = ffmpeg_frames.packets_of

    def counted(*arguments: Any) -> Iterator[Any]:
        for packet in packets_of(*arguments):
            read[0] += 1
            yield packet

    monkeypatch.setattr(ffmpeg_frames, "packets_of", counted)
    first = next(iter_blocks(path, start_s=PLACE_S, exact=False))
    assert _pitch_of(first) == pytest.approx(pitch_hz(int(PLACE_S)), abs=6)
    assert read[0] < MOST_PACKETS


def test_a_place_behind_a_join_is_found_although_time_begins_anew_there(
    scale: np.ndarray, tmp_path: Path
) -> None:
    part = encoded_file(tmp_path, "part.opus", "libopus", "ogg", samples=scale[: 20 * RATE_HZ])
    joined = tmp_path / "joined.opus"
    joined.write_bytes(part.read_bytes() * 2)
    for place_s in (4.5, 24.5):
        sound = np.concatenate(list(iter_blocks(joined, start_s=place_s, exact=False)))
        assert _pitch_of(sound) == pytest.approx(pitch_hz(4), abs=6)
        assert len(sound) / RATE_HZ == pytest.approx(40.0 - place_s, abs=0.1)


def test_behind_the_end_there_is_nothing(scale: np.ndarray, tmp_path: Path) -> None:
    path = sound_file(tmp_path, "a.mp3", scale)
    assert list(iter_blocks(path, start_s=LENGTH_S + 5.0, exact=False)) == []
