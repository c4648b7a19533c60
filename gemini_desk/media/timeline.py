"""Where decoded sound stands in time: holes that time stamps leave, and what is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gemini_desk.media.sound_reader import OnLoss

_SHORTEST_HOLE_S: Final = 0.1  # encoders and clocks are less exact than that
_LONGEST_HOLE_S: Final = 600.0  # a time stamp beyond that is damaged itself
_SMALL_LOSS_S: Final = 0.25  # what encoders put around a sound and decoders leave out
_SILENCE_FRAMES: Final = 32_768  # at once


class Timeline:
    """The sound of one pass through a file, counted in frames.

    Attributes:
        count: Frames so far, silence in holes included.
    """

    def __init__(
        self,
        rate_hz: int,
        origin_s: float | None,
        on_loss: OnLoss | None,
        *,
        holes_are_losses: bool,
        stamps_are_counted: bool = False,
    ) -> None:
        """At the beginning.

        Args:
            rate_hz: Frames a second.
            origin_s: Time stamp of the beginning; None for that of the first frame.
            on_loss: Told where something is lost.
            holes_are_losses: Files of this kind leave nothing out that was there.
            stamps_are_counted: They have no time stamps: FFmpeg counts the packets that it finds,
                and knows nothing of those that are lost.
        """
        self.count = 0
        self._rate_hz = rate_hz
        self._origin_s = origin_s
        self._on_loss = on_loss
        self._holes_are_losses = holes_are_losses
        self._lost_from: int | None = None
        self._lost_unknown = False  # somewhere, nobody knows how much
        self._stamps_are_counted = stamps_are_counted

    @property
    def origin_s(self) -> float | None:
        """Time stamp of the beginning; None before the first frame, unless it was told."""
        return self._origin_s

    def is_before(self, packet: Any, begin_s: float) -> bool:
        """Whether a packet that is not decoded yet surely begins before a second of the sound.

        None does once that second is reached: in files that were joined, time begins anew.
        """
        begin, place = begin_s * self._rate_hz, self._place(packet)
        return place is not None and self.count < begin and place < begin

    def go_to(self, frame: Any) -> None:
        """What lies before a decoded frame was left out, or did not matter."""
        place = self._place(frame)
        self.count = self.count if place is None else max(self.count, place)
        self._lost_from = None

    def lost(self) -> None:
        """Something here could not be decoded."""
        if self._lost_from is None:
            self._lost_from = self.count

    def hole_before(self, frame: Any) -> Iterator[int]:
        """Frames of silence that belong before a decoded frame, in blocks of bounded size."""
        missing = self._missing(frame)
        if missing and self.count and self._holes_are_losses:
            self.lost()
        while missing > 0:
            silent = min(missing, _SILENCE_FRAMES)
            self.count += silent
            missing -= silent
            yield silent
        if self._lost_from is not None:
            self._tell(self._lost_from, self.count)
            self._lost_unknown |= self._stamps_are_counted or self._lost_from == self.count
            self._lost_from = None

    def end(self, declared_s: float) -> None:
        """There is no further frame, though the header may claim some (0.0: it says nothing)."""
        if self._lost_from is not None:
            self._tell(self._lost_from, None)
        elif self._lost_unknown:
            return
        elif declared_s * self._rate_hz - self.count > _SMALL_LOSS_S * self._rate_hz:
            self._tell(self.count, None)

    def _place(self, stamped: Any) -> int | None:
        """Where something stands by its time stamp; None while that is not known."""
        if stamped.pts is None or not stamped.time_base or self._origin_s is None:
            return None
        return round((float(stamped.pts * stamped.time_base) - self._origin_s) * self._rate_hz)

    def _missing(self, frame: Any) -> int:
        if frame.pts is None or not frame.time_base:
            return 0
        time_s = float(frame.pts * frame.time_base)
        if self._origin_s is None:
            self._origin_s = time_s
        hole_s = time_s - self._origin_s - self.count / self._rate_hz
        if not _SHORTEST_HOLE_S <= hole_s <= _LONGEST_HOLE_S:
            return 0
        return round(hole_s * self._rate_hz)

    def _tell(self, start: int, end: int | None) -> None:
        if self._on_loss is not None:
            self._on_loss(start, end)


def length_s(packets: Iterable[Any], origin_s: float | None) -> float:
    """Seconds that packets fill, not decoded, with the holes between their time stamps.

    Durations alone say too little: FFmpeg takes those of Vorbis for shorter than they are.

    Args:
        packets: Of one track.
        origin_s: Time stamp of the beginning; None for that of the first packet.

    Returns:
        0.0 if the packets have no durations.
    """
    end_s = in_durations_s = 0.0
    for packet in packets:
        if not packet.time_base:
            continue
        if packet.pts is not None:
            stamp_s = float(packet.pts * packet.time_base)
            origin_s = stamp_s if origin_s is None else origin_s
            if stamp_s - origin_s - end_s <= _LONGEST_HOLE_S:
                end_s = max(end_s, stamp_s - origin_s)
        duration_s = float((packet.duration or 0) * packet.time_base)
        in_durations_s += duration_s
        end_s += duration_s
    return end_s if in_durations_s else 0.0
