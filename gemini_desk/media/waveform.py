"""Mono sound in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Waveform:
    """Mono sound.

    Attributes:
        samples: float32, shape (n_samples,), each in [-1.0, 1.0].
        sample_rate_hz: Samples per second.
    """

    samples: NDArray[np.float32]
    sample_rate_hz: int

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate_hz
