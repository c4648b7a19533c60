"""Films: what they hold, and single frames of them, upright and of bounded size.

Nothing here holds more than a few frames at a time beside those that were asked for, however
long the film is. Callable from any thread; never on the GUI thread.
"""

from __future__ import annotations

import io
import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.ffmpeg_container import (
    UnreadableContainerError,
    opened_file,
    picture_stream,
    refined_type,
    stated_s,
)
from gemini_desk.media.film_cursor import FilmCursor
from gemini_desk.media.readable_file import missing, opened, quoted_name, require_readable_file
from gemini_desk.media.signatures import sniff
from gemini_desk.media.truncation import is_cut_off

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

MAX_FILM_BYTES: Final = 8 * 1024**3
# What `signatures.sniff` calls containers that may hold moving pictures.
FILM_MEDIA_TYPES: Final = frozenset(
    {
        "video/mp4",
        "video/quicktime",
        "video/x-matroska",
        "video/x-msvideo",
        "audio/ogg",
        "audio/x-ms-wma",
        "audio/mp4",
    }
)

_MAX_PIXELS: Final = 72_000_000  # of one frame: 8K has 33 million
_USUAL_FPS: Final = 24.0  # where a header does not say
_LONGEST_S: Final = 1e6  # of a header that can be believed
_POSTER_SHARE: Final = 0.1  # films begin in black
_LATEST_POSTER_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class FilmProbe:
    """What a film is.

    Attributes:
        media_type: For instance `video/mp4`.
        width_px: Width as it is shown: turned upright, with square pixels.
        height_px: Height as it is shown.
        duration_s: Length of its pictures in seconds.
        fps: Frames per second, on average.
        has_sound: There is a sound track.
    """

    media_type: str
    width_px: int
    height_px: int
    duration_s: float
    fps: float
    has_sound: bool

    @property
    def frame_count(self) -> int:
        """Frames in all, at least one."""
        return max(1, round(self.duration_s * self.fps))


@dataclass(frozen=True, slots=True, eq=False)
class FilmFrames:
    """Frames of a film, in its order.

    Attributes:
        pixels: uint8, shape (frames, height, width, 3), RGB, upright.
        times_s: What was asked for, as far as the film goes: one for each frame.
    """

    pixels: NDArray[np.uint8]
    times_s: tuple[float, ...]


def probe_film(path: Path) -> FilmProbe | None:
    """Say what a film is, having decoded its first frame; None if nothing moves in the file.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: Its pictures cannot be read.
    """
    with _opened(path) as (container, stream, media_type):
        if stream is None:
            return None
        cursor = _cursor(container, stream)
        frame = cursor.frame_at(0.0)
        if frame is None:
            raise _unreadable(path)
        width_px, height_px = cursor.size_of(frame)
        _check_size(path, width_px, height_px)
        declared_s = _declared_s(container, stream)
        fps = _fps(stream)
        has_sound = bool(container.streams.audio)
    if declared_s is None or is_cut_off(path, media_type):
        declared_s = _counted_s(path)
    duration_s = max(declared_s or 0.0, 1.0 / fps)
    media_type = refined_type(media_type, has_pictures=True)
    return FilmProbe(media_type, width_px, height_px, duration_s, fps, has_sound)


def load_frames(path: Path, times_s: Sequence[float], *, max_pixels: int) -> FilmFrames:
    """The frames that are shown at some moments of a film.

    Between moments that lie far apart nothing is decoded. Where the film ends before a moment
    (it was cut off), that one is left out; damaged places are stepped over.

    Args:
        path: The film.
        times_s: Seconds from its beginning, ascending; at least one.
        max_pixels: A larger frame is scaled down to this many pixels, its shape kept.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: Not one of them can be read.
    """
    import numpy as np

    pixels: NDArray[np.uint8] | None = None
    shown: list[float] = []
    with _opened(path) as (container, stream, _):
        if stream is None:
            raise _unreadable(path)
        cursor = _cursor(container, stream)
        size = None
        for time_s in times_s:
            frame = cursor.frame_at(time_s)
            if frame is None:
                break
            if size is None:
                _check_size(path, *cursor.size_of(frame))
                size = cursor.fitting(frame, max_pixels)
            picture = cursor.pixels_of(frame, size)
            if pixels is None:
                pixels = np.empty((len(times_s), *picture.shape), np.uint8)
            if picture.shape == pixels.shape[1:]:  # a film may be turned midway; few are
                pixels[len(shown)] = picture
                shown.append(time_s)
    if pixels is None:
        raise _unreadable(path)
    return FilmFrames(pixels[: len(shown)], tuple(shown))


def poster_png(path: Path, max_side_px: int) -> bytes:
    """A frame that stands for a film, as PNG, its longer side at most `max_side_px` pixels.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: Its pictures cannot be read.
    """
    from PIL import Image

    probe = probe_film(path)
    if probe is None:
        raise _unreadable(path)
    time_s = min(_POSTER_SHARE * probe.duration_s, _LATEST_POSTER_S)
    frames = load_frames(path, [time_s], max_pixels=max(4 * max_side_px * max_side_px, 1))
    image = Image.fromarray(frames.pixels[0])
    image.thumbnail((max_side_px, max_side_px), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, Any, str]]:
    """The container, its moving pictures or None, and what `sniff` calls it."""
    import av

    require_readable_file(path, max_bytes=MAX_FILM_BYTES)
    with opened(path) as file:
        media_type = sniff(file) or ""
    if media_type not in FILM_MEDIA_TYPES:
        raise _unreadable(path)
    try:
        with opened_file(path, media_type) as container:
            yield container, picture_stream(container), media_type
    except FileNotFoundError:
        raise missing(path) from None
    except MemoryError:
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} is too large for this machine's memory.",
            hint="Make a smaller copy of the film and add that.",
        ) from None
    except (UnreadableContainerError, av.FFmpegError) as error:
        logger.debug("a %s cannot be opened", media_type, exc_info=True)
        raise _unreadable(path) from error


def _cursor(container: Any, stream: Any) -> FilmCursor:
    return FilmCursor(container, stream, _fps(stream))


def _fps(stream: Any) -> float:
    rate = stream.average_rate or stream.guessed_rate
    fps = float(rate) if rate else _USUAL_FPS
    return fps if 0.0 < fps <= 1000.0 else _USUAL_FPS


def _declared_s(container: Any, stream: Any) -> float | None:
    """The length that the header says; None if it does not, or cannot be believed."""
    length_s = stated_s(container, stream)
    return length_s if 0.0 < length_s < _LONGEST_S else None


def _counted_s(path: Path) -> float | None:
    """The length by its packets, which are read and not decoded; None if they do not say."""
    with _opened(path) as (container, stream, _):
        return FilmCursor(container, stream, _fps(stream)).length_of_packets_s()


def _check_size(path: Path, width_px: int, height_px: int) -> None:
    if width_px * height_px > _MAX_PIXELS:
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} has frames of {width_px} × {height_px} pixels, "
            "which is more than can be read.",
            hint="Make a smaller copy of the film and add that.",
        )


def _unreadable(path: Path) -> UnsupportedAttachmentError:
    return UnsupportedAttachmentError(
        f"{quoted_name(path)} is damaged: the pictures in it cannot be read.",
        hint="Copy or download it again, or save it anew as an MP4 file.",
    )
