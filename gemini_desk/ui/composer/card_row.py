"""Cards in a row that scrolls sideways, with a fade where there are more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from gemini_desk.ui.composer.card_picture import CARD_HEIGHT_PX
from gemini_desk.ui.composer.edge_fade import FADE_PX, EdgeFade

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent

    from gemini_desk.ui.composer.attachment_card import AttachmentCard


class CardRow(QScrollArea):
    """The base of the tray: where its cards stand, how they are scrolled and walked through."""

    def __init__(self, space_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follow_end = False
        self._cards: list[AttachmentCard] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(CARD_HEIGHT_PX)
        self.setViewport(QWidget())  # unlike Qt's own it has no ground: the card's shows
        row = QWidget()
        row.setAutoFillBackground(False)
        self._row = QHBoxLayout(row)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(space_px)
        self._row.addStretch(1)
        self.setWidget(row)
        row.setAutoFillBackground(False)  # setWidget switched it on
        self._fade = EdgeFade(self)
        bar = self.horizontalScrollBar()
        bar.rangeChanged.connect(self._range_changed)
        bar.valueChanged.connect(self._fade.update)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways."""
        bar = self.horizontalScrollBar()
        if bar.maximum() == 0:
            event.ignore()
            return
        angle, pixels = event.angleDelta(), event.pixelDelta()
        delta = (pixels.x() or pixels.y()) or (angle.x() or angle.y())
        bar.setValue(bar.value() - delta)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the fade over everything."""
        super().resizeEvent(event)
        self._fade.setGeometry(self.rect())
        self._fade.raise_()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(super().sizeHint().width(), CARD_HEIGHT_PX)

    @Slot(int, int)
    def _range_changed(self, _minimum: int, maximum: int) -> None:
        if self._follow_end:
            self.horizontalScrollBar().setValue(maximum)
        self._fade.update()

    # -- cards ---------------------------------------------------------------------------

    def cards(self) -> tuple[AttachmentCard, ...]:
        """The cards, in order."""
        return tuple(self._cards)

    def _cards_of(self, sha256: str) -> list[AttachmentCard]:
        """Several, if the same file was added several times."""
        return [
            card
            for card in self._cards
            if card.attachment is not None and card.attachment.content_key == sha256
        ]

    # -- moving about --------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go from card to card."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        focused = [index for index, card in enumerate(self._cards) if card.hasFocus()]
        if step and focused:
            place = max(0, min(len(self._cards) - 1, focused[0] + step))
            self._cards[place].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            event.ignore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring a card that gets the focus into sight, clear of the fade."""
        is_focus = event.type() == QEvent.Type.FocusIn
        if is_focus and isinstance(watched, QWidget) and watched in self._cards:
            self.ensureWidgetVisible(watched, FADE_PX, 0)
        return super().eventFilter(watched, event)
