"""A box to tick that is seen in both themes. GUI thread only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.theme import Theme

_HEIGHT_PX: Final = 24
_BOX_PX: Final = 16
_RADIUS_PX: Final = 4
_GAP_PX: Final = 8


class CheckBox(QCheckBox):
    """A box with an outline, filled with the accent once it is ticked."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(style.font(12))
        self.setFixedHeight(_HEIGHT_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        Theme.changes().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Box and text."""
        text_px = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(_BOX_PX + _GAP_PX + text_px, _HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box, tick, text."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, (self.height() - _BOX_PX) / 2, _BOX_PX, _BOX_PX)
        ticked = self.isChecked()
        fill = colours.hover if self.underMouse() else colours.raised
        style.paint_card(
            painter, box, fill=colours.accent if ticked else fill,
            line=colours.accent if ticked else colours.muted, radius=_RADIUS_PX,
        )  # fmt: skip
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.text if ticked else colours.accent), 2.0))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), _RADIUS_PX, _RADIUS_PX)
        if ticked:
            paint_icon(painter, "check", box.adjusted(2, 2, -2, -2), colour="on_accent")
        painter.setPen(QColor(colours.text if self.isEnabled() else colours.muted))
        left = round(box.right()) + _GAP_PX
        room = self.rect().adjusted(left, 0, 0, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
