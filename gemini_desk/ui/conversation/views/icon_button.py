"""A flat button with an icon, a text, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QFocusEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

_ICON_PX = 16
_TEXT_LEFT_PX = 9
_RIGHT_PX = 4
_RADIUS_PX = 7
_DISABLED_OPACITY = 0.4


class IconButton(QAbstractButton):
    """A button that is only paint: no frame until the pointer or the keyboard is there.

    A button that is not revealed is invisible but stays in the Tab order; focus reveals it.
    """

    def __init__(
        self, icon_name: str, parent: QWidget, *, label: str, text: str = "", hint: str = ""
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._is_revealed = True
        self._is_filled = False
        self.setAccessibleName(label)
        self.setToolTip(hint or label)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        if name != self._icon_name:
            self._icon_name = name
            self.update()

    def set_label(self, label: str, *, hint: str = "") -> None:
        """Set what a screen reader says, and the tool tip, which may say more."""
        self.setAccessibleName(label)
        self.setToolTip(hint or label)

    def set_filled(self, is_filled: bool) -> None:
        """Draw an outline, for the one button that should be noticed."""
        self._is_filled = is_filled
        self.update()

    def set_revealed(self, is_revealed: bool) -> None:
        """Show or hide the button without taking it out of the Tab order."""
        if is_revealed != self._is_revealed:
            self._is_revealed = is_revealed
            self.update()

    def sizeHint(self) -> QSize:
        """Icon and text with room around them."""
        side = measures.FOOTER_BUTTON_PX
        if not self.text():
            return QSize(side, side)
        width = QFontMetrics(small_font()).horizontalAdvance(self.text()) + px(18)
        return QSize(width + (px(_ICON_PX) + px(6) if self._icon_name else 0), side)

    def least_width(self, text: str) -> int:
        """How wide it is to be, without an icon, so that `text` is whole."""
        return QFontMetrics(small_font()).horizontalAdvance(text) + px(_TEXT_LEFT_PX) + _RIGHT_PX

    def enterEvent(self, event: QEnterEvent) -> None:
        """Paint the hover."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Paint without the hover."""
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let the pane see the focus."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint background, icon and text."""
        has_focus = self.hasFocus()
        if not (self._is_revealed or has_focus):
            return
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        hovered = self.underMouse() and self.isEnabled()
        painter.setPen(Qt.PenStyle.NoPen)
        if self._is_filled:
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.setBrush(QColor(colours.raised))
        if self.isDown():
            painter.setBrush(QColor(colours.pressed))
        elif hovered:
            painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(box, px(_RADIUS_PX), px(_RADIUS_PX))
        strong = hovered or has_focus or self._is_filled
        ink = colours.text if strong else colours.muted
        x = px(_TEXT_LEFT_PX) if self.text() else (self.width() - px(_ICON_PX)) // 2
        if not self.isEnabled():
            painter.setOpacity(_DISABLED_OPACITY)
        if self._icon_name:
            top = (self.height() - px(_ICON_PX)) // 2
            icon(self._icon_name, colour=ink).paint(painter, x, top, px(_ICON_PX), px(_ICON_PX))
            x += px(_ICON_PX) + px(6)
        if self.text():
            painter.setPen(QColor(ink))
            painter.setFont(small_font())
            text_box = self.rect().adjusted(x, 0, -_RIGHT_PX, 0)
            painter.drawText(text_box, Qt.AlignmentFlag.AlignVCenter, self.text())
        if has_focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), 2))
            inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(inner, px(_RADIUS_PX), px(_RADIUS_PX))
