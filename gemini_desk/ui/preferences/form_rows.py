"""Rows of a form: a label, an explanation, a control. GUI thread only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.theme import SPACE_PX

_CONTROL_PX: Final = 240


class FormRows(QWidget):
    """Rows below one another; in a narrow window the controls stand below their texts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(2 * SPACE_PX)
        self._pairs: list[QBoxLayout] = []  # of a text and its control
        self._is_narrow = False
        self.set_narrow(False)

    def set_narrow(self, is_narrow: bool) -> None:
        """Put controls below their texts, for want of room beside them."""
        self._is_narrow = is_narrow
        self._rows.setContentsMargins(self.margins_px(is_narrow))
        for pair in self._pairs:
            self._turn(pair)

    def margins_px(self, is_narrow: bool) -> QMargins:
        """Room around the rows: that of a page; what stands within another form has none."""
        side = (2 if is_narrow else 4) * SPACE_PX
        return QMargins(side, 3 * SPACE_PX, side, 3 * SPACE_PX)

    def add_heading(self, text: str) -> QLabel:
        """Start a group of rows."""
        if self._rows.count():
            self._rows.addSpacing(SPACE_PX)
        heading = QLabel(text, self)
        heading.setObjectName("heading")
        heading.setFont(style.font(15, weight=style.HEADING_WEIGHT))
        self._rows.addWidget(heading)
        return heading

    def add_row(self, label: str, explanation: str, control: QWidget) -> None:
        """Add a control with its label and explanation at its left."""
        control.setFixedWidth(_CONTROL_PX)
        pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        pair.addLayout(self._texts(label, explanation, control), 1)
        # Without an alignment in both directions, a pair would be thought as narrow as its control,
        # and the texts above that be given the height of other lines than theirs.
        pair.addWidget(control, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._pairs.append(pair)
        self._turn(pair)
        self._rows.addLayout(pair)

    def add_wide(self, label: str, explanation: str, control: QWidget) -> None:
        """Add a control below its label and explanation."""
        column = QVBoxLayout()
        column.setSpacing(SPACE_PX)
        column.addLayout(self._texts(label, explanation, control))
        column.addWidget(control)
        self._rows.addLayout(column)

    def finish(self) -> None:
        """Keep the rows together at the top."""
        self._rows.addStretch(1)

    def _turn(self, pair: QBoxLayout) -> None:
        ways = QBoxLayout.Direction
        pair.setDirection(ways.TopToBottom if self._is_narrow else ways.LeftToRight)
        pair.setStretch(0, 0 if self._is_narrow else 1)
        pair.setSpacing(SPACE_PX if self._is_narrow else 3 * SPACE_PX)

    def _texts(self, label: str, explanation: str, control: QWidget) -> QVBoxLayout:
        name = QLabel(label, self)
        name.setFont(style.font(13))
        name.setBuddy(control)
        below = QLabel(explanation, self)
        below.setObjectName("explanation")
        below.setFont(style.font(12))
        below.setWordWrap(True)
        below.setVisible(bool(explanation))
        if not control.accessibleName():
            control.setAccessibleName(label)
        control.setAccessibleDescription(explanation)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(name)
        texts.addWidget(below)
        texts.addStretch(1)
        return texts
