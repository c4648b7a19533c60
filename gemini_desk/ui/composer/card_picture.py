"""What a card of the tray paints beside its text: thumbnail, waveform, spinner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHideEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from gemini_desk.ui.icons import colour_of, paint_icon
from gemini_desk.ui.theme import RADIUS_PX, small_font

if TYPE_CHECKING:
    from collections.abc import Sequence

CARD_HEIGHT_PX: Final = 64
_TURN_MS = 900
_BAR_PX = 2.0
_BAR_GAP_PX = 1.5


def paint_thumbnail(painter: QPainter, rect: QRectF, image: QImage | None, radius: float) -> None:
    """Fill `rect` with the middle of `image`, corners rounded; an icon while there is none."""
    outline = QPainterPath()
    outline.addRoundedRect(rect, radius, radius)
    painter.fillPath(outline, colour_of("pressed"))
    if image is None or image.isNull():
        side = min(rect.width(), 22.0)
        place = QRectF(0, 0, side, side)
        place.moveCenter(rect.center())
        paint_icon(painter, "image", place, colour="muted")
        return
    painter.save()
    painter.setClipPath(outline)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    scale = max(rect.width() / image.width(), rect.height() / image.height())
    source = QRectF(0, 0, rect.width() / scale, rect.height() / scale)
    source.moveCenter(QRectF(image.rect()).center())
    painter.drawImage(rect, image, source)
    painter.restore()
    edge = QColor(colour_of("text"))
    edge.setAlpha(28)  # a picture as bright as the card would lose its outline
    painter.setPen(QPen(edge, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def paint_ground(painter: QPainter, rect: QRectF, edge: str, width: float) -> None:
    """The card itself: its ground, and an edge of the colour of the theme that `edge` names."""
    painter.setPen(QPen(colour_of(edge), width))
    painter.setBrush(colour_of("code"))
    inset = width / 2
    outline = rect.adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(outline, RADIUS_PX, RADIUS_PX)


def paint_line(
    painter: QPainter, text: str, colour: str, rect: QRect, *, bold: bool = False
) -> None:
    """A line of small text; what does not fit is left out."""
    font = small_font()
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(colour_of(colour))
    # The end of a file's name tells as much as its beginning.
    mode = Qt.TextElideMode.ElideMiddle if bold else Qt.TextElideMode.ElideRight
    shown = QFontMetrics(font).elidedText(text, mode, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def waveform_buckets(width_px: float) -> int:
    """How many bars of a waveform fit into `width_px`."""
    return max(1, int((width_px + _BAR_GAP_PX) // (_BAR_PX + _BAR_GAP_PX)))


def paint_waveform(painter: QPainter, rect: QRectF, peaks: Sequence[float], played: float) -> None:
    """Draw one bar for each peak.

    Args:
        painter: Open painter.
        rect: Where; bars grow from its middle.
        peaks: Loudest sample of each bucket, 0.0 to 1.0; empty while unknown.
        played: Share of the clip that was played, 0.0 to 1.0.
    """
    shown = peaks or [0.0] * waveform_buckets(rect.width())
    loudest = max(max(shown), 0.05)  # silence stays flat, quiet speech is still seen
    painter.setPen(Qt.PenStyle.NoPen)
    done, ahead = colour_of("accent"), QColor(colour_of("muted"))
    ahead.setAlpha(150)
    step = (rect.width() + _BAR_GAP_PX) / len(shown)
    for index, peak in enumerate(shown):
        height = max(_BAR_PX, min(1.0, peak / loudest) * rect.height())
        bar = QRectF(rect.left() + index * step, 0, _BAR_PX, height)
        bar.moveCenter(QRectF(bar.left(), rect.top(), _BAR_PX, rect.height()).center())
        painter.setBrush(done if (index + 0.5) / len(shown) <= played else ahead)
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)


class Spinner(QWidget):
    """A turning arc; turns only while it can be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._turning = QVariantAnimation(self)
        self._turning.setStartValue(0.0)
        self._turning.setEndValue(360.0)
        self._turning.setDuration(_TURN_MS)
        self._turning.setLoopCount(-1)
        self._turning.valueChanged.connect(self.update)

    def sizeHint(self) -> QSize:
        """The size it is meant for."""
        return QSize(22, 22)

    def showEvent(self, event: QShowEvent) -> None:
        """Turn."""
        super().showEvent(event)
        self._turning.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still."""
        self._turning.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arc where it is now."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(QPen(colour_of("line"), 2.5))
        painter.drawEllipse(circle)
        pen = QPen(colour_of("accent"), 2.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        angle = float(self._turning.currentValue() or 0.0)
        painter.drawArc(circle, round((90 - angle) * 16), -100 * 16)


def centred(rect: QRect, size: QSize) -> QRect:
    """A rectangle of `size` in the middle of `rect`."""
    result = QRect(rect.topLeft(), size)
    result.moveCenter(rect.center())
    return result
