"""Everything to an archive and back: file dialogs, progress, controller."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog

from gemini_desk.ui.chat.transfer_controller import TransferCancelledError
from gemini_desk.ui.transfer_dialog import TransferDialog

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.storage.transfer.results import ExportResult, ImportResult
    from gemini_desk.ui.chat.conversation_controller import ConversationController
    from gemini_desk.ui.chat.prompt_controller import PromptController
    from gemini_desk.ui.chat.setup_controller import SetupController
    from gemini_desk.ui.chat.transfer_controller import TransferController
    from gemini_desk.ui.main_window import MainWindow

_ARCHIVES: Final = "Archives (*.zip)"
_IMPORTS: Final = "Exports, also of other programs (*.zip *.jsonl *.json)"


class TransferWiring(QObject):
    """Asks for the file, shows how far it is, and shows what came in."""

    def __init__(
        self,
        transfers: TransferController,
        conversations: ConversationController,
        setups: SetupController,
        prompts: PromptController,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._transfers = transfers
        self._conversations = conversations
        self._setups = setups
        self._prompts = prompts
        self._stopped_text = ""
        self._window = window
        self._dialog: TransferDialog | None = None
        window.action("export-all").triggered.connect(self._ask_for_export)
        window.action("import").triggered.connect(self._ask_for_import)
        transfers.progressed.connect(self._show_progress)
        transfers.exported.connect(self._on_exported)
        transfers.imported.connect(self._on_imported)
        transfers.failed.connect(self._on_failed)

    @Slot()
    def _ask_for_export(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"gemini-desk-{datetime.now().astimezone():%Y-%m-%d}.zip"
        path, _ = QFileDialog.getSaveFileName(
            self._window, "Export everything", str(Path(folder) / name), _ARCHIVES
        )
        if path:
            self._begin("Exporting everything", "It was stopped. Nothing was written.")
            self._transfers.export_to(path if Path(path).suffix else f"{path}.zip")

    @Slot()
    def _ask_for_import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self._window, "Import", "", _IMPORTS)
        if path:
            self._begin(
                "Importing conversations",
                "It was stopped. What came in until then stays; import the file again to go on.",
            )
            self._transfers.import_from(path)

    def _begin(self, title: str, stopped_text: str) -> None:
        self._stopped_text = stopped_text
        dialog = self._dialog = TransferDialog(title, self._window)
        dialog.cancelled.connect(self._transfers.cancel)
        dialog.open()

    @Slot(object, object)
    def _show_progress(self, done: int, total: int) -> None:
        if self._dialog is not None:
            self._dialog.set_progress(done, total)

    @Slot(object, str)
    def _on_exported(self, result: ExportResult, path: str) -> None:
        self._finish(f"{result.summary} {Path(path).name} holds it all.", result.missing)

    @Slot(object)
    def _on_imported(self, result: ImportResult) -> None:
        self._finish(result.summary, result.problems)
        self._refresh()

    @Slot(object)
    def _on_failed(self, error: GeminiDeskError) -> None:
        if isinstance(error, TransferCancelledError):
            self._finish(self._stopped_text)
        else:
            self._finish(f"{error.message} {error.hint}".strip())
        self._refresh()

    def _finish(self, text: str, problems: list[str] | None = None) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.finish(text, problems or [])

    def _refresh(self) -> None:
        self._conversations.refresh()
        self._setups.refresh()
        self._prompts.refresh()
