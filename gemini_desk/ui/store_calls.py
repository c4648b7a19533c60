"""Calls into the store whose results come back to the GUI thread."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.errors import GeminiDeskError, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.storage.store_thread import StoreThread

logger = logging.getLogger(__name__)

T = TypeVar("T")


class StoreCalls(QObject):
    """Runs functions on the store's thread. GUI thread only."""

    _ended = Signal(object)

    def __init__(self, thread: StoreThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = thread
        self._closed = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[ConversationStore], T],
        then: Callable[[T], object] | None,
        failed: Callable[[GeminiDeskError], object],
    ) -> None:
        """Do `work` on the store's thread, in order, then one of `then` and `failed` here."""
        self._thread.submit(work).add_done_callback(partial(self._on_done, then, failed))

    def keep(
        self,
        work: Callable[[ConversationStore], T],
        then: Callable[[T], object] | None,
        failed: Callable[[GeminiDeskError], object],
    ) -> None:
        """As `run`, for what must not be lost: after `failed`, the store goes on trying."""
        self._thread.keep(work).add_done_callback(partial(self._on_done, then, failed))

    def close(self) -> None:
        """Deliver nothing more: who would hear of it is being taken apart."""
        self._closed = True

    def _on_done(
        self,
        then: Callable[[Any], object] | None,
        failed: Callable[[GeminiDeskError], object],
        future: Future[Any],
    ) -> None:
        """On the store's thread: choose the continuation, and hand it over."""
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            if then is not None:
                self._ended.emit(partial(then, future.result()))
            return
        if not isinstance(error, GeminiDeskError):
            logger.error("A call into the store failed", exc_info=error)
            error = StorageError(
                "The conversation store failed.", hint="The log says more (Help > Copy details)."
            )
        self._ended.emit(partial(failed, error))

    @Slot(object)
    def _deliver(self, continuation: Callable[[], object]) -> None:
        if not self._closed:
            continuation()
