"""How loud a clip is over time, and where it is heard: a click or a drag goes elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.wording import spoken_duration
from gemini_desk.ui.conversation.zoom import px, small_font
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

_BAR_PX: Final = 2.0
_INSET_PX: Final = 8
_LOWEST: Final = 0.06  # a silent stretch is a dot, not a gap
_STEP_S: Final = 5.0


class Waveform(QWidget):
    """GUI thread only.

    Signals:
        sought: The second to go to.
        moved: While it is dragged: the second under the pointer.
        toggled: Space or Enter.
    """

    sought = Signal(float)
    moved = Signal(float)
    toggled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._peaks: Sequence[float] = ()
        self._problem = ""
        self._length_s = 0.0
        self._position_s = 0.0
        self._dragged_s: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def has_peaks(self) -> bool:
        """Whether the waveform has arrived."""
        return bool(self._peaks)

    @property
    def shown_s(self) -> float:
        """The second that is heard, or that the pointer is at while it drags."""
        return self._position_s if self._dragged_s is None else self._dragged_s

    def show_clip(self, length_s: float) -> None:
        """Show another clip, whose loudness is not known yet."""
        self._peaks, self._problem = (), ""
        self._length_s, self._position_s, self._dragged_s = length_s, 0.0, None
        self._describe()

    def set_peaks(self, peaks: Sequence[float]) -> None:
        """The loudest sample of each stretch, in [0, 1]."""
        self._peaks = peaks
        self.update()

    def set_problem(self, message: str) -> None:
        """Say why there is no waveform."""
        self._problem = message
        self.update()

    def set_position(self, position_s: float) -> None:
        """This second is heard now."""
        self._position_s = position_s
        self._describe()

    def _describe(self) -> None:
        here, whole = spoken_duration(self.shown_s), spoken_duration(self._length_s)
        self.setAccessibleName(f"Position {here} of {whole}")
        self.update()

    # ------------------------------------------------------------------ mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the position along."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where it would go on."""
        if self._dragged_s is not None:
            self._drag_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if self._dragged_s is not None:
            position_s, self._dragged_s = self._dragged_s, None
            self._go_to(position_s)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space plays or pauses, the arrows go back and forth, Home and End to the ends."""
        match event.key():
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.toggled.emit()
            case Qt.Key.Key_Left | Qt.Key.Key_Down:
                self._go_to(self._position_s - _STEP_S)
            case Qt.Key.Key_Right | Qt.Key.Key_Up:
                self._go_to(self._position_s + _STEP_S)
            case Qt.Key.Key_Home:
                self._go_to(0.0)
            case Qt.Key.Key_End:
                self._go_to(self._length_s)
            case _:
                event.ignore()

    def _drag_to(self, x: float) -> None:
        share = max(0.0, min(x / max(1, self.width()), 1.0))
        self._dragged_s = share * self._length_s
        self._describe()
        self.moved.emit(self._dragged_s)

    def _go_to(self, position_s: float) -> None:
        self._position_s = max(0.0, min(position_s, self._length_s))
        self._describe()
        self.sought.emit(self._position_s)

    # ------------------------------------------------------------------ looks

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars, what is heard already in the accent's colour."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            outline = QRectF(self.rect()).adjusted(1, 3, -1, -3)
            painter.drawRoundedRect(outline, 6, 6)
        if self._problem:
            painter.setPen(QColor(colours.muted))
            painter.setFont(small_font())
            elide = Qt.TextElideMode.ElideRight
            text = painter.fontMetrics().elidedText(self._problem, elide, self.width())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        peaks = self._peaks or [0.0] * measures.AUDIO_BUCKETS
        loudest = max(peaks) or 1.0
        heard = self.shown_s / self._length_s if self._length_s > 0 else 0.0
        quiet = QColor(colours.muted)
        quiet.setAlpha(110)
        middle, step = self.height() / 2, (self.width() - px(_BAR_PX)) / max(1, len(peaks) - 1)
        for index, peak in enumerate(peaks):
            half = max(_LOWEST, peak / loudest) * (middle - px(_INSET_PX))
            is_heard = heard > 0 and (index + 0.5) / len(peaks) <= heard
            painter.setBrush(QColor(colours.accent) if is_heard else quiet)
            bar = QRectF(index * step, middle - half, px(_BAR_PX), 2 * half)
            painter.drawRoundedRect(bar, 1, 1)
