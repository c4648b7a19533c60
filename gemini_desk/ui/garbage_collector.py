"""Python's garbage collector, on the GUI thread alone and a little at a time.

Left to itself it runs in whichever thread allocates next. On the inference thread it would
destroy widgets behind Qt's back; and a full collection holds the interpreter's lock while it
looks at every object that there is, which the window's thread waits for.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS: Final = 1000


class GarbageCollector(QObject):
    """Takes the place of automatic collection until `close`.

    GUI thread only; one for a process. What exists when it begins is never looked at again:
    modules and the parts of the window, which stay. Who makes many lasting objects still says
    `gc.disable()`, and `gc.freeze()` and `gc.enable()` when they are made.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limits = gc.get_threshold()
        gc.set_threshold(0)  # nothing is due by itself any more
        gc.enable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    def close(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.set_threshold(*self._limits)

    @Slot()
    def collect_due(self) -> None:
        """Collect the generation that Python itself would collect by now, if any."""
        if not gc.isenabled():
            return
        due = None
        for generation, (count, limit) in enumerate(zip(gc.get_count(), self._limits, strict=True)):
            if count <= limit:
                break
            due = generation
        if due is not None:
            gc.collect(due)
