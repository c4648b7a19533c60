"""The round button that leads back to the end of the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import Theme, small_font

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

_SIDE_PX: Final = 40
_ICON_PX: Final = 18
_BOTTOM_PX: Final = 14
_SHADOW_PX: Final = 3
_TEXT_PX: Final = 12  # beside the text


class JumpButton(QAbstractButton):
    """Floats over the conversation while its end is out of sight, and says what is new there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._area = parent
        self.setToolTip("Jump to the latest message (End)")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(small_font())
        self._resize()
        self.hide()

    def set_news(self, news: str) -> None:
        """Say what is new at the end; "" for nothing."""
        if news != self.text():
            self.setText(news)
            self._resize()

    def place(self) -> None:
        """Stand in the middle of the parent's lower edge."""
        room = self._area.size()
        left = (room.width() - self.width()) // 2
        self.move(left, room.height() - _SIDE_PX - _BOTTOM_PX)

    def _resize(self) -> None:
        news = self.text()
        name = "Jump to the latest message"
        self.setAccessibleName(f"{name}, {news}" if news else name)
        text_width = self.fontMetrics().horizontalAdvance(news) + _TEXT_PX if news else 0
        # By tens, so that it does not tremble while lines are counted.
        self.setFixedSize(_SIDE_PX + -(-text_width // 10) * 10, _SIDE_PX)
        self.place()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a disc, or a pill, with a soft shadow."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(self.rect()).adjusted(_SHADOW_PX, _SHADOW_PX, -_SHADOW_PX, -_SHADOW_PX)
        radius = disc.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for spread in range(_SHADOW_PX, 0, -1):
            painter.setBrush(QColor(0, 0, 0, 10))
            shadow = disc.adjusted(-spread, -spread + 1, spread, spread + 1)
            painter.drawRoundedRect(shadow, radius + spread, radius + spread)
        is_hot = self.underMouse() or self.isDown()
        painter.setBrush(QColor(colours.hover if is_hot else colours.raised))
        ink = QColor(colours.accent if self.hasFocus() else colours.line)
        painter.setPen(QPen(ink, 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(disc, radius, radius)
        edge = (_SIDE_PX - _ICON_PX) // 2
        icon("arrow-down", colour=colours.text).paint(painter, edge, edge, _ICON_PX, _ICON_PX)
        if self.text():
            painter.setPen(QColor(colours.text))
            room = self.rect().adjusted(edge + _ICON_PX + 6, 0, -edge, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
