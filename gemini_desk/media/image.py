"""Decodes a picture: 8-bit RGB, turned upright, never larger than asked for.

Callable from any thread; never on the GUI thread, as a photograph takes 100 ms and more.
"""

from __future__ import annotations

import importlib
import io
import logging
import math
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import GeminiDeskError, UnsupportedAttachmentError
from gemini_desk.media.pixel_modes import to_rgb
from gemini_desk.media.readable_file import opened, quoted_name, require_readable_file
from gemini_desk.media.signatures import describe_foreign, sniff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

    from PIL import Image
    from PIL.ImageFile import ImageFile

logger = logging.getLogger(__name__)

MAX_IMAGE_BYTES: Final = 256 * 1024**2
MAX_IMAGE_PIXELS: Final = 100_000_000  # 300 MB once decoded; a bomb of 1 MB can hold thousands
DEFAULT_MAX_PIXELS: Final = 16_000_000  # several times what any vision encoder looks at

_PILLOW_PLUGINS: Final = {  # media type: Pillow's name of the format, and of its module
    "image/png": ("PNG", "PngImagePlugin"),
    "image/jpeg": ("JPEG", "JpegImagePlugin"),
    "image/gif": ("GIF", "GifImagePlugin"),
    "image/webp": ("WEBP", "WebPImagePlugin"),
    "image/bmp": ("BMP", "BmpImagePlugin"),
    "image/tiff": ("TIFF", "TiffImagePlugin"),
    "image/avif": ("AVIF", "AvifImagePlugin"),
}
_HEIC: Final = "image/heic"
IMAGE_MEDIA_TYPES: Final = frozenset({*_PILLOW_PLUGINS, _HEIC})

_ORIENTATION_TAG: Final = 0x0112
_SCALABLE_MODES: Final = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})  # not palettes, not 16-bit
_CHECK_SIDE_PX: Final = 256  # decoding a JPEG this small reads all of it, in a third of the time


@dataclass(frozen=True, slots=True)
class ImageProbe:
    """What a picture is.

    Attributes:
        media_type: For instance `image/jpeg`.
        width_px: Width after the EXIF turn.
        height_px: Height after the EXIF turn.
        frames: Frames or pages; only the first is used.
    """

    media_type: str
    width_px: int
    height_px: int
    frames: int = 1


def probe_image(path: Path) -> ImageProbe:
    """Decode the picture once, to know that it is whole, and say what it is.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no picture we read, damaged, or too large.
    """
    with _decoding(path) as (image, media_type):
        width, height = image.size
        frames = _frame_count(image)
        _draft(image, _CHECK_SIDE_PX * _CHECK_SIDE_PX)
        image.load()
        if _orientation(image) >= 5:
            width, height = height, width
    return ImageProbe(media_type, width, height, frames)


def load_image(path: Path, *, max_pixels: int = DEFAULT_MAX_PIXELS) -> Image.Image:
    """Decode a picture: RGB, uint8, turned upright, transparency on white, first frame.

    Args:
        path: Any file that `IMAGE_MEDIA_TYPES` names, whatever its suffix.
        max_pixels: A larger picture is scaled down to this many pixels, its shape kept.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no picture we read, damaged, or too large.
    """
    with _decoding(path) as (image, _):
        _draft(image, max_pixels)
        image.load()
        size = _fitting(image.size, max_pixels)
        picture: Image.Image = image
        if image.mode in _SCALABLE_MODES and "transparency" not in image.info:
            picture = _scaled(picture, size)  # before the copies that conversions make
        return _turned(_scaled(to_rgb(picture), size), _orientation(image))


def thumbnail_png(path: Path, max_side_px: int) -> bytes:
    """A small picture as PNG, its longer side at most `max_side_px` pixels.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no picture we read, damaged, or too large.
    """
    image = load_image(path, max_pixels=max(4 * max_side_px * max_side_px, 1))
    image.thumbnail((max_side_px, max_side_px), _lanczos())
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@contextmanager
def _decoding(path: Path) -> Iterator[tuple[ImageFile, str]]:
    """Open the picture in `path` and translate whatever its decoder raises meanwhile."""
    require_readable_file(path, max_bytes=MAX_IMAGE_BYTES)
    with opened(path) as file:
        media_type = sniff(file)
        if media_type not in IMAGE_MEDIA_TYPES:
            raise not_a_picture(path, describe_foreign(file))
        try:
            with _open(file, media_type) as image:
                _check_size(path, image.size)
                yield image, media_type
        except GeminiDeskError:
            raise
        except MemoryError:
            raise UnsupportedAttachmentError(
                f"{quoted_name(path)} is too large for this machine's memory.",
                hint="Make a smaller copy of the picture and add that.",
            ) from None
        except Exception:  # decoders raise nearly anything on damaged data
            logger.debug("decoding a %s failed", media_type, exc_info=True)
            raise UnsupportedAttachmentError(
                f"{quoted_name(path)} is damaged: the picture in it cannot be read to its end.",
                hint="Copy or download it again, or save it anew in an image editor.",
            ) from None


def not_a_picture(path: Path, description: str) -> UnsupportedAttachmentError:
    """The error for a file that is something else, named if `description` is not empty."""
    what = f"is {description}, not a picture" if description else "is no picture that can be read"
    return UnsupportedAttachmentError(
        f"{quoted_name(path)} {what}.",
        hint="Use a PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC or AVIF file.",
    )


def _open(file: IO[bytes], media_type: str) -> ImageFile:
    """Hand the file to the one decoder that its first bytes name.

    `PIL.Image.open` would try decoders in turn (some of them run other programs), and its
    guard against decompression bombs is a setting and a warning of the whole process.
    """
    if media_type == _HEIC:
        from pillow_heif import HeifImageFile

        return HeifImageFile(file)  # type: ignore[no-untyped-call]  # its constructor has no annotations
    from PIL import Image

    name, module = _PILLOW_PLUGINS[media_type]
    importlib.import_module(f"PIL.{module}")  # registers its decoder
    decoder, _ = Image.OPEN[name]
    return decoder(file, "")


def _check_size(path: Path, size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MAX_IMAGE_PIXELS:
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} has {width} × {height} pixels, "
            f"{width * height / 1e6:.0f} million; at most {MAX_IMAGE_PIXELS // 10**6} million "
            "can be opened.",
            hint="Make a smaller copy of the picture and add that.",
        )


def _draft(image: ImageFile, pixels: int) -> None:
    """Let a JPEG be decoded at 1/2, 1/4 or 1/8, never below `pixels`: less time and memory."""
    if image.format in ("JPEG", "MPO"):
        image.draft("", _fitting(image.size, pixels))


def _fitting(size: tuple[int, int], max_pixels: int) -> tuple[int, int]:
    width, height = size
    scale = math.sqrt(max_pixels / (width * height))
    if scale >= 1.0:
        return size
    return max(int(width * scale), 1), max(int(height * scale), 1)


def _scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, _lanczos(), reducing_gap=2.0)


def _frame_count(image: ImageFile) -> int:
    if image.format == "MPO":  # a photograph with a second view or a depth map beside it
        return 1
    frames = getattr(image, "n_frames", 1)
    return frames if isinstance(frames, int) else 1


def _orientation(image: ImageFile) -> int:
    """The EXIF orientation, 1 to 8; 1 when there is none or it cannot be read."""
    try:
        orientation = image.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # a damaged note about the picture does not damage the picture
        logger.debug("EXIF data cannot be read", exc_info=True)
        return 1
    return orientation if orientation in range(1, 9) else 1


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


def _lanczos() -> Image.Resampling:
    from PIL.Image import Resampling

    return Resampling.LANCZOS
