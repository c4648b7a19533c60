"""The sign above the message box: what is sent leaves this machine, and for where. GUI thread only.

It is there for as long as a server answers, and for no model of this machine.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.announcing import announce
from gemini_desk.ui.controls import ElidedLabel
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.theme import ICON_PX, RADIUS_PX, SPACE_PX, Theme

_HEIGHT_PX: Final = 36
_EDGE_PX: Final = 12


class LeavingSign(QWidget):
    """A coloured band: a globe, and where messages go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._origin = ""
        self._label = ElidedLabel("", self)
        self._label.setFont(style.font(13, weight=QFont.Weight.DemiBold))
        style.follow_theme(self._label, lambda colours: f"color: {colours.warning};")
        row = QHBoxLayout(self)
        row.setContentsMargins(_EDGE_PX + ICON_PX + SPACE_PX, 0, _EDGE_PX, 0)
        row.addWidget(self._label, 1)
        Theme.changes().changed.connect(self.update)

    @property
    def text(self) -> str:
        """What it says; a narrow one shows less of it."""
        return f"Leaves this machine: goes to {self._origin}" if self._origin else ""

    def set_origin(self, origin: str) -> None:
        """Say that messages go to `origin`."""
        if origin == self._origin:
            return
        self._origin = origin
        text = self.text
        self._show()
        self.setAccessibleName(text)
        self.setToolTip(
            f"{text}. Messages, pictures and recordings of this conversation are sent there to be "
            "answered. Choose a model of this machine to keep them here."
        )
        announce(self, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._show()

    def _show(self) -> None:
        """The address is what counts: rather it alone than half of it."""
        room_px = self.contentsRect().width() - 2 * _EDGE_PX - ICON_PX - SPACE_PX
        metrics = self._label.fontMetrics()
        for text in (self.text, f"Goes to {self._origin}", self._origin):
            if metrics.horizontalAdvance(text) <= room_px:
                break
        if text != self._label.text():
            self._label.setText(text)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(super().sizeHint().width(), _HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the band and its icon."""
        colours = Theme.current()
        painter = QPainter(self)
        area = QRectF(self.rect())
        style.paint_card(
            painter, area, fill=colours.warning_soft, line=colours.warning, radius=RADIUS_PX
        )
        mark = QRectF(_EDGE_PX, (self.height() - ICON_PX) / 2, ICON_PX, ICON_PX)
        paint_icon(painter, "globe", mark, colour="warning")
        painter.end()


def sign_row(sign: LeavingSign, width_px: int) -> QHBoxLayout:
    """The row that holds `sign`, as wide as the column of the conversation."""
    sign.setMaximumWidth(width_px)
    row = QHBoxLayout()
    row.setContentsMargins(2 * SPACE_PX, SPACE_PX, 2 * SPACE_PX, 0)
    row.addStretch(1)
    row.addWidget(sign, 1000, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return row
