"""Cards in a row that scrolls sideways, with a fade where there are more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from gemini_desk.ui.composer.edge_fade import EdgeFade

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QWheelEvent


class CardRow(QScrollArea):
    """The base of the tray: where its cards stand, and how they are scrolled."""

    def __init__(self, height_px: int, space_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height_px = height_px
        self._follow_end = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(height_px)
        self.setViewport(QWidget())  # unlike Qt's own it has no ground: the card's shows
        row = QWidget()
        row.setAutoFillBackground(False)
        self._row = QHBoxLayout(row)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(space_px)
        self._row.addStretch(1)
        self.setWidget(row)
        row.setAutoFillBackground(False)  # setWidget switched it on
        self._fade = EdgeFade(self)
        bar = self.horizontalScrollBar()
        bar.rangeChanged.connect(self._range_changed)
        bar.valueChanged.connect(self._fade.update)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways."""
        bar = self.horizontalScrollBar()
        if bar.maximum() == 0:
            event.ignore()
            return
        angle, pixels = event.angleDelta(), event.pixelDelta()
        delta = (pixels.x() or pixels.y()) or (angle.x() or angle.y())
        bar.setValue(bar.value() - delta)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the fade over everything."""
        super().resizeEvent(event)
        self._fade.setGeometry(self.rect())
        self._fade.raise_()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(super().sizeHint().width(), self._height_px)

    @Slot(int, int)
    def _range_changed(self, _minimum: int, maximum: int) -> None:
        if self._follow_end:
            self.horizontalScrollBar().setValue(maximum)
        self._fade.update()
