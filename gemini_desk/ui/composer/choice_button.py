"""A choice in a card: what it is, and what it means."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.icons import colour_of, paint_icon
from gemini_desk.ui.theme import ICON_PX, SPACE_PX, Theme

_PADDING_PX: Final = 10
_LEFT_PX: Final = _PADDING_PX + ICON_PX + 10
_GAP_PX: Final = 2
_ANY_HEIGHT: Final = 10_000
_WRAP = Qt.TextFlag.TextWordWrap


class ChoiceButton(QAbstractButton):
    """An icon, a title, and a sentence that wraps below it."""

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._explanation = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        Theme.changes().changed.connect(self.update)

    @property
    def explanation(self) -> str:
        """What stands below the title."""
        return self._explanation

    def set_texts(self, title: str, explanation: str) -> None:
        """Show `title`, and `explanation` below it."""
        self.setText(title)
        self._explanation = explanation
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Whether the explanation wraps: it does."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Title and wrapped explanation."""
        title = QFontMetrics(self._title_font()).height()
        return 2 * _PADDING_PX + title + _GAP_PX + self._wrapped(width).height()

    def sizeHint(self) -> QSize:
        """For a usual width."""
        return QSize(320, self.heightForWidth(max(320, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Room for a few words."""
        return QSize(160, self.heightForWidth(max(160, self.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icon and texts."""
        colours = Theme.current()
        painter = QPainter(self)
        body = QRectF(self.rect())
        lively = self.isEnabled() and (self.underMouse() or self.isDown())
        ground = colours.pressed if self.isDown() else colours.hover if lively else colours.window
        style.paint_card(painter, body, fill=ground, line=colours.line)
        if self.hasFocus():
            style.paint_focus(painter, body)
        tint = "accent" if self.isEnabled() else "muted"
        title_height = QFontMetrics(self._title_font()).height()
        icon_top = _PADDING_PX + (title_height - ICON_PX) // 2
        paint_icon(
            painter, self._icon_name, QRect(_PADDING_PX, icon_top, ICON_PX, ICON_PX), colour=tint
        )
        painter.setFont(self._title_font())
        painter.setPen(colour_of("text" if self.isEnabled() else "muted"))
        title = QRect(_LEFT_PX, _PADDING_PX, self.width() - _LEFT_PX - _PADDING_PX, title_height)
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(style.font(12))
        painter.setPen(colour_of("muted"))
        wrapped = self._wrapped(self.width())
        wrapped.moveTopLeft(title.bottomLeft() + wrapped.topLeft())
        wrapped.translate(0, 1 + _GAP_PX)
        painter.drawText(wrapped, _WRAP, self._explanation)

    @staticmethod
    def _title_font() -> QFont:
        return style.font(13, weight=style.HEADING_WEIGHT)

    def _wrapped(self, width: int) -> QRect:
        """The box of the explanation, at the origin."""
        room = QRect(0, 0, max(60, width - _LEFT_PX - _PADDING_PX - SPACE_PX), _ANY_HEIGHT)
        return QFontMetrics(style.font(12)).boundingRect(room, _WRAP, self._explanation)
