"""The card with the figures of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from gemini_desk.ui import style
from gemini_desk.ui.conversation.wording import figures
from gemini_desk.ui.theme import RADIUS_PX, Theme, small_font

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.answer import AnswerDetails

_MARGIN_PX: Final = 14
_GAP_PX: Final = 6


class DetailsCard(QFrame):
    """A popup; a click beside it or Esc closes it."""

    def __init__(self, details: AnswerDetails | None, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Figures of this answer")
        grid = QGridLayout(self)
        grid.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        for row, (label, value) in enumerate(figures(details)):
            grid.addWidget(self._label(label, is_muted=True), row, 0)
            grid.addWidget(self._label(value, is_muted=False), row, 1)

    def _label(self, text: str, *, is_muted: bool) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(small_font())
        style.follow_theme(
            label, lambda colours: f"color: {colours.muted if is_muted else colours.text}"
        )
        if not is_muted:
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return label

    def show_above(self, widget: QWidget) -> None:
        """Open above `widget`, or below it where there is no room."""
        self.adjustSize()
        place = widget.mapToGlobal(QPoint(0, -self.height() - _GAP_PX))
        screen = widget.screen().availableGeometry()
        if place.y() < screen.top():
            place = widget.mapToGlobal(QPoint(0, widget.height() + _GAP_PX))
        place.setX(min(place.x(), screen.right() - self.width()))
        self.move(place)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a rounded card."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.raised))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
