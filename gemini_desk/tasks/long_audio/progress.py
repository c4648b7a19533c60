"""How far a transcription is, and how long it will still take."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.transcripts.transcript import Damage, Segment


_TOO_SOON_S: Final = 2.0  # of work: before, the figure jumps about


@dataclass(frozen=True, slots=True)
class TranscriptionProgress:
    """How far a transcription is.

    Attributes:
        done_s: Seconds of the recording that are transcribed, or heard as a pause.
        duration_s: Length of the recording.
        segment: The segment that was finished just now; None for a pause.
        remaining_s: How long the rest will take at the pace so far; None until that is known.
        damage: Where the file turned out just now to be damaged.
    """

    done_s: float
    duration_s: float
    segment: Segment | None = None
    remaining_s: float | None = None
    damage: Damage | None = None


class Pace:
    """Seconds of the recording for each second of work; what was known before counts nothing."""

    def __init__(self, done_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._from_s = done_s
        self._began = clock()

    def remaining_s(self, done_s: float, duration_s: float) -> float | None:
        """How long the rest will take; None while it is too soon to say."""
        if done_s >= duration_s:
            return 0.0
        done, took_s = done_s - self._from_s, self._clock() - self._began
        if done <= 0 or took_s < _TOO_SOON_S:
            return None
        return (duration_s - done_s) * took_s / done
