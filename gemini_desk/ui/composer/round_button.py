"""The round buttons of the composer."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gemini_desk.ui.icons import colour_of, paint_icon
from gemini_desk.ui.theme import ICON_PX, Theme

_RING_PX = 2.0


class Emphasis(Enum):
    """How much a button asks for attention."""

    PLAIN = "plain"
    ACCENT = "accent"
    DANGER = "danger"


class RoundButton(QAbstractButton):
    """A disc with an icon; shows hover, press, keyboard focus and a disabled state."""

    def __init__(
        self,
        icon_name: str,
        name: str,
        *,
        emphasis: Emphasis = Emphasis.PLAIN,
        diameter_px: int = 36,
        icon_px: int = ICON_PX,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._emphasis = emphasis
        self._diameter_px = diameter_px
        self._icon_px = icon_px
        self._ring = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_name(name)
        Theme.changes().changed.connect(self.update)

    def set_name(self, name: str, *, shortcut: str = "", explanation: str = "") -> None:
        """What the button does: accessible name and tooltip, with `shortcut` if it has one."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(explanation)
        first = f"{name} ({shortcut})" if shortcut else name
        self.setToolTip(plain_tool_tip(f"{first}\n{explanation}" if explanation else first))

    def set_look(self, icon_name: str, emphasis: Emphasis) -> None:
        """Show another icon and emphasis."""
        if (icon_name, emphasis) != (self._icon_name, self._emphasis):
            self._icon_name, self._emphasis = icon_name, emphasis
            self.update()

    @property
    def emphasis(self) -> Emphasis:
        """How much it asks for attention."""
        return self._emphasis

    @property
    def icon_name(self) -> str:
        """The icon that is shown."""
        return self._icon_name

    def sizeHint(self) -> QSize:
        """As large as the disc."""
        return QSize(self._diameter_px, self._diameter_px)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring, unless the mouse brought the focus."""
        # A ring after a click with the mouse would only be noise.
        self._ring = event.reason() not in (
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
        )
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._ring = False
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint disc, ring and icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(0, 0, self._diameter_px, self._diameter_px)
        disc.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        ground, icon_colour = self._colours()
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawEllipse(disc)
        if self._ring:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring_colour = "text" if self._emphasis is not Emphasis.PLAIN else "accent"
            painter.setPen(QPen(colour_of(ring_colour), _RING_PX))
            inset = _RING_PX / 2
            painter.drawEllipse(disc.adjusted(inset, inset, -inset, -inset))
        icon_rect = QRect(0, 0, self._icon_px, self._icon_px)
        icon_rect.moveCenter(self.rect().center())
        paint_icon(painter, self._icon_name, icon_rect, colour=icon_colour)

    def _colours(self) -> tuple[QColor | None, str]:
        """Ground (None for see-through) and the name of the icon's colour."""
        lively = self.isEnabled() and (self.underMouse() or self.isDown())
        if self._emphasis is Emphasis.PLAIN:
            if not self.isEnabled():
                return None, _faded("muted")
            if self.isDown():
                return colour_of("pressed"), "text"
            return (colour_of("hover"), "text") if lively else (None, "muted")
        if not self.isEnabled():
            return colour_of("hover"), _faded("muted")
        ground = colour_of(self._emphasis.value)
        if lively:
            ground = ground.darker(118) if self.isDown() else ground.darker(108)
        return ground, "on_accent"


def plain_tool_tip(text: str) -> str:
    """`text` so that a tooltip shows it as it is: names of files are not HTML."""
    if "<" not in text:
        return text
    import html  # with the table of its entities; most names do without

    return f"<p>{html.escape(text).replace(chr(10), '<br>')}</p>"


def _faded(colour: str) -> str:
    """`colour` of the theme, half way to the ground it stands on."""
    front, ground = colour_of(colour), colour_of("raised")
    return QColor(
        (front.red() + ground.red()) // 2,
        (front.green() + ground.green()) // 2,
        (front.blue() + ground.blue()) // 2,
    ).name()
