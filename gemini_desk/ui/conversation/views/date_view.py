"""The line between messages of different days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from gemini_desk.ui.conversation.segments import DateLine
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.wording import day
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_GAP_PX: Final = 12


class DateView(SegmentView):
    """Says which day begins here."""

    @property
    def text(self) -> str:
        """`Today`, `Yesterday` or a date, as of now."""
        return day(self._segment.day) if isinstance(self._segment, DateLine) else ""

    def refresh(self) -> None:
        """Show the day."""
        self.setAccessibleName(self.text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words in the middle of a line."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setFont(small_font())
        text = self.text
        width = QFontMetrics(small_font()).horizontalAdvance(text) + 2 * px(_GAP_PX)
        middle = self.height() // 2
        left = (self.width() - width) // 2
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(0, middle, left, middle)
        painter.drawLine(left + width, middle, self.width(), middle)
        painter.setPen(QColor(colours.muted))
        box = QRectF(left, 0, width, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
