"""A loudspeaker that keeps what it is given, instead of playing it.

player = Player(output_factory=FakeLoudspeaker().open)
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gemini_desk.errors import GeminiDeskError


class FakeLoudspeaker:
    """Takes samples as fast as they come, or at the speed of a clock.

    Attributes:
        written: Every block that was played, in order.
        events: What was done with it: `open`, `pause`, `resume`, `drain`, `close`.
        paused: Set while it is paused.
    """

    latency_s = 0.0

    def __init__(
        self,
        *,
        sample_rate_hz: int = 48_000,
        realtime: bool = False,
        error: GeminiDeskError | None = None,
    ) -> None:
        self.sample_rate_hz = sample_rate_hz
        self.written: list[NDArray[np.float32]] = []
        self.events: list[str] = []
        self.paused = threading.Event()
        self._realtime = realtime
        self._error = error
        self._closed = threading.Event()

    @property
    def samples(self) -> NDArray[np.float32]:
        """Everything that was played: float32, shape (n_samples,)."""
        return np.concatenate([np.zeros(0, np.float32), *self.written])

    def open(self) -> FakeLoudspeaker:
        """The output factory."""
        if self._error is not None:
            raise self._error
        self.events.append("open")
        self._closed.clear()
        return self

    def write(self, samples: NDArray[np.float32]) -> None:
        self.written.append(samples.copy())
        if self._realtime:
            self._closed.wait(len(samples) / self.sample_rate_hz)

    def pause(self) -> None:
        self.events.append("pause")
        self.paused.set()

    def resume(self) -> None:
        self.paused.clear()
        self.events.append("resume")

    def drain(self) -> None:
        self.events.append("drain")

    def close(self) -> None:
        self.events.append("close")
        self._closed.set()
