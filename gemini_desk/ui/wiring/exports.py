"""Conversations that leave as files: sidebar, file dialog, controller, notice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from gemini_desk.ui.chat.export_controller import export_formats, file_name, path_in_format
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from gemini_desk.ui.chat.export_controller import ExportController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.chat.organisation_controller import OrganisationController
    from gemini_desk.ui.main_window import MainWindow

_PATIENCE_MS: Final = 1_500  # most exports are done before


class ExportWiring(QObject):
    """Asks where to, and tells where it is."""

    def __init__(
        self,
        exports: ExportController,
        organisation: OrganisationController,
        open_conversation: OpenConversation,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._exports = exports
        self._organisation = organisation
        self._open = open_conversation
        self._window = window
        self._folder = ""  # of the last export
        self._filter = ""
        organisation.export_requested.connect(self._ask)
        window.action("export").triggered.connect(self._ask_for_open)
        exports.exported.connect(self._tell)
        self._under_way: list[str] = []  # paths, written one after the other
        self._waiting_notice: Notice | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._tell_of_waiting)
        exports.started.connect(self._on_started)
        exports.progressed.connect(self._on_progressed)
        exports.ended.connect(self._on_ended)

    @Slot()
    def _ask_for_open(self) -> None:
        self._ask(self._open.conversation.id)

    @Slot(str)
    def _ask(self, conversation_id: str) -> None:
        summary = self._organisation.listing.conversation(conversation_id)
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
        wanted = path_in_format(path, by_filter[chosen], by_filter[self._filter])
        if wanted == path or not Path(wanted).exists():
            self._exports.export(conversation_id, wanted)
            return
        # The dialog has asked about the name that was typed, not about this one.
        question = Confirmation(
            f"Replace {Path(wanted).name}?", "A file of this name is there already.", "Replace",
            self._window,
        )  # fmt: skip
        question.accepted.connect(lambda: self._exports.export(conversation_id, wanted))
        question.open()

    @Slot(str)
    def _on_started(self, path: str) -> None:
        self._under_way.append(path)
        if len(self._under_way) == 1:
            self._patience.start()

    @Slot()
    def _tell_of_waiting(self) -> None:
        stop = NoticeAction("Stop", self._exports.cancel)
        text = f"{Path(self._under_way[0]).name} is being written."
        self._waiting_notice = Notice(Level.INFO, text, action=stop, stays=True)
        self._window.notifications.show_notice(self._waiting_notice)

    @Slot(int, int)
    def _on_progressed(self, done: int, total: int) -> None:
        if self._waiting_notice is not None:
            self._window.notifications.show_progress(
                self._waiting_notice, f"{done:,} of {total:,} messages", done / max(1, total)
            )

    @Slot(str)
    def _on_ended(self, path: str) -> None:
        """Its Stop goes with it; the next one has a Stop of its own."""
        self._under_way.remove(path)
        self._patience.stop()
        if self._waiting_notice is not None:
            self._window.notifications.dismiss(self._waiting_notice)
            self._waiting_notice = None
        if self._under_way:
            self._patience.start()

    @Slot(str)
    def _tell(self, path: str) -> None:
        folder = QUrl.fromLocalFile(str(Path(path).parent))
        action = NoticeAction("Show", lambda: QDesktopServices.openUrl(folder))
        self._window.notifications.show_notice(
            Notice(Level.INFO, f"Exported to {Path(path).name}.", action=action)
        )
