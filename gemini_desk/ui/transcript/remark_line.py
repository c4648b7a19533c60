"""What has to be known of a transcript before it is read, above it. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_ICON_PX: Final = 16
_SIDE_PX: Final = 10
_RADIUS_PX: Final = 8


class RemarkLine(QWidget):
    """Stands above the segments while there is something to say."""

    def __init__(self, parent: QWidget, *, is_error: bool = False) -> None:
        """Say nothing yet; an error is painted as such, everything else as a warning."""
        super().__init__(parent)
        self._is_error = is_error
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setFont(style.font(12))
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        style.follow_theme(self.text, lambda colours: f"color: {colours.text}")
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * _SIDE_PX + _ICON_PX, 7, _SIDE_PX, 7)
        row.addWidget(self.text)
        self.hide()
        Theme.changes().changed.connect(self.update)

    def show_words(self, words: str) -> None:
        """Say this; nothing for ""."""
        self.text.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the sign."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = colours.danger_soft if self._is_error else colours.warning_soft
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(self.rect(), _RADIUS_PX, _RADIUS_PX)
        sign = icon("warning", colour=colours.danger if self._is_error else colours.warning)
        sign.paint(painter, _SIDE_PX, 7, _ICON_PX, _ICON_PX)
        painter.end()
