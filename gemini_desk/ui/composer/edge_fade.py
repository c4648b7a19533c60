"""Lets what scrolls sideways fade out where there is more."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.theme import Theme

FADE_PX = 28


class EdgeFade(QWidget):
    """Lies over a scroll area, which keeps it as large as itself."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._bar = area.horizontalScrollBar()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        Theme.changes().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fade out where there is more."""
        painter = QPainter(self)
        if self._bar.value() > 0:
            self._paint(painter, 0.0, FADE_PX)
        if self._bar.value() < self._bar.maximum():
            self._paint(painter, self.width(), self.width() - FADE_PX)

    def _paint(self, painter: QPainter, outer_x: float, inner_x: float) -> None:
        # Here: two hundred names of gradients come with it, and nothing fades at first.
        from PySide6.QtGui import QLinearGradient

        ground = colour_of("raised")
        clear = QColor(ground)
        clear.setAlpha(0)
        gradient = QLinearGradient(QPointF(outer_x, 0), QPointF(inner_x, 0))
        gradient.setColorAt(0.0, ground)
        gradient.setColorAt(1.0, clear)
        left = min(outer_x, inner_x)
        painter.fillRect(QRectF(left, 0, FADE_PX, self.height()), gradient)
