"""What stands on a picture: a mark to play a film, its length, that only the first is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

# Above any film, light or dark: not of the theme.
_GROUND: Final = QColor(0, 0, 0, 150)
_INK: Final = QColor(255, 255, 255)
_LARGEST_PX: Final = 44.0
_SHARE: Final = 0.46  # of the shorter side
_INSET_PX: Final = 6.0


def paint_play_mark(painter: QPainter, box: QRectF, scale: float = 1.0) -> None:
    """A triangle on a disc, in the middle of `box`."""
    side = min(_LARGEST_PX * scale, _SHARE * min(box.width(), box.height()))
    disc = QRectF(0, 0, side, side)
    disc.moveCenter(box.center())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawEllipse(disc)
    painter.setBrush(_INK)
    left, right = disc.left() + 0.39 * side, disc.left() + 0.71 * side
    triangle = QPolygonF()
    for x, y in ((left, 0.31), (right, 0.5), (left, 0.69)):
        triangle.append(QPointF(x, disc.top() + y * side))
    painter.drawPolygon(triangle)


def paint_label(painter: QPainter, box: QRectF, text: str, font: QFont) -> None:
    """A word, or how long a film lasts, in the lower right corner of `box`."""
    painter.setFont(font)
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(text) + 10.0
    height = metrics.height() + 2.0
    place = QRectF(
        box.right() - width - _INSET_PX, box.bottom() - height - _INSET_PX, width, height
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(place, height / 4, height / 4)
    painter.setPen(_INK)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
