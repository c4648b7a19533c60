"""The line above the message that the model begins to read with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from gemini_desk.ui.conversation.segments import ContextStart
from gemini_desk.ui.conversation.views.icon_button import IconButton
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.views.segment_view import ViewServices

_ICON_PX: Final = 16
_GAP_PX: Final = 8
# As long as there is room for.
_TEXTS: Final = ("The model reads from here", "Read from here")
_SUMMARY_TEXTS: Final = ("The model reads a summary, then from here", "A summary, then from here")


class ContextStartView(SegmentView):
    """Says that what stands above is not read any more, shows its summary, takes that back."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(services, parent)
        self._summary = IconButton("", self, label="Show the summary", text="Summary")
        self._summary.clicked.connect(services.actions.context_summary_requested)
        self._undo = IconButton(
            "undo", self, label="Let the model read everything again", text="Undo"
        )
        self._undo.clicked.connect(services.actions.context_start_undone)

    @property
    def undo_button(self) -> IconButton:
        """Lets the model read from the beginning again."""
        return self._undo

    @property
    def summary_button(self) -> IconButton:
        """Shows what stands for the messages above."""
        return self._summary

    def bind(self, segment: Segment) -> None:
        """Show another line."""
        super().bind(segment)
        self.setAccessibleName(self._texts[0])
        self.setToolTip(segment.summary if isinstance(segment, ContextStart) else "")
        self._place_buttons()

    def focus_widgets(self) -> Sequence[QWidget]:
        """The buttons that are shown."""
        return (self._summary, self._undo) if self._has_summary else (self._undo,)

    @property
    def _has_summary(self) -> bool:
        return isinstance(self._segment, ContextStart) and bool(self._segment.summary)

    @property
    def _texts(self) -> tuple[str, ...]:
        return _SUMMARY_TEXTS if self._has_summary else _TEXTS

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons."""
        self._place_buttons()

    def _place_buttons(self) -> None:
        self._summary.setVisible(self._has_summary)
        right = self.width()
        for button in (self._undo, self._summary):
            if button.isHidden():
                continue
            size = button.sizeHint()
            top = (self.height() - size.height()) // 2
            button.setGeometry(right - size.width(), top, size.width(), size.height())
            right -= size.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon, words, and a line up to the buttons."""
        colours = Theme.current()
        painter = QPainter(self)
        middle = self.height() // 2
        side = px(_ICON_PX)
        icon("scissors", colour=colours.muted).paint(painter, 0, middle - side // 2, side, side)
        left = side + px(_GAP_PX)
        right = min(button.x() for button in self.focus_widgets()) - px(_GAP_PX)
        painter.setFont(small_font())
        painter.setPen(QColor(colours.muted))
        metrics = QFontMetrics(painter.font())
        fitting = (t for t in self._texts if metrics.horizontalAdvance(t) <= right - left)
        text = next(fitting, self._texts[-1])
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, right - left)
        room = self.rect().adjusted(left, 0, right - self.width(), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        left += metrics.horizontalAdvance(text) + px(_GAP_PX)
        if left < right:
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(left, middle, right, middle)
