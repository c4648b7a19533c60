"""Opening a file with FFmpeg: one demuxer for each type, and no address but the file's."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

FFMPEG_FORMATS: Final = {  # one demuxer for each type: guessing would also try playlists
    "audio/wav": "wav",
    "audio/x-w64": "w64",
    "audio/flac": "flac",
    "audio/aiff": "aiff",
    "audio/basic": "au",
    "audio/x-caf": "caf",
    "audio/ogg": "ogg",
    "video/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/mp4": "mov",
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "audio/x-matroska": "matroska",
    "video/x-matroska": "matroska",
    "audio/x-ms-wma": "asf",
    "video/x-ms-wmv": "asf",
    "audio/x-msvideo": "avi",
    "video/x-msvideo": "avi",
}


class UnreadableContainerError(Exception):
    """FFmpeg cannot open a file; for the log, not for a person."""


@contextmanager
def opened_file(path: Path, media_type: str) -> Iterator[Any]:
    """A container, opened by FFmpeg.

    Raises:
        UnreadableContainerError: It is none.
        FileNotFoundError: It is not there.
    """
    import av

    try:
        container = av.open(
            f"file:{path.absolute()}",  # a name such as "http:x.mp3" stays a name
            format=FFMPEG_FORMATS[media_type],
            options={"protocol_whitelist": "file"},
            metadata_errors="ignore",
        )
    except FileNotFoundError:
        raise
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnreadableContainerError(str(error)) from error
    with container:
        yield container


def picture_stream(container: Any) -> Any:
    """The track of moving pictures; None if there is none: the cover of an album is no film."""
    from av.stream import Disposition

    films = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    best = container.streams.best("video")
    return best if best in films else films[0] if films else None


def stated_s(container: Any, stream: Any) -> float:
    """How long a track is by its header, else by that of the whole file; 0.0 if neither says."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / 1e6  # in microseconds


def packets_of(
    container: Any, stream: Any, on_damage: Callable[[], None] = lambda: None
) -> Iterator[Any]:
    """The packets of a track, not decoded; they end where the container is damaged."""
    import av

    try:
        yield from container.demux(stream)
    except (av.FFmpegError, ValueError):
        logger.debug("the container ends at a damaged place", exc_info=True)
        on_damage()


def refined_type(media_type: str, *, has_pictures: bool) -> str:
    """What a container is, once it is known whether there are moving pictures in it."""
    if has_pictures:
        return {"audio/ogg": "video/ogg", "audio/x-ms-wma": "video/x-ms-wmv"}.get(
            media_type, media_type
        )
    return {
        "video/mp4": "audio/mp4",
        "video/quicktime": "audio/mp4",
        "video/x-matroska": "audio/x-matroska",
        "video/x-msvideo": "audio/x-msvideo",
    }.get(media_type, media_type)
