"""A place in a film that moves forward: the frame that is shown at a moment."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.media.ffmpeg_container import packets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

# Jumps lead to a key frame at or before the moment, and encoders write one every ten seconds at
# the latest, as a rule: what is nearer is decoded.
_JUMP_S: Final = 10.0
_END_TOLERANCE_S: Final = 1.0  # headers round, and a last frame may be shown for long
_MOST_DAMAGED: Final = 10_000  # packets in a row


class FilmCursor:
    """Walks through the frames of an open container."""

    def __init__(self, container: Any, stream: Any, fps: float) -> None:
        """Begin before the first frame.

        Args:
            container: Of PyAV.
            stream: The moving pictures in it.
            fps: Frames per second, for frames that do not say when they are shown.
        """
        from av.stream import Discard

        for other in container.streams:
            if other is not stream:
                other.discard = Discard.all
        stream.thread_type = "AUTO"
        self._container = container
        self._stream = stream
        self._fps = fps
        self._start_s = self._seconds(stream.start_time) or 0.0
        self._shown: tuple[float, Any] | None = None
        self._frames = self._decoded()
        self._next = next(self._frames, None)

    def frame_at(self, time_s: float) -> Any:
        """The frame that is shown at a moment, no earlier than the last one that was asked for.

        Returns:
            A frame of PyAV; None if the film ends before.
        """
        reached_s = self._shown[0] if self._shown is not None else 0.0
        if time_s - reached_s > _JUMP_S:
            self._jump(time_s)
        slack_s = 0.25 / self._fps
        while self._next is not None and self._next[0] <= time_s + slack_s:
            self._shown = self._next
            self._next = next(self._frames, None)
        if self._shown is None:
            self._shown = self._next
        if self._shown is None:
            return None
        if self._next is None and time_s > self._shown[0] + _END_TOLERANCE_S + 1.0 / self._fps:
            return None
        return self._shown[1]

    def size_of(self, frame: Any) -> tuple[int, int]:
        """Width and height of a frame as it is shown: upright, its pixels square."""
        ratio = self._stream.sample_aspect_ratio
        width = frame.width * float(ratio) if ratio and 0.1 < ratio < 10 else frame.width
        size = (max(1, round(width)), frame.height)
        return size if frame.rotation % 180 == 0 else (size[1], size[0])

    def fitting(self, frame: Any, max_pixels: int) -> tuple[int, int]:
        """`size_of` a frame, scaled down to at most `max_pixels` pixels."""
        width, height = self.size_of(frame)
        scale = min(1.0, math.sqrt(max_pixels / (width * height)))
        return max(1, int(width * scale)), max(1, int(height * scale))

    def pixels_of(self, frame: Any, size: tuple[int, int]) -> NDArray[np.uint8]:
        """A frame, upright: uint8, shape (height, width, 3), RGB.

        Args:
            frame: What `frame_at` returned.
            size: Width and height of the result.
        """
        import numpy as np

        quarters = round(frame.rotation / 90)  # counter-clockwise
        width, height = size if quarters % 2 == 0 else (size[1], size[0])
        scaled = frame.reformat(width, height, format="rgb24", interpolation="AREA")
        return np.rot90(np.asarray(scaled.to_ndarray(), np.uint8), quarters)

    def length_of_packets_s(self) -> float | None:
        """How long the film is, by its packets; ends the walk. None if they do not say."""
        end_s = 0.0
        for packet in packets_of(self._container, self._stream):
            if packet.pts is not None:
                shown_s = self._seconds(packet.duration) or 1.0 / self._fps
                time_s = (self._seconds(packet.pts) or 0.0) - self._start_s
                end_s = max(end_s, time_s + shown_s)
        return end_s or None

    def _jump(self, time_s: float) -> None:
        """Go on at the last key frame before a moment, where the container can do that."""
        import av

        base = self._stream.time_base
        if not base:
            return
        try:
            self._container.seek(
                int((time_s + self._start_s) / float(base)), stream=self._stream, backward=True
            )
        except av.FFmpegError:
            logger.debug("a film cannot be jumped in", exc_info=True)
            return
        self._shown = None
        self._frames = self._decoded()
        self._next = next(self._frames, None)

    def _decoded(self) -> Iterator[tuple[float, Any]]:
        """The frames from here on, each with the second at which it is shown."""
        import av

        last_s = -1.0 / self._fps
        damaged = 0
        for packet in packets_of(self._container, self._stream):
            try:
                frames = packet.decode()
            except (av.FFmpegError, ValueError):
                logger.debug("a damaged packet was left out", exc_info=True)
                damaged += 1
                if damaged == _MOST_DAMAGED:
                    return
                continue
            for frame in frames:
                damaged = 0
                pts_s = self._seconds(frame.pts)
                last_s = last_s + 1.0 / self._fps if pts_s is None else pts_s - self._start_s
                yield last_s, frame

    def _seconds(self, ticks: int | None) -> float | None:
        base = self._stream.time_base
        return None if ticks is None or not base else float(ticks * base)
