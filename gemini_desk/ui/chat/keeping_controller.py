"""Whether what is made in this window is kept: the store, opened, or opened again.

GUI thread only.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.errors import GeminiDeskError, StorageError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from gemini_desk.storage.store_jobs import StoreOpening
    from gemini_desk.storage.store_thread import StoreThread

logger = logging.getLogger(__name__)


class KeepingController(QObject):
    """Opens the store, and tells how that went.

    Signals:
        opened: A `StoreOpening`: from now on everything is kept.
        failed: A `GeminiDeskError`: nothing is, until `retry` succeeds.
    """

    opened = Signal(object)
    failed = Signal(object)
    _ended = Signal(object)

    def __init__(self, store: StoreThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._is_open = False
        self._is_trying = False
        self._closed = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_open(self) -> bool:
        """Whether what is made is kept."""
        return self._is_open

    def begin(self) -> None:
        """Open the store, once."""
        self._is_trying = True
        self._store.start().add_done_callback(self._ended.emit)

    @Slot()
    def retry(self) -> None:
        """Open it again, unless that is being done already."""
        if not self._is_open and not self._is_trying:
            self._is_trying = True
            self._store.reopen().add_done_callback(self._ended.emit)

    def close(self) -> None:
        """Tell nothing more: who would hear of it is being taken apart."""
        self._closed = True

    @Slot(object)
    def _deliver(self, future: Future[StoreOpening]) -> None:
        self._is_trying = False
        if self._closed:
            return
        error = future.exception()
        if error is None:
            self._is_open = True
            self.opened.emit(future.result())
        elif isinstance(error, GeminiDeskError):
            self.failed.emit(error)
        else:
            logger.error("Opening the store failed", exc_info=error)
            self.failed.emit(
                StorageError(
                    "The conversations could not be opened.",
                    hint="The log says more (Help > Copy details).",
                )
            )
