"""Code that becomes a file: pane, file dialog, worker, notice."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

    from gemini_desk.ui.background import Background
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow


class CodeFilesWiring(QObject):
    """Asks where to, writes away from the GUI thread, and tells where it is."""

    def __init__(
        self, pane: ConversationPane, window: MainWindow, background: Background, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._background = background
        self._folder = Path.home()
        self._dialog: QFileDialog | None = None
        pane.code_save_requested.connect(self.ask)

    @Slot(str, str)
    def ask(self, code: str, name: str) -> None:
        """Ask where `code` shall go; `name` is a suggestion."""
        from PySide6.QtWidgets import QFileDialog  # when it is asked for

        if self._dialog is not None:
            self._dialog.close()
        dialog = QFileDialog(self._window, "Save the code", str(self._folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(partial(self._save, code))
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()

    def _save(self, code: str, path_text: str) -> None:
        path = Path(path_text)
        self._folder = path.parent
        text = code if code.endswith("\n") else f"{code}\n"
        self._background.run(
            lambda: path.write_text(text, encoding="utf-8"),
            lambda _: self._tell(path),
            self._window.notifications.error,
        )

    def _tell(self, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        action = NoticeAction("Show", lambda: QDesktopServices.openUrl(folder))
        notice = Notice(Level.INFO, f"Saved as {path.name}.", action=action)
        self._window.notifications.show_notice(notice)

    @Slot(int)
    def _closed(self, _result: int) -> None:
        self._dialog = None
