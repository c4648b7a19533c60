"""Three dots that move, and what the model is doing meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

_DOTS: Final = 3
_DOT_PX: Final = 7
_DOT_GAP_PX: Final = 5
_STEP_MS: Final = 360


class ActivityDots(QWidget):
    """Says that an answer is being written. It moves only while somebody can see it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._activity = ""
        self._step = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._animate)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def is_animated(self) -> bool:
        """Whether the dots move."""
        return self._timer.isActive()

    def set_activity(self, activity: str) -> None:
        """Say what the model is doing."""
        if activity != self._activity:
            self._activity = activity
            self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to move."""
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still."""
        self._timer.stop()

    def _animate(self) -> None:
        self._step = (self._step + 1) % (_DOTS + 1)
        self.update(self._dots_box())

    def _dots_box(self) -> QRect:
        width = _DOTS * (px(_DOT_PX) + px(_DOT_GAP_PX))
        return QRect(measures.FOOTER_INSET_PX, 0, width, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dots and the words."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top = (self.height() - px(_DOT_PX)) / 2
        for index in range(_DOTS):
            ink = QColor(colours.accent)
            ink.setAlpha(255 if index == self._step else 90)
            painter.setBrush(ink)
            left = measures.FOOTER_INSET_PX + index * (px(_DOT_PX) + px(_DOT_GAP_PX))
            painter.drawEllipse(QRectF(left, top, px(_DOT_PX), px(_DOT_PX)))
        if self._activity:
            painter.setPen(QColor(colours.muted))
            painter.setFont(small_font())
            box = self.rect().adjusted(self._dots_box().right() + px(8), 0, 0, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._activity)
