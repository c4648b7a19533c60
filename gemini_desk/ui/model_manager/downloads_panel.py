"""The downloads of this window, one below the other. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desk.ui.model_manager.cancel_question import ask_to_cancel
from gemini_desk.ui.model_manager.download_row import DownloadRow
from gemini_desk.ui.model_rows import Caption

if TYPE_CHECKING:
    from gemini_desk.ui.model_manager.download_controller import DownloadController


class DownloadsPanel(QWidget):
    """A row for each download; empty, and of no height, while there is none.

    Signals:
        load_requested: The hub id of a model that is here and wanted.
        resized: There are more rows, or fewer.
    """

    load_requested = Signal(str)
    resized = Signal()

    def __init__(self, controller: DownloadController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._rows: dict[str, DownloadRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(Caption("Downloads", self))
        controller.changed.connect(self._on_changed)
        for state in controller.states:
            self._on_changed(state.repo_id)
        self.setVisible(bool(self._rows))

    @property
    def rows(self) -> tuple[DownloadRow, ...]:
        """What is shown."""
        return tuple(self._rows.values())

    @Slot(str)
    def _on_changed(self, repo_id: str) -> None:
        here = self._controller.state(repo_id) is not None
        if here == (repo_id in self._rows):
            return
        if here:
            row = DownloadRow(self._controller, repo_id, self)
            row.load_requested.connect(self.load_requested)
            row.cancel_requested.connect(self._ask)
            self._rows[repo_id] = row
            self._column.addWidget(row)
            row.show()
        else:
            row = self._rows.pop(repo_id)
            row.hide()
            row.deleteLater()
        self.setVisible(bool(self._rows))
        self.resized.emit()

    @Slot(str)
    def _ask(self, repo_id: str) -> None:
        ask_to_cancel(self._controller, repo_id, self.window())
