"""The download of the model that the manager shows, while there is one. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desk.ui.model_manager.cancel_question import ask_to_cancel
from gemini_desk.ui.model_manager.download_row import DownloadRow

if TYPE_CHECKING:
    from gemini_desk.ui.model_manager.download_controller import DownloadController


class CurrentDownload(QWidget):
    """Holds the row of one model at a time.

    Signals:
        has_row: Whether there is a download to show now.
    """

    has_row = Signal(bool)

    def __init__(self, controller: DownloadController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._repo_id = ""
        self._row: DownloadRow | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        controller.changed.connect(self._on_changed)
        self.hide()

    @property
    def row(self) -> DownloadRow | None:
        """What is shown."""
        return self._row

    @Slot(str)
    def set_model(self, repo_id: str) -> None:
        """Show the download of this model."""
        self._repo_id = repo_id
        self._on_changed(repo_id)

    @Slot(str)
    def _on_changed(self, repo_id: str) -> None:
        if repo_id != self._repo_id:
            return
        here = self._controller.state(repo_id) is not None
        if self._row is not None and (not here or self._row.repo_id != repo_id):
            self._row.hide()
            self._row.deleteLater()
            self._row = None
        if here and self._row is None:
            self._row = DownloadRow(self._controller, repo_id, self, in_menu=False)
            self._row.cancel_requested.connect(self._ask)
            self._column.addWidget(self._row)
            self._row.show()
        self.setVisible(self._row is not None)
        self.has_row.emit(self._row is not None)

    @Slot(str)
    def _ask(self, repo_id: str) -> None:
        ask_to_cancel(self._controller, repo_id, self.window())
