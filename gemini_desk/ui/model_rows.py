"""What the panel of models is made of. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from gemini_desk.sizes import size_text
from gemini_desk.ui import style
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.theme import SPACE_PX, Colours, Theme

if TYPE_CHECKING:
    from gemini_desk.ui.model_state import ModelChoice

WIDTH_PX: Final = 344
ROW_PX: Final = 52
_COMMAND_PX: Final = 36
_EDGE_PX: Final = 12
_ICON_PX: Final = 16


class _RowButton(QAbstractButton):
    """A row that shows itself when the mouse or the focus is on it."""

    def __init__(self, height_px: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(height_px)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX - 2 * SPACE_PX, self.height())

    def paint_ground(self, painter: QPainter) -> None:
        area = QRectF(self.rect())
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            colours = Theme.current()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.pressed if self.isDown() else colours.hover))
            painter.drawRoundedRect(area, style.CONTROL_RADIUS_PX, style.CONTROL_RADIUS_PX)
        if self.hasFocus():
            style.paint_focus(painter, area, radius=style.CONTROL_RADIUS_PX)


class ModelRow(_RowButton):
    """A model: name, size, what it takes, and a check on the current one."""

    def __init__(self, choice: ModelChoice, parent: QWidget) -> None:
        super().__init__(ROW_PX, parent)
        self.choice = choice
        self.is_current = False
        self.setToolTip(choice.hint or choice.model)
        self.set_current(False)

    @property
    def details(self) -> str:
        """The second line."""
        if self.choice.is_server:
            return self.choice.hint
        parts = [] if self.choice.size_bytes is None else [size_text(self.choice.size_bytes)]
        parts.append(self.choice.takes)
        if self.choice.hint and self.choice.available:
            parts.append(self.choice.hint)
        return " · ".join(parts)

    @property
    def _icon_name(self) -> str:
        """What a press does, where it does not choose a model."""
        if self.choice.is_server:
            return "globe" if self.choice.available else "retry"
        return "" if self.choice.available else "download"

    def set_current(self, current: bool) -> None:
        """Put the check on it, or take it away."""
        self.is_current = current
        spoken = ", current model" if current else ""
        said = self.choice.hint and self.choice.hint not in self.details
        hint = f". {self.choice.hint}" if said else ""
        self.setAccessibleName(f"{self.choice.label}, {self.details}{spoken}{hint}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the two lines, the icons of what it takes, the check."""
        colours = Theme.current()
        painter = QPainter(self)
        self.paint_ground(painter)
        if not self.choice.available:
            painter.setOpacity(0.75)
        right = self.width() - _EDGE_PX
        if self._icon_name:
            right -= _ICON_PX
            mark = QRectF(right, (self.height() - _ICON_PX) / 2, _ICON_PX, _ICON_PX)
            paint_icon(painter, self._icon_name, mark, colour="muted")
            right -= SPACE_PX
        if self.is_current:
            right -= _ICON_PX
            check = QRectF(right, (self.height() - _ICON_PX) / 2, _ICON_PX, _ICON_PX)
            paint_icon(painter, "check", check, colour="accent")
            right -= SPACE_PX
        text_px = right - _EDGE_PX
        weight = QFont.Weight.DemiBold if self.is_current else QFont.Weight.Normal
        painter.setFont(style.font(13, weight=weight))
        painter.setPen(QColor(colours.text))
        label = painter.fontMetrics().elidedText(
            self.choice.label, Qt.TextElideMode.ElideMiddle, text_px
        )
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(_EDGE_PX, 7, text_px, 20), align, label)
        painter.setFont(style.font(12))
        painter.setPen(QColor(colours.muted))
        details = painter.fontMetrics().elidedText(
            self.details, Qt.TextElideMode.ElideRight, text_px
        )
        painter.drawText(QRectF(_EDGE_PX, 27, text_px, 18), align, details)
        painter.end()


class CommandRow(_RowButton):
    """Something to do: an icon and a text."""

    def __init__(self, icon_name: str, text: str, parent: QWidget) -> None:
        super().__init__(_COMMAND_PX, parent)
        self._icon_name = icon_name
        self.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon and text."""
        painter = QPainter(self)
        self.paint_ground(painter)
        mark = QRectF(_EDGE_PX, (self.height() - _ICON_PX) / 2, _ICON_PX, _ICON_PX)
        paint_icon(painter, self._icon_name, mark, colour="muted")
        painter.setFont(style.font(13))
        painter.setPen(QColor(Theme.current().text))
        left = _EDGE_PX + _ICON_PX + SPACE_PX + 2
        rest = QRectF(left, 0, self.width() - left - _EDGE_PX, self.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()


class Caption(QLabel):
    """The name of a group."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setFont(style.font(11, weight=QFont.Weight.DemiBold))
        self.setContentsMargins(_EDGE_PX, SPACE_PX, _EDGE_PX, 4)
        style.follow_theme(self, _caption_style)


class Line(QWidget):
    """A hairline with some air around it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(2 * SPACE_PX + 1 - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        middle = self.height() // 2
        painter.fillRect(4, middle, self.width() - 8, 1, QColor(Theme.current().line))
        painter.end()


def _caption_style(colours: Colours) -> str:
    return f"color: {colours.muted};"
