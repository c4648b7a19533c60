"""Everything to an archive, and an archive into what is here. GUI thread only."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.errors import GeminiDeskError
from gemini_desk.storage.transfer.exporting import export_all
from gemini_desk.storage.transfer.importing import import_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.storage.store_thread import StoreThread
    from gemini_desk.storage.transfer.results import ExportResult
    from gemini_desk.ui.background import Background

_PROGRESS_EVERY_S: Final = 0.05


class TransferCancelledError(GeminiDeskError):
    """The person stopped it."""


class TransferController(QObject):
    """Runs one export or import of everything at a time, on a thread of its own.

    Signals:
        progressed: What is done and what there is to do; units of either kind.
        exported: An `ExportResult` and the path that was written.
        imported: An `ImportResult`.
        failed: The `GeminiDeskError`; `TransferCancelledError` if the person stopped it.
    """

    progressed = Signal(object, object)
    exported = Signal(object, str)
    imported = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        store: StoreThread,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._background = background
        self._cancelled = threading.Event()
        self._last_s = 0.0

    @Slot(str)
    def export_to(self, path: str) -> None:
        """Write everything to the archive at `path`."""
        self._cancelled.clear()
        self._background.run(
            lambda: self._export(Path(path)),
            lambda result: self.exported.emit(result, path),
            self.failed.emit,
        )

    @Slot(str)
    def import_from(self, path: str) -> None:
        """Add what the archive at `path` holds."""
        self._cancelled.clear()
        self._background.run(
            lambda: import_all(Path(path), self._store.blobs, self._run, self._on_progress),
            self.imported.emit,
            self.failed.emit,
        )

    @Slot()
    def cancel(self) -> None:
        """Stop what runs; `failed` tells when it did."""
        self._cancelled.set()

    # -- on the worker thread ---------------------------------------------------------------

    def _export(self, path: Path) -> ExportResult:
        self._store.flush()  # what streams right now is part of everything
        return export_all(self._store.database_path, self._store.blobs, path, self._on_progress)

    def _run(self, function: Callable[[ConversationStore], None]) -> None:
        self._store.submit(function).result()

    def _on_progress(self, done: int, total: int) -> None:
        if self._cancelled.is_set():
            raise TransferCancelledError("It was stopped.")
        now_s = time.monotonic()
        if now_s - self._last_s >= _PROGRESS_EVERY_S or done >= total:
            self._last_s = now_s
            self.progressed.emit(done, total)
