"""Pictures come out right: colours, turn, depth, transparency, size."""

from __future__ import annotations

import io
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gemini_desk.errors import AttachmentMissingError, GeminiDeskError, UnsupportedAttachmentError
from gemini_desk.media import image as image_module
from gemini_desk.media.image import load_image, probe_image, thumbnail_png
from tests.helpers import media_files
from tests.helpers.media_files import GOOD_FILES, HEIGHT_PX, WIDTH_PX

_RED, _GREEN, _BLUE, _WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
_PILLOW_MAY_WARN = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
_LEFT, _RIGHT = (WIDTH_PX // 4, 20), (WIDTH_PX * 3 // 4, 20)


def _is_near(pixel, colour, tolerance=40):
    return np.abs(np.subtract(pixel, colour)).max() <= tolerance


@pytest.mark.parametrize("name", [n for n, (_, kind) in GOOD_FILES.items() if "image" in kind])
def test_every_good_picture_becomes_rgb(name, tmp_path):
    path = GOOD_FILES[name][0](tmp_path)

    loaded = load_image(path)

    assert loaded.mode == "RGB"
    assert loaded.size == (probe_image(path).width_px, probe_image(path).height_px)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.webp", "a.bmp", "a.tiff", "a.avif"])
def test_colours(name, tmp_path):
    loaded = load_image(media_files.image_file(tmp_path, name))
    assert _is_near(loaded.getpixel(_LEFT), _RED)
    assert _is_near(loaded.getpixel(_RIGHT), _BLUE)
    assert _is_near(loaded.getpixel((24, 0)), _GREEN)


@pytest.mark.parametrize("suffix", [".jpg", ".tiff"])
def test_cmyk_keeps_its_colours(suffix, tmp_path):
    cmyk = media_files.picture().convert("CMYK")
    loaded = load_image(media_files.image_file(tmp_path, f"print{suffix}", cmyk))
    assert _is_near(loaded.getpixel(_LEFT), _RED)
    assert _is_near(loaded.getpixel(_RIGHT), _BLUE)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tiff"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_turn_is_followed(orientation, suffix, tmp_path):
    path = media_files.turned_file(tmp_path, orientation, suffix)

    loaded = load_image(path)
    probe = probe_image(path)

    assert loaded.size == (probe.width_px, probe.height_px) == (WIDTH_PX, HEIGHT_PX)
    difference = np.abs(np.asarray(loaded, np.int16) - np.asarray(media_files.picture(), np.int16))
    assert difference.mean() < 12  # what JPEG and WebP lose at the edges


@_PILLOW_MAY_WARN
def test_damaged_exif_does_not_damage_the_picture(tmp_path):
    path = media_files.image_file(tmp_path, "a.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert load_image(path).size == (WIDTH_PX, HEIGHT_PX)


@pytest.mark.parametrize("name", ["deep.png", "deep.tiff"])
def test_16_bit_grey_is_scaled_not_cut(name, tmp_path):
    grey = np.asarray(load_image(media_files.deep_file(tmp_path, name)))[0, :, 0]
    assert (grey[0], grey[-1]) == (0, 255)
    assert abs(int(grey[WIDTH_PX // 2]) - 128) < 5


@pytest.mark.parametrize("low_high", [(0.0, 1.0), (-500.0, 90_000.0)])
def test_floating_point_grey_is_scaled(low_high, tmp_path):
    ramp = np.tile(np.linspace(*low_high, WIDTH_PX, dtype=np.float32), (HEIGHT_PX, 1))
    grey = np.asarray(load_image(media_files.image_file(tmp_path, "a.tiff", Image.fromarray(ramp))))
    assert (grey.min(), grey.max()) == (0, 255)


def test_floating_point_picture_of_one_value(tmp_path):
    flat = Image.fromarray(np.full((HEIGHT_PX, WIDTH_PX), np.nan, np.float32))
    assert load_image(media_files.image_file(tmp_path, "a.tiff", flat)).getpixel((0, 0)) == (0,) * 3


def test_transparency_becomes_white(tmp_path):
    loaded = load_image(media_files.transparent_file(tmp_path))
    assert loaded.getpixel(_LEFT) == _WHITE
    assert loaded.getpixel(_RIGHT) == _BLUE


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_half_transparency_is_mixed_with_white(mode, tmp_path):
    colour = (0, 0, 0, 128) if mode == "RGBA" else (0, 128)
    glass = Image.new(mode, (WIDTH_PX, HEIGHT_PX), colour)
    loaded = load_image(media_files.image_file(tmp_path, "a.png", glass))
    assert _is_near(loaded.getpixel((5, 5)), (127, 127, 127), tolerance=2)


@pytest.mark.parametrize("name", ["moving.gif", "moving.webp", "moving.png", "pages.tiff"])
def test_first_frame_is_used(name, tmp_path):
    path = media_files.animated_file(tmp_path, name)
    assert probe_image(path).frames == 3
    assert _is_near(load_image(path).getpixel(_LEFT), _RED)


@pytest.mark.parametrize("name", ["large.jpg", "large.png"])
def test_large_picture_is_scaled_down_in_its_shape(name, tmp_path):
    path = media_files.image_file(tmp_path, name, media_files.picture(1200, 800))

    loaded = load_image(path, max_pixels=60_000)

    assert loaded.size == (300, 200)
    assert _is_near(loaded.getpixel((75, 150)), _RED)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "I;16", "F"])
def test_picture_of_every_kind_is_scaled_down(mode, tmp_path):
    grey = media_files.picture(1200, 800).convert("L")
    if mode == "I;16":
        deep = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    else:
        deep = grey.convert(mode) if mode in "LPF" else media_files.picture(1200, 800).convert(mode)
    path = media_files.image_file(tmp_path, "large.tiff", deep)

    small = load_image(path, max_pixels=60_000)

    whole = load_image(path)
    assert small.size == (300, 200)
    for place in ((75, 150), (225, 150), (150, 5)):
        assert _is_near(small.getpixel(place), whole.getpixel((place[0] * 4, place[1] * 4)), 12)


def test_picture_of_extreme_shape_keeps_a_pixel(tmp_path):
    path = media_files.image_file(tmp_path, "line.png", media_files.picture(20_000, 2))
    width, height = load_image(path, max_pixels=100).size
    assert width * height <= 2_000
    assert height == 1


def test_limit_on_pixels_is_ours_alone(tmp_path, monkeypatch):
    """Pillow's own limit is a setting of the process and warns; neither is touched."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    path = media_files.image_file(tmp_path, "a.png")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load_image(path).size == (WIDTH_PX, HEIGHT_PX)
    assert Image.MAX_IMAGE_PIXELS == 100


def test_picture_above_the_limit_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(image_module, "MAX_IMAGE_PIXELS", WIDTH_PX * HEIGHT_PX - 1)
    with pytest.raises(UnsupportedAttachmentError, match="48 × 32 pixels"):
        load_image(media_files.image_file(tmp_path, "a.png"))


def test_thumbnail(tmp_path):
    path = media_files.turned_file(tmp_path, 6)
    picture = Image.open(io.BytesIO(thumbnail_png(path, 24)))
    assert (picture.format, picture.size, picture.mode) == ("PNG", (24, 16), "RGB")


def test_thumbnail_is_never_larger_than_the_picture(tmp_path):
    path = media_files.image_file(tmp_path, "a.png")
    assert Image.open(io.BytesIO(thumbnail_png(path, 500))).size == (WIDTH_PX, HEIGHT_PX)


@pytest.mark.parametrize("use", [load_image, lambda path: thumbnail_png(path, 64)])
def test_file_that_vanished_since_it_was_dropped(use, tmp_path):
    path = media_files.image_file(tmp_path, "a.png")
    probe_image(path)
    path.unlink()
    with pytest.raises(AttachmentMissingError):
        use(path)


def test_sound_is_no_picture(tmp_path):
    with pytest.raises(UnsupportedAttachmentError, match="no picture"):
        load_image(media_files.sound_file(tmp_path, "a.wav"))


@_PILLOW_MAY_WARN
@pytest.mark.parametrize(
    "name", ["a.png", "a.jpg", "a.gif", "a.webp", "a.tiff", "a.avif", "a.heic"]
)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damage_anywhere_never_escapes_as_another_error(name, tmp_path, data):
    good = tmp_path / name
    if not good.exists():
        if name.endswith("heic"):
            media_files.heic_file(tmp_path, name)
        else:
            media_files.image_file(tmp_path, name)
    content = bytearray(good.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    bad = media_files.written_file(tmp_path, f"bad-{name}", bytes(content[:cut]))
    for use in (probe_image, load_image):
        try:
            use(bad)
        except GeminiDeskError as error:
            assert error.hint  # noqa: PT017 - some damage is no reason to refuse a file
