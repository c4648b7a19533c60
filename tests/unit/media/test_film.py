"""Films: what they are, and the frames that are shown at some moments of them."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from gemini_desk.errors import AttachmentMissingError, UnsupportedAttachmentError
from gemini_desk.media import film_cursor
from gemini_desk.media.film import load_frames, poster_png, probe_film
from tests.helpers.films import counting_film, noisy_film
from tests.helpers.media_files import cut_file, encoded_file, image_file, silent_film_file

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {  # codec, container
    "a.mp4": ("mpeg4", "mp4"),
    "h264.mp4": ("libx264", "mp4"),
    "a.mov": ("mpeg4", "mov"),
    "a.mkv": ("libx264", "matroska"),
    "a.webm": ("libvpx", "webm"),
    "a.avi": ("mpeg4", "avi"),
    "a.wmv": ("wmv2", "asf"),
}
# Those that say what is missing and can be read as far as they go.
CUT = ("a.mkv", "a.webm", "a.avi", "a.wmv")


@pytest.fixture(params=KINDS)
def film(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    codec, container = KINDS[request.param]
    return counting_film(tmp_path, request.param, 60.0, codec=codec, container=container)


def seconds_in(pixels: np.ndarray) -> list[int]:
    """What the grey of each frame of a counting film says."""
    return [round(float(frame[30:50, 40:80].mean()) / 4) for frame in pixels]


def test_what_a_film_is(film: Path) -> None:
    probe = probe_film(film)
    assert probe is not None
    assert (probe.width_px, probe.height_px) == (96, 64)
    assert probe.duration_s == pytest.approx(60.0, abs=0.2)
    assert probe.fps == pytest.approx(10.0)
    assert probe.frame_count == pytest.approx(600, abs=2)
    assert not probe.has_sound


def test_frames_near_and_far_are_those_of_their_moments(film: Path) -> None:
    times_s = [0.0, 1.55, 2.05, 12.05, 13.05, 40.55, 59.75]
    frames = load_frames(film, times_s, max_pixels=10**6)
    assert frames.times_s == tuple(times_s)
    assert frames.pixels.shape == (7, 64, 96, 3)
    assert frames.pixels.dtype == np.uint8
    assert seconds_in(frames.pixels) == [0, 1, 2, 12, 13, 40, 59]


def test_far_moments_are_jumped_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = 0
    walk = film_cursor.FilmCursor._decoded

    def counted(cursor: Any) -> Any:
        nonlocal decoded
        for frame in walk(cursor):
            decoded += 1
            yield frame

    monkeypatch.setattr(film_cursor.FilmCursor, "_decoded", counted)
    path = counting_film(tmp_path, "a.mp4", 120.0)
    assert seconds_in(load_frames(path, [0.0, 50.05, 100.05], max_pixels=10**6).pixels)[1:] == [
        50,
        100 - 64,  # the grey begins anew
    ]
    assert decoded < 100  # of 1200


def test_the_same_moment_twice_is_the_same_frame(tmp_path: Path) -> None:
    path = counting_film(tmp_path, "a.mp4", 4.0)
    assert seconds_in(load_frames(path, [2.05, 2.05, 2.1], max_pixels=10**6).pixels) == [2, 2, 2]


def test_large_frames_are_scaled_down_and_keep_their_shape(tmp_path: Path) -> None:
    path = counting_film(tmp_path, "a.mp4", 2.0)
    frames = load_frames(path, [1.05], max_pixels=24 * 16)
    assert frames.pixels.shape == (1, 16, 24, 3)


@pytest.mark.parametrize("name", CUT)
def test_a_film_that_was_cut_off_goes_as_far_as_it_goes(name: str, tmp_path: Path) -> None:
    codec, container = KINDS[name]
    whole = counting_film(tmp_path, name, 60.0, codec=codec, container=container)
    cut = cut_file(whole, 0.6)
    probe = probe_film(cut)
    assert probe is not None
    assert 20 < probe.duration_s < 50
    frames = load_frames(cut, [0.0, 1.55, 59.75], max_pixels=10**6)
    assert frames.times_s == (0.0, 1.55)
    assert seconds_in(frames.pixels) == [0, 1]


def test_damaged_places_are_stepped_over(tmp_path: Path) -> None:
    path = counting_film(tmp_path, "a.mkv", 60.0, codec="mpeg4", container="matroska")
    content = bytearray(path.read_bytes())
    place = len(content) // 3
    content[place : place + 3000] = np.random.default_rng(1).bytes(3000)
    path.write_bytes(content)
    frames = load_frames(path, [0.0, 5.05, 50.05], max_pixels=10**6)
    assert seconds_in(frames.pixels)[-1] == 50


def test_a_film_without_its_index_is_damaged(tmp_path: Path) -> None:
    cut = cut_file(counting_film(tmp_path, "a.mp4", 10.0), 0.3)
    with pytest.raises(UnsupportedAttachmentError, match="pictures in it cannot be read"):
        probe_film(cut)


def test_a_film_that_was_held_upright_stands_upright(tmp_path: Path) -> None:
    path = counting_film(tmp_path, "a.mp4", 2.0)  # red in its upper left corner
    content = bytearray(path.read_bytes())
    matrix = content.index(b"tkhd") + 44
    turned = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    content[matrix : matrix + 36] = turned  # as telephones write it: turn me clockwise
    path.write_bytes(content)
    probe = probe_film(path)
    assert probe is not None
    assert (probe.width_px, probe.height_px) == (64, 96)
    (frame,) = load_frames(path, [1.0], max_pixels=10**6).pixels
    assert frame.shape == (96, 64, 3)
    assert frame[2, -3, 0] > 200 > 100 > frame[2, -3, 1]


def test_pixels_that_are_not_square(tmp_path: Path) -> None:
    path = counting_film(tmp_path, "a.mkv", 2.0, container="matroska", ratio=2)
    probe = probe_film(path)
    assert probe is not None
    assert (probe.width_px, probe.height_px) == (192, 64)
    assert load_frames(path, [1.0], max_pixels=10**6).pixels.shape == (1, 64, 192, 3)


def test_a_film_may_begin_late(tmp_path: Path) -> None:
    path = counting_film(tmp_path, "a.mkv", 5.0, container="matroska", begins_s=30.0)
    assert seconds_in(load_frames(path, [0.0, 3.05], max_pixels=10**6).pixels) == [0, 3]


def test_sound_is_told(tmp_path: Path) -> None:
    assert _probe(noisy_film(tmp_path, "a.mp4", 0, 1.0, sound=True)).has_sound
    assert not _probe(silent_film_file(tmp_path)).has_sound


def _probe(path: Path) -> Any:
    probe = probe_film(path)
    assert probe is not None
    return probe


def test_what_is_no_film(tmp_path: Path) -> None:
    assert probe_film(encoded_file(tmp_path, "a.m4a", "aac", "ipod")) is None
    with pytest.raises(AttachmentMissingError):
        probe_film(tmp_path / "gone.mp4")
    with pytest.raises(UnsupportedAttachmentError):
        probe_film(image_file(tmp_path, "a.png"))
    with pytest.raises(UnsupportedAttachmentError):
        load_frames(encoded_file(tmp_path, "b.m4a", "aac", "ipod"), [0.0], max_pixels=100)


def test_a_poster_stands_for_it(tmp_path: Path) -> None:
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(poster_png(counting_film(tmp_path, "a.mp4", 30.0), 48)))
    assert image.size == (48, 32)
    assert seconds_in(np.asarray(image.resize((96, 64)))[None]) == [3]  # a tenth of it
