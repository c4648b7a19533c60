"""Conversations that leave as files: sidebar, file dialog, controller, notice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from gemini_desk.ui.chat.export_controller import export_formats, file_name
from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from gemini_desk.ui.chat.export_controller import ExportController
    from gemini_desk.ui.chat.library_controller import LibraryController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.main_window import MainWindow


class ExportWiring(QObject):
    """Asks where to, and tells where it is."""

    def __init__(
        self,
        exports: ExportController,
        library: LibraryController,
        open_conversation: OpenConversation,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._exports = exports
        self._library = library
        self._open = open_conversation
        self._window = window
        self._folder = ""  # of the last export
        self._filter = ""
        library.export_requested.connect(self._ask)
        window.action("export").triggered.connect(self._ask_for_open)
        exports.exported.connect(self._tell)

    @Slot()
    def _ask_for_open(self) -> None:
        self._ask(self._open.conversation.id)

    @Slot(str)
    def _ask(self, conversation_id: str) -> None:
        summary = self._library.library.conversation(conversation_id)
        is_open = conversation_id == self._open.conversation.id
        title = self._open.conversation.title if is_open else summary.title if summary else ""
        by_filter = {f"{it.title} (*{it.suffix})": it.suffix for it in export_formats()}
        chosen = self._filter or next(iter(by_filter))
        folder = self._folder or QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        suggestion = str(Path(folder) / f"{file_name(title)}{by_filter[chosen]}")
        path, taken = QFileDialog.getSaveFileName(
            self._window, "Export the conversation", suggestion, ";;".join(by_filter), chosen
        )
        if not path:
            return
        self._folder = str(Path(path).parent)
        self._filter = taken if taken in by_filter else chosen
        known = set(by_filter.values())
        if Path(path).suffix.lower() not in known:
            path += by_filter[self._filter]
        self._exports.export(conversation_id, path)

    @Slot(str)
    def _tell(self, path: str) -> None:
        folder = QUrl.fromLocalFile(str(Path(path).parent))
        action = NoticeAction("Show", lambda: QDesktopServices.openUrl(folder))
        self._window.notifications.show_notice(
            Notice(Level.INFO, f"Exported to {Path(path).name}.", action=action)
        )
