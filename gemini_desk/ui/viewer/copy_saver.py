"""A copy of a picture's file, as it was added, to where the person wants it. GUI thread only."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gemini_desk.ui.pool_call import PoolCall
from gemini_desk.ui.viewer.dragged_files import usable_name

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment


class CopySaver(QObject):
    """Asks where to, and saves on a worker.

    Signals:
        notice: Level, text, hint: how it went.
    """

    notice = Signal(str, str, str)

    def __init__(self, window: QWidget) -> None:
        """Ask above `window`."""
        super().__init__(window)
        self._window = window
        self._saving: PoolCall | None = None

    def ask(self, attachment: Attachment) -> None:
        """Ask where to, and copy the file there."""
        dialog = QFileDialog(self._window, "Save a copy of the picture")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(usable_name(attachment))
        dialog.fileSelected.connect(lambda name: self.save(attachment, Path(name)))
        dialog.open()

    def save(self, attachment: Attachment, target: Path) -> None:
        """Copy the file of `attachment`; trouble becomes a notice."""
        self._saving = PoolCall(lambda: _saved(attachment.path, target))
        self._saving.finished.connect(self._tell)
        self._saving.start()

    def _tell(self, trouble: str) -> None:
        if trouble:
            self.notice.emit("error", "The picture was not saved.", trouble)
        else:
            self.notice.emit("info", "The picture was saved.", "")


def _saved(source: Path, target: Path) -> str:
    """Copy a file; returns what went wrong, "" for nothing."""
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        return f"{error.strerror}. Choose another folder."
    return ""
