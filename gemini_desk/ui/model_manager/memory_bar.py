"""What a model needs beside what there is, as a bar with its legend. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desk.sizes import size_text
from gemini_desk.ui import style
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from gemini_desk.models.fit import Fit

_BAR_PX: Final = 22
_LEGEND_ROW_PX: Final = 22
_COLUMN_MIN_PX: Final = 240
_SWATCH_PX: Final = 10
_GAP_PX: Final = 12


class Share(NamedTuple):
    """A part of the bar.

    Attributes:
        name: What it is.
        size_bytes: How much.
        colour: Field of `Colours`.
    """

    name: str
    size_bytes: int
    colour: str


class MemoryBar(QWidget):
    """Weights, cache, activations and libraries, then what is in use and what is free."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: tuple[Share, ...] = ()
        self._room_bytes = 0
        # Not fixed in height: that would be the height of the width it had before.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        Theme.changes().changed.connect(self.update)

    @property
    def shares(self) -> tuple[Share, ...]:
        """What is shown, in order."""
        return self._shares

    def set_fit(self, found: Fit) -> None:
        """Show `found`."""
        need = found.need
        in_use = max(found.total_bytes - found.available_bytes, 0)
        free = max(found.available_bytes - need.total_bytes, 0)
        self._shares = (
            Share("Weights", need.weights_bytes, "accent"),
            Share("Conversation (KV cache)", need.kv_cache_bytes, "tag_teal"),
            Share("Activations", need.activation_bytes, "tag_violet"),
            Share("Libraries", need.overhead_bytes, "tag_amber"),
            Share("In use by others", in_use, "pressed"),
            Share("Free", free, "raised"),
        )
        self._room_bytes = found.total_bytes
        told = ", ".join(f"{share.name} {size_text(share.size_bytes)}" for share in self._shares)
        self.setAccessibleName(f"Memory: {told}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The bar and its legend."""
        return QSize(300, self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        """The legend takes more rows where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The bar, a gap, and the rows of the legend."""
        columns = self._columns(width)
        rows = -(-max(len(self._shares), 1) // columns)
        return _BAR_PX + _GAP_PX + rows * _LEGEND_ROW_PX

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shares, a mark where the memory ends, the legend."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(0.5, 0.5, self.width() - 1, _BAR_PX - 1)
        outline = QPainterPath()
        outline.addRoundedRect(bar, 6, 6)
        painter.setClipPath(outline)
        whole = max(sum(share.size_bytes for share in self._shares), 1)
        left = bar.left()
        for share in self._shares:
            width = bar.width() * share.size_bytes / whole
            part = QRectF(left, bar.top(), width, bar.height())
            painter.fillRect(part, QColor(getattr(colours, share.colour)))
            left += width
            if width > 3:
                painter.fillRect(QRectF(left - 0.5, bar.top(), 1, bar.height()),
                                 QColor(colours.window))  # fmt: skip
        painter.setClipping(False)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)
        if self._room_bytes < whole:  # more is needed than there is: say where it ends
            ends = bar.left() + bar.width() * self._room_bytes / whole
            painter.setPen(QPen(QColor(colours.danger), 2))
            painter.drawLine(int(ends), 0, int(ends), _BAR_PX)
        self._paint_legend(painter)
        painter.end()

    def _paint_legend(self, painter: QPainter) -> None:
        colours = Theme.current()
        middle = Qt.AlignmentFlag.AlignVCenter
        columns = self._columns(self.width())
        column_px = self.width() / columns
        for number, share in enumerate(self._shares):
            row, column = divmod(number, columns)
            top = _BAR_PX + _GAP_PX + row * _LEGEND_ROW_PX
            left = column * column_px
            swatch = QRectF(left, top + (_LEGEND_ROW_PX - _SWATCH_PX) / 2, _SWATCH_PX, _SWATCH_PX)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.setBrush(QColor(getattr(colours, share.colour)))
            painter.drawRoundedRect(swatch, 3, 3)
            painter.setFont(style.font(12))
            size = size_text(share.size_bytes)
            text = QRectF(swatch.right() + 8, top, column_px - _SWATCH_PX - 8 - 16, _LEGEND_ROW_PX)
            painter.setPen(QColor(colours.text))
            painter.drawText(
                text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, size
            )
            painter.setPen(QColor(colours.muted))
            room = text.width() - painter.fontMetrics().horizontalAdvance(size) - 8
            name = painter.fontMetrics().elidedText(
                share.name, Qt.TextElideMode.ElideRight, int(room)
            )
            painter.drawText(text, middle, name)

    @staticmethod
    def _columns(width_px: int) -> int:
        return 2 if width_px >= 2 * _COLUMN_MIN_PX else 1
