"""The decoded frames of a sound track, from its beginning or from a place, through FFmpeg."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gemini_desk.media.ffmpeg_container import (
    UnreadableContainerError,
    opened_file,
    packets_of,
    picture_stream,
)
from gemini_desk.media.sound_reader import UnreadableSoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gemini_desk.media.timeline import Timeline

logger = logging.getLogger(__name__)


@contextmanager
def opened_container(path: Path, media_type: str) -> Iterator[Any]:
    """A file with at least one sound track, opened by FFmpeg.

    Raises:
        UnreadableSoundError: It is not.
        FileNotFoundError: It is not there.
    """
    try:
        with opened_file(path, media_type) as container:
            if not container.streams.audio:
                raise UnreadableSoundError("no sound track")
            yield container
    except UnreadableContainerError as error:
        raise UnreadableSoundError(str(error)) from error


def frames_of(
    container: Any,
    stream: Any,
    on_damage: Callable[[], None] = lambda: None,
    is_left_out: Callable[[Any], bool] = lambda _packet: False,
) -> Iterator[Any]:
    """Decode the packets of a track; damaged ones are left out.

    Args:
        container: The file.
        stream: The track.
        on_damage: Called for each packet that cannot be decoded, and where the file breaks off.
        is_left_out: Whether a packet is not even decoded.
    """
    import av

    for packet in packets_of(container, stream, on_damage):
        if is_left_out(packet):
            continue
        try:
            yield from packet.decode()
        except av.FFmpegError:
            logger.debug("a damaged packet was left out", exc_info=True)
            on_damage()


def frames_from(container: Any, stream: Any, timeline: Timeline, begin_s: float) -> Iterator[Any]:
    """The first frame, which says where time begins, and those from a place on."""
    import av

    def is_before(packet: Any) -> bool:
        return timeline.is_before(packet, begin_s)

    for frame in frames_of(container, stream, timeline.lost):
        yield frame
        if begin_s > 0.0:
            break
    else:
        return
    try:
        place_s = (timeline.origin_s or 0.0) + begin_s
        # By the track itself: by a film's pictures, it would be where their last one begins.
        container.seek(round(place_s / stream.time_base), stream=stream)
    except (av.FFmpegError, ZeroDivisionError, TypeError):
        logger.debug("no place can be looked for: what is before is read", exc_info=True)
    yield from frames_of(container, stream, timeline.lost, is_before)


def origin_s(container: Any) -> float | None:
    """Time stamp of a film's beginning, which its sound may come after; None for sound alone."""
    if picture_stream(container) is None or container.start_time is None:
        return None
    return float(container.start_time / 1e6)
