"""How loud a recording is, about 30 times a second."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

_INTERVAL_S: Final = 1 / 30
_FLOOR_DBFS: Final = -120.0


@dataclass(frozen=True, slots=True)
class Level:
    """How loud the last 33 ms were.

    Attributes:
        peak_dbfs: The loudest sample, -120.0 (silence) to 0.0.
        rms_dbfs: The average, -120.0 to 0.0.
        elapsed_s: Seconds recorded so far.
    """

    peak_dbfs: float
    rms_dbfs: float
    elapsed_s: float


class LevelMeter:
    """Collects blocks and reports their level; used by one thread."""

    def __init__(self, on_level: Callable[[Level], None], sample_rate_hz: int) -> None:
        self._on_level = on_level
        self._interval = max(int(sample_rate_hz * _INTERVAL_S), 1)
        self._count = 0
        self._peak = 0.0
        self._energy = 0.0

    def add(self, block: NDArray[np.float32], elapsed_s: float) -> None:
        """Take a block into account: finite float32, shape (n_samples,)."""
        import numpy as np

        if len(block) == 0:
            return
        self._count += len(block)
        self._peak = max(self._peak, float(np.abs(block).max()))
        self._energy += float(np.dot(block, block))
        if self._count >= self._interval:
            rms = math.sqrt(self._energy / self._count)
            self._report(Level(_dbfs(self._peak), _dbfs(rms), elapsed_s))
            self._count, self._peak, self._energy = 0, 0.0, 0.0

    def _report(self, level: Level) -> None:
        try:
            self._on_level(level)
        except Exception:  # a meter that cannot be drawn must not end the recording
            logger.exception("the level cannot be shown")


def _dbfs(amplitude: float) -> float:
    if amplitude <= 0.0:
        return _FLOOR_DBFS
    return min(max(20.0 * math.log10(amplitude), _FLOOR_DBFS), 0.0)
