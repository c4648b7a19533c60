"""A row of dots, one for each colour that a tag can have. GUI thread only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from gemini_desk.chat.organisation import TAG_COLOURS
from gemini_desk.ui import style
from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.theme import Theme, tag_colour_field

_DOT_PX: Final = 18
_BUTTON_PX: Final = 30


class TagColourChoice(QWidget):
    """Exactly one of the colours is chosen; the arrow keys go from one to the next."""

    def __init__(self, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Colour")
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for name in TAG_COLOURS:
            dot = _Dot(name, self)
            dot.setChecked(name == colour)
            self._group.addButton(dot)
            row.addWidget(dot)
        row.addStretch(1)
        Theme.changes().changed.connect(self.update)

    @property
    def colour(self) -> str:
        """The name of the chosen colour."""
        chosen = self._group.checkedButton()
        return chosen.objectName() if chosen is not None else TAG_COLOURS[0]


class _Dot(QToolButton):
    def __init__(self, colour: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(colour)
        self.setCheckable(True)
        self.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        self.setAccessibleName(colour.capitalize())
        self.setToolTip(colour.capitalize())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = colour_of(tag_colour_field(self.objectName()))
        dot = QRectF(0, 0, _DOT_PX, _DOT_PX)
        dot.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(dot)
        if self.isChecked():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour, 2))
            painter.drawEllipse(dot.adjusted(-3.5, -3.5, 3.5, 3.5))
        if self.hasFocus():
            style.paint_focus(painter, QRectF(self.rect()), radius=style.CONTROL_RADIUS_PX)
        painter.end()
