"""Bars of the last seconds' loudness."""

from __future__ import annotations

from collections import deque
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desk.ui.composer.level_bar import loudness_share
from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.theme import Theme

_BAR_PX: Final = 3.0
_STEP_PX: Final = 5.0


class LevelHistory(QWidget):
    """Bars of the last seconds' loudness, the newest at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: deque[float] = deque(maxlen=512)
        self._colour = "danger"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(40)
        self.setAccessibleName("Level")
        Theme.changes().changed.connect(self.update)

    def add(self, dbfs: float) -> None:
        """Show one more bar."""
        self._shares.append(loudness_share(dbfs))
        self.update()

    def set_colour(self, colour: str) -> None:
        """Show the bars in a colour of the theme."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    def clear(self) -> None:
        """Forget what was shown."""
        self._shares.clear()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a button."""
        return QSize(160, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars that fit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        live, rest = colour_of(self._colour), QColor(colour_of("line"))
        count = int(self.width() // _STEP_PX)
        shown = list(self._shares)[-count:] if count else []
        for index in range(count):
            place = index - (count - len(shown))
            share = shown[place] if place >= 0 else 0.0
            height = max(_BAR_PX, share * self.height())
            bar = QRectF(self.width() - (count - index) * _STEP_PX, 0, _BAR_PX, height)
            bar.moveTop((self.height() - height) / 2)
            painter.setBrush(live if place >= 0 else rest)
            painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
