"""The file dialog of the attach button."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QFileDialog, QWidget


class AttachDialog(QObject):
    """Asks for files without holding the window up; remembers the folder.

    Signals:
        chosen: List of `Path`.
    """

    chosen = Signal(list)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._folder = Path.home()
        self._dialog: QFileDialog | None = None

    def open(self) -> QFileDialog:
        """Show the dialog, or bring the open one to the front."""
        if self._dialog is not None:
            self._dialog.raise_()
            self._dialog.activateWindow()
            return self._dialog
        from PySide6.QtWidgets import QFileDialog  # when it is asked for

        dialog = QFileDialog(self._parent, "Add pictures or sound", str(self._folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(name_filters())
        dialog.filesSelected.connect(self._take)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()
        return dialog

    @Slot(list)
    def _take(self, names: list[str]) -> None:
        paths = [Path(name) for name in names]
        if paths:
            self._folder = paths[0].parent
            self.chosen.emit(paths)

    @Slot(int)
    def _closed(self, _result: int) -> None:
        self._dialog = None


def name_filters() -> list[str]:
    """The filters of the dialog: everything that can be used, each kind, all files."""
    from gemini_desk.media.attachment_kinds import KIND_READERS
    from gemini_desk.ui.composer.captions import kind_name

    everything = [suffix for reader in KIND_READERS for suffix in reader.suffixes]
    filters = [_filter("Pictures and sound", everything)]
    filters += [_filter(f"{kind_name(reader.kind)}s", reader.suffixes) for reader in KIND_READERS]
    return [*filters, "All files (*)"]


def _filter(title: str, suffixes: Iterable[str]) -> str:
    # Both cases: cameras write .JPG, and most file systems here care.
    patterns = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in suffixes)
    return f"{title} ({patterns})"
