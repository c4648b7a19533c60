"""What a download tells while it runs, and how it ends."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.errors import GeminiDeskError

_WINDOW_S = 8.0  # long enough for a steady number, short enough to follow a change
_SETTLING_S = 1.0  # what is shown before that would jump


class Phase(StrEnum):
    """What a download is doing."""

    ASKING = "asking the hub"
    FETCHING = "downloading"
    CHECKING = "checking"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """How far a download is.

    Attributes:
        phase: What it is doing.
        done_bytes: Bytes of the model that are on this disk.
        total_bytes: Bytes of the whole model; 0 while the hub has not said.
        bytes_per_s: Over the last seconds; None while it is not known.
        left_s: Seconds until the last byte, at that speed; None while it is not known.
        file: The file in hand, by its path in the repository.
        note: Why it waits, in a sentence; else "".
    """

    phase: Phase
    done_bytes: int = 0
    total_bytes: int = 0
    bytes_per_s: float | None = None
    left_s: float | None = None
    file: str = ""
    note: str = ""

    @property
    def fraction(self) -> float | None:
        """From 0 to 1; None while the hub has not said how much there is."""
        return min(1.0, self.done_bytes / self.total_bytes) if self.total_bytes else None


@dataclass(frozen=True, slots=True)
class Downloaded:
    """The model is here, whole, and every file has the hash that the hub names."""

    repo_id: str
    commit: str
    folder: Path
    fetched_bytes: int


@dataclass(frozen=True, slots=True)
class DownloadPaused:
    """It stopped because somebody asked; what came is kept."""

    repo_id: str
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class DownloadCancelled:
    """It was given up; `kept` tells whether what came stays for another time."""

    repo_id: str
    kept: bool


@dataclass(frozen=True, slots=True)
class DownloadFailed:
    """It stopped by itself; what came is kept, except what was wrong."""

    repo_id: str
    error: GeminiDeskError
    done_bytes: int
    total_bytes: int


DownloadEnding = Downloaded | DownloadPaused | DownloadCancelled | DownloadFailed
DownloadEvent = DownloadProgress | DownloadEnding


class SpeedMeter:
    """Bytes per second over the last seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._samples: deque[tuple[float, int]] = deque()

    def restart(self) -> None:
        """Forget: a pause, or a wait, is no slow transfer."""
        self._samples.clear()

    def add(self, done_bytes: int) -> None:
        """Note how many bytes are here now."""
        now_s = self._clock()
        self._samples.append((now_s, done_bytes))
        while now_s - self._samples[0][0] > _WINDOW_S:
            self._samples.popleft()

    def bytes_per_s(self) -> float | None:
        """None while there is too little to tell."""
        if not self._samples:
            return None
        (first_s, first_bytes), (last_s, last_bytes) = self._samples[0], self._samples[-1]
        elapsed_s = last_s - first_s
        if elapsed_s < _SETTLING_S:
            return None
        return max(0.0, (last_bytes - first_bytes) / elapsed_s)
