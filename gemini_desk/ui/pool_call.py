"""One function on Qt's thread pool, its result on the GUI thread."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)


class PoolCall(QObject):
    """Calls a function that reads the disk, away from the GUI thread.

    It has no parent: whoever started it keeps it, and the pool does so until it ends, so
    that a result never meets an object that is gone.

    Signals:
        finished: What the function returned. Not emitted when it failed, which is logged.
    """

    finished = Signal(object)

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self._work = work

    def start(self) -> None:
        """Let the pool call the function."""
        QThreadPool.globalInstance().start(self._run)

    def _run(self) -> None:
        try:
            result = self._work()
        except Exception:  # the pool's thread has nobody else to tell
            logger.exception("a call on the thread pool failed")
            return
        with contextlib.suppress(RuntimeError):  # the application has ended meanwhile
            self.finished.emit(result)
