"""The downloads of this window, one below the other. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desk.ui.model_manager.cancel_question import ask_to_cancel
from gemini_desk.ui.model_manager.download_row import DownloadRow
from gemini_desk.ui.model_manager.download_state import DownloadStage
from gemini_desk.ui.model_rows import Caption

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.ui.model_manager.download_controller import DownloadController


class DownloadsPanel(QWidget):
    """A row for each download; empty, and of no height, while there is none.

    Signals:
        load_requested: The hub id of a model that is here and wanted.
        resized: There are more rows, or fewer.
        left: The row of this hub id is gone, and it had the keyboard.
    """

    load_requested = Signal(str)
    resized = Signal()
    left = Signal(str)

    def __init__(self, controller: DownloadController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._rows: dict[str, DownloadRow] = {}
        self._listed: frozenset[str] = frozenset()
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

    def set_listed(self, models: Iterable[str]) -> None:
        """Leave out what is done and stands among `models`, those that can be loaded."""
        self._listed = frozenset(models)
        for state in self._controller.states:
            self._on_changed(state.repo_id)

    def focus_row(self, repo_id: str) -> bool:
        """Put the keyboard on a download; returns whether it is shown."""
        row = self._rows.get(repo_id)
        if row is not None:
            row.focus_button()
        return row is not None

    @Slot(str)
    def _on_changed(self, repo_id: str) -> None:
        state = self._controller.state(repo_id)
        is_done = state is not None and state.stage is DownloadStage.DONE
        here = state is not None and not (is_done and repo_id in self._listed)
        if here == (repo_id in self._rows):
            return
        had_focus = False
        if here:
            row = DownloadRow(self._controller, repo_id, self)
            row.load_requested.connect(self.load_requested)
            row.cancel_requested.connect(self._ask)
            self._rows[repo_id] = row
            self._column.addWidget(row)
            row.show()
        else:
            row = self._rows.pop(repo_id)
            had_focus = self.window().focusWidget() in row.findChildren(QWidget)
            row.hide()
            row.deleteLater()
        self.setVisible(bool(self._rows))
        self.resized.emit()
        if had_focus:
            self.left.emit(repo_id)

    @Slot(str)
    def _ask(self, repo_id: str) -> None:
        ask_to_cancel(self._controller, repo_id, self.window())
