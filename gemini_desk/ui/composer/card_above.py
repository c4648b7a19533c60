"""A card above the composer's own: a mark, wrapped texts, buttons. GUI thread only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.theme import ICON_PX, Theme

CARD_PADDING_PX: Final = 14
_RADIUS_PX: Final = 14


class CardAbove(QWidget):
    """Paints itself as wide as the card below, as high as its wrapped texts need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.title_label = self.make_label(14, bold=True)
        Theme.changes().changed.connect(self.update)

    def make_label(self, size_px: int, *, bold: bool = False) -> QLabel:
        """A text of the card, wrapped."""
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        weight = style.HEADING_WEIGHT if bold else style.font(size_px).weight()
        label.setFont(style.font(size_px, weight=weight))
        return label

    def make_button(self, text: str) -> QPushButton:
        """A button of the card."""
        button = QPushButton(text, self)
        button.setFont(style.font(13))
        button.setAutoDefault(False)
        style.follow_theme(button, style.button_style)
        return button

    def sizeHint(self) -> QSize:
        """As high as the wrapped texts need."""
        hint = super().sizeHint()
        layout = self.layout()
        if layout is not None and self.width() > 0:
            hint.setHeight(layout.totalHeightForWidth(self.width()))
        return hint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, and its mark at the first line of the title."""
        colours = Theme.current()
        painter = QPainter(self)
        card = QRectF(self.rect()).adjusted(
            style.SHADOW_PX, style.GAP_ABOVE_PX, -style.SHADOW_PX, 0
        )
        style.paint_card(painter, card, fill=colours.raised, line=colours.line, radius=_RADIUS_PX)
        title = self.title_label
        place, line_px = title.geometry(), title.fontMetrics().height()
        is_wrapped = place.height() >= 2 * line_px
        middle = place.top() + line_px / 2 if is_wrapped else place.center().y()
        left = style.SHADOW_PX + CARD_PADDING_PX
        mark = QRectF(left, middle - ICON_PX / 2, ICON_PX, ICON_PX)
        paint_icon(painter, "warning", mark, colour="warning")
