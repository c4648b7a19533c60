"""Gathers what a transfer does into a few progress values a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from gemini_desk.models.download.progress import DownloadProgress, Phase, SpeedMeter

if TYPE_CHECKING:
    from collections.abc import Callable

_INTERVAL_S = 0.1


class ProgressReport:
    """The bytes of one download, told to `emit` ten times a second at most.

    Attributes:
        done_bytes: Bytes of the model that are here.
        total_bytes: Bytes of the whole model; 0 while the hub has not said.
    """

    def __init__(
        self,
        emit: Callable[[DownloadProgress], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._emit = emit
        self._clock = clock
        self._meter = SpeedMeter(clock)
        self._phase = Phase.ASKING
        self._file = ""
        self._told_s = float("-inf")
        self.done_bytes = 0
        self.total_bytes = 0

    def begin(self, phase: Phase, file: str = "") -> None:
        """Another file, or another work on it."""
        if phase is not self._phase:
            self._meter.restart()
        self._phase, self._file = phase, file
        self._tell()

    def came(self, count_bytes: int) -> None:
        """So many bytes came over the network."""
        self.done_bytes += count_bytes
        self._meter.add(self.done_bytes)
        if self._clock() - self._told_s >= _INTERVAL_S:
            self._tell()

    def took_away(self, count_bytes: int) -> None:
        """So many bytes were wrong and are gone."""
        self.done_bytes = max(0, self.done_bytes - count_bytes)
        self._meter.restart()
        self._tell()

    def wait(self, why: str) -> None:
        """Nothing comes for a while."""
        self._meter.restart()
        self._phase = Phase.WAITING
        self._tell(why)

    def _tell(self, note: str = "") -> None:
        self._told_s = self._clock()
        speed = self._meter.bytes_per_s() if self._phase is Phase.FETCHING else None
        left_s = None
        if speed and self.total_bytes:
            left_s = max(0, self.total_bytes - self.done_bytes) / speed
        self._emit(
            DownloadProgress(
                self._phase, self.done_bytes, self.total_bytes, speed, left_s, self._file, note
            )
        )
