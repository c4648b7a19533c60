"""How full the context is: a ring in the composer, and the breakdown behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from gemini_desk.ui import style
from gemini_desk.ui.announcing import announce
from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.chat.context_usage import ContextUsage

_HEIGHT_PX: Final = 36
_RING_PX: Final = 16
_STROKE_PX: Final = 3.0
_PADDING_PX: Final = 10
_GAP_PX: Final = 6
_FULL_CIRCLE: Final = 360 * 16  # Qt counts angles in sixteenths of a degree


class ContextMeter(QAbstractButton):
    """A ring that fills with the context; from 80 % on with the share in words.

    Hidden while nothing is known. Pressing it opens the breakdown.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usage: ContextUsage | None = None
        self._warned = False
        self.setFont(style.font(12, weight=style.HEADING_WEIGHT))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()
        Theme.changes().changed.connect(self.update)

    @property
    def usage(self) -> ContextUsage | None:
        """What is shown."""
        return self._usage

    @property
    def words(self) -> str:
        """What stands beside the ring; "" while there is room enough."""
        usage = self._usage
        if usage is None or not usage.nearly_full:
            return ""
        if usage.is_chosen_from:
            return "in part"
        return percent(usage) if usage.fits else f"{about(usage, 'probably ')}too long"

    def set_usage(self, usage: ContextUsage | None) -> None:
        """Show how full the context is; None while nobody knows."""
        self._usage = usage if usage is not None and usage.limit_tokens else None
        self.setVisible(self._usage is not None)
        self.setAccessibleName(f"Context: {sentence(self._usage)}" if self._usage else "")
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
        self.update()
        self._warn()

    def _warn(self) -> None:
        """Say once that the end is near: a ring that changes its colour is not heard."""
        nearly_full = self._usage is not None and self._usage.nearly_full
        if nearly_full and not self._warned:
            announce(self, self.accessibleName())
        self._warned = nearly_full

    def sizeHint(self) -> QSize:
        """Ring and words."""
        width = 2 * _PADDING_PX + _RING_PX
        if self.words:
            width += _GAP_PX + QFontMetrics(self.font()).horizontalAdvance(self.words)
        return QSize(width, _HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, ring and words."""
        usage = self._usage
        if usage is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour_of("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(body, _HEIGHT_PX / 2, _HEIGHT_PX / 2)
        if self.hasFocus():
            style.paint_focus(painter, body, radius=_HEIGHT_PX / 2)
        tint = "muted" if usage.fits else "danger"
        if usage.fits and usage.nearly_full:
            tint = "warning"
        ring = QRectF(0, 0, _RING_PX, _RING_PX)
        ring.moveCenter(QPointF(_PADDING_PX + _RING_PX / 2, body.center().y()))
        ring.adjust(_STROKE_PX / 2, _STROKE_PX / 2, -_STROKE_PX / 2, -_STROKE_PX / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour_of("pressed"), _STROKE_PX))
        painter.drawEllipse(ring)
        share = min(1.0, usage.share)
        pen = QPen(colour_of(tint), _STROKE_PX)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawArc(ring, _FULL_CIRCLE // 4, -round(share * _FULL_CIRCLE))
        if self.words:
            painter.setPen(colour_of(tint))
            left = _PADDING_PX + _RING_PX + _GAP_PX
            painter.drawText(
                body.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.words
            )


def about(usage: ContextUsage, word: str = "about ") -> str:
    """`word` in front of what nobody counted, else nothing."""
    return word if usage.is_estimate else ""


def percent(usage: ContextUsage) -> str:
    """For instance `83 %` or `about 83 %`; 100 is only what is really full."""
    return f"{about(usage)}{_percent(usage)} %"


def sentence(usage: ContextUsage) -> str:
    """For instance `1,234 of 8,192 tokens, 512 more are kept for the answer`."""
    kept = f"{usage.reserve_tokens:,} more are kept for the answer"
    if usage.is_chosen_from:
        return (
            f"{about(usage)}{usage.whole_tokens:,} tokens, {usage.limit_tokens:,} fit: the model "
            f"reads what matters most of the transcript; {kept}"
        )
    count = f"{about(usage)}{usage.prompt_tokens:,}"
    words = f"{count} of {usage.limit_tokens:,} tokens ({_percent(usage)} %)"
    if not usage.fits:
        words = f"{count} tokens, {usage.limit_tokens:,} fit"
    return f"{words}; {kept}"


def _percent(usage: ContextUsage) -> int:
    return min(99, round(usage.share * 100)) if usage.share < 1.0 else 100
