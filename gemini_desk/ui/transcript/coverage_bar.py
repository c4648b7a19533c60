"""The bar that shows what of a recording is speech, silence, and not yet heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from gemini_desk.transcripts.timed_text import clock
from gemini_desk.ui.theme import Theme
from gemini_desk.ui.transcript.coverage import coverage_words, paint_coverage

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from gemini_desk.transcripts.transcript import Transcript

_HEIGHT_PX: Final = 16  # to be hit by a mouse
_BAR_PX: Final = 6


class CoverageBar(QWidget):
    """GUI thread only.

    Signals:
        sought: The second that was clicked.
    """

    sought = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._transcript: Transcript | None = None
        self.setFixedHeight(_HEIGHT_PX)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        Theme.changes().changed.connect(self.update)

    def set_transcript(self, transcript: Transcript) -> None:
        """Show how far it goes."""
        self._transcript = transcript
        self.setAccessibleName(coverage_words(transcript))
        self.update()

    def what_is_at(self, second: float) -> str:
        """`12:05, speech`."""
        transcript = self._transcript
        if transcript is None:
            return ""
        done_s = transcript.duration_s if transcript.done_s is None else transcript.done_s
        is_speech = any(each.start_s <= second < each.end_s for each in transcript.segments)
        kind = "speech" if is_speech else "silence" if second < done_s else "not heard yet"
        return f"{clock(second)}, {kind}"

    def event(self, event: QEvent) -> bool:
        """Tell what is below the mouse, and how much there is of each kind."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.what_is_at(self._second_at(event.pos().x()))
            words = coverage_words(self._transcript) if self._transcript is not None else ""
            QToolTip.showText(event.globalPos(), f"{text}\n{words}", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton and self._transcript is not None:
            self.sought.emit(self._second_at(event.position().x()))

    def _second_at(self, x: float) -> float:
        duration_s = self._transcript.duration_s if self._transcript is not None else 0.0
        return duration_s * max(0.0, min(x / max(1, self.width()), 1.0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it in the middle of its height."""
        if self._transcript is not None:
            painter = QPainter(self)
            top = (self.height() - _BAR_PX) / 2
            paint_coverage(painter, QRectF(0, top, self.width(), _BAR_PX), self._transcript)
            painter.end()
