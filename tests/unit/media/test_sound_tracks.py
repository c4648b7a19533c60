"""Files with several sound tracks: which there are, and the one that was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.audio import iter_blocks, probe_audio
from gemini_desk.media.sound_file import chosen_track
from gemini_desk.media.sound_tracks import list_tracks
from tests.helpers.films import FREQUENCIES_HZ, film
from tests.helpers.media_files import (
    RATE_HZ,
    encoded_file,
    image_file,
    silent_film_file,
    sound_file,
)

if TYPE_CHECKING:
    from pathlib import Path


def loudest_hz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * RATE_HZ / len(samples))


@pytest.mark.parametrize(
    ("name", "codec", "container"),
    [("a.mkv", "libopus", "matroska"), ("a.mp4", "aac", "mp4"), ("a.webm", "libopus", "matroska")],
)
def test_each_track_can_be_chosen(name: str, codec: str, container: str, tmp_path: Path) -> None:
    path = film(tmp_path, name, codec, container)
    for number, frequency_hz in enumerate(FREQUENCIES_HZ):
        samples = np.concatenate(list(iter_blocks(path, track=number)))
        assert loudest_hz(samples) == pytest.approx(frequency_hz, abs=2)
        assert probe_audio(path, number).duration_s == pytest.approx(2.0, abs=0.1)
        assert chosen_track(path, number) == number
    assert chosen_track(path, None) == 0


def test_tracks_are_listed_with_what_the_file_says_of_them(tmp_path: Path) -> None:
    first, second = list_tracks(film(tmp_path, "a.mkv", "libopus", "matroska"))
    assert (first.number, first.language, first.title) == (0, "deu", "Ton")
    assert (second.number, second.language) == (1, "eng")
    assert second.title.startswith("Commentary by X")
    assert len(second.title) <= 100
    assert (first.is_best, second.is_best) == (True, False)
    assert first.codec == "opus"
    assert (first.channels, first.sample_rate_hz) == (1, RATE_HZ)
    assert first.duration_s == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3"])
def test_sound_alone_has_one_track(name: str, tmp_path: Path) -> None:
    (track,) = list_tracks(sound_file(tmp_path, name))
    assert track.is_best
    assert track.duration_s == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("number", [1, 7])
def test_a_track_that_is_not_there_is_refused(number: int, tmp_path: Path) -> None:
    for path in (sound_file(tmp_path, "a.wav"), encoded_file(tmp_path, "a.m4a", "aac", "ipod")):
        with pytest.raises(UnsupportedAttachmentError, match="one sound track"):
            list(iter_blocks(path, track=number))
    path = film(tmp_path, "a.mkv", "libopus", "matroska")
    with pytest.raises(UnsupportedAttachmentError, match="2 sound tracks"):
        list(iter_blocks(path, track=number + 1))


def test_files_without_sound_have_no_tracks(tmp_path: Path) -> None:
    for path in (silent_film_file(tmp_path), image_file(tmp_path, "a.png")):
        with pytest.raises(UnsupportedAttachmentError):
            list_tracks(path)


def test_sound_that_begins_after_the_pictures_keeps_its_time(tmp_path: Path) -> None:
    """Subtitles fit the film."""
    path = film(tmp_path, "late.mkv", "libopus", "matroska", late_s=1.5)
    samples = np.concatenate(list(iter_blocks(path)))
    assert not samples[: round(1.4 * RATE_HZ)].any()
    assert np.abs(samples[round(1.6 * RATE_HZ) :]).max() > 0.4
    assert len(samples) / RATE_HZ == pytest.approx(3.5, abs=0.1)
