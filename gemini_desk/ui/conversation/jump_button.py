"""The round button that leads back to the end of the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

_SIDE_PX: Final = 40
_ICON_PX: Final = 18
_BOTTOM_PX: Final = 14
_SHADOW_PX: Final = 3


class JumpButton(QAbstractButton):
    """Floats over the conversation while its end is out of sight."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._area = parent
        self.setFixedSize(_SIDE_PX, _SIDE_PX)
        self.setAccessibleName("Jump to the latest message")
        self.setToolTip("Jump to the latest message (End)")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.hide()

    def place(self) -> None:
        """Stand in the middle of the parent's lower edge."""
        room = self._area.size()
        left = (room.width() - _SIDE_PX) // 2
        self.move(left, room.height() - _SIDE_PX - _BOTTOM_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a disc with a soft shadow."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(self.rect()).adjusted(_SHADOW_PX, _SHADOW_PX, -_SHADOW_PX, -_SHADOW_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        for spread in range(_SHADOW_PX, 0, -1):
            painter.setBrush(QColor(0, 0, 0, 10))
            painter.drawEllipse(disc.adjusted(-spread, -spread + 1, spread, spread + 1))
        is_hot = self.underMouse() or self.isDown()
        painter.setBrush(QColor(colours.hover if is_hot else colours.raised))
        ink = QColor(colours.accent if self.hasFocus() else colours.line)
        painter.setPen(QPen(ink, 2 if self.hasFocus() else 1))
        painter.drawEllipse(disc)
        edge = (self.width() - _ICON_PX) // 2
        icon("arrow-down", colour=colours.text).paint(painter, edge, edge, _ICON_PX, _ICON_PX)
