"""The list of keyboard shortcuts. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.ui import style
from gemini_desk.ui.shortcuts import Section, shortcut_rows
from gemini_desk.ui.theme import SPACE_PX, Colours

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_LEFT_COLUMN: Final = (
    Section.CONVERSATIONS,
    Section.MESSAGE,
    Section.ANSWER,
    Section.MODEL,
    Section.HELP,
)
_WIDTH_PX: Final = 860
_TALLEST_PX: Final = 760
_COLUMN_GAP_PX: Final = 48
_SCREEN_MARGIN_PX: Final = 80  # title bar and panels of the desktop


class ShortcutsDialog(QDialog):
    """Everything that has a key, by section: in two columns, or in one where it is narrow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        style.follow_theme(self, _dialog_style)
        self._page = QWidget(self)
        self._page.setObjectName("page")
        self._columns = columns = QHBoxLayout(self._page)
        columns.setContentsMargins(24, 16, 24, 24)
        columns.setSpacing(_COLUMN_GAP_PX)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(0)
            columns.addLayout(column, 1)
        for section in Section:
            column = left if section in _LEFT_COLUMN else right
            self._add_section(column, section)
        left.addStretch(1)
        right.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setWidget(self._page)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setAccessibleName("Keyboard shortcuts")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocus()  # the arrow keys scroll
        self._two_columns_px = self._page.minimumSizeHint().width()
        self._fit()

    def _fit(self) -> None:
        """As large as the list, as far as the screen has room for it."""
        room = self.screen().availableSize()
        width = min(_WIDTH_PX, room.width())
        self._arrange(width)
        tallest = min(_TALLEST_PX, room.height() - _SCREEN_MARGIN_PX)
        self.resize(width, min(self._page.heightForWidth(width), tallest))

    def _arrange(self, width_px: int) -> None:
        """Put the columns side by side if there is room for both, else below each other."""
        side_by_side = width_px >= self._two_columns_px
        directions = QBoxLayout.Direction
        self._columns.setDirection(
            directions.LeftToRight if side_by_side else directions.TopToBottom
        )
        self._columns.setSpacing(_COLUMN_GAP_PX if side_by_side else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the columns for the new width."""
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def _add_section(self, column: QVBoxLayout, section: Section) -> None:
        title = QLabel(section, self)
        title.setObjectName("section")
        title.setFont(style.font(13, weight=style.HEADING_WEIGHT))
        title.setContentsMargins(0, 2 * SPACE_PX - 4, 0, SPACE_PX)
        column.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(SPACE_PX)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        rows = [row for row in shortcut_rows() if row[0] is section]
        for number, (_, keys, text) in enumerate(rows):
            what = QLabel(text, self)
            what.setFont(style.font(13))
            what.setWordWrap(True)
            grid.addWidget(what, number, 0)
            cap = QLabel(keys, self)
            cap.setObjectName("keys")
            cap.setFont(style.font(12))
            cap.setAccessibleName(f"{text}: {keys}")
            grid.addWidget(cap, number, 1, right)
        column.addLayout(grid)
        column.addSpacing(SPACE_PX)


def _dialog_style(colours: Colours) -> str:
    return (
        style.scroll_area_style(colours)
        + f"""
        QDialog, QWidget#page {{ background: {colours.window}; }}
        QLabel {{ color: {colours.text}; }}
        QLabel#section {{ color: {colours.muted}; }}
        QLabel#keys {{ background: {colours.code_header}; border: 1px solid {colours.line};
            border-radius: 5px; padding: 2px 7px; }}
        """
    )
