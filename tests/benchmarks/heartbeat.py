"""How late the GUI thread is: a precise 5 ms timer, and by how much each beat came late.

On a busy machine a thread also waits for a core. The processor time that it used between two
beats tells its own work from that: `busy_p99_ms` and `busiest_ms`.
"""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MS: Final = 5


class Heartbeat(QObject):
    """Measures the stalls of the event loop that it lives in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._late_ms: list[float] = []
        self._busy_ms: list[float] = []
        self._last_s = self._last_busy_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to measure."""
        self._late_ms.clear()
        self._busy_ms.clear()
        self._last_s, self._last_busy_s = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> dict[str, float | int]:
        """End, and return percentiles of the lateness in ms, and how many beats were late."""
        self._timer.stop()
        self._beat()  # the stall that lasts until now
        late = sorted(max(0.0, each) for each in self._late_ms)
        busy = sorted(self._busy_ms)
        count = len(late)
        p99 = min(count - 1, int(count * 0.99))
        return {
            "p50_ms": round(late[count // 2], 1),
            "p99_ms": round(late[p99], 1),
            "max_ms": round(late[-1], 1),
            "busy_p99_ms": round(busy[p99], 1),
            "busiest_ms": round(busy[-1], 1),
            "over_16_ms": sum(each > 16 for each in late),
            "beats": count,
        }

    def _beat(self) -> None:
        now_s, busy_s = time.perf_counter(), time.thread_time()
        self._late_ms.append((now_s - self._last_s) * 1000 - INTERVAL_MS)
        self._busy_ms.append((busy_s - self._last_busy_s) * 1000)
        self._last_s, self._last_busy_s = now_s, busy_s
