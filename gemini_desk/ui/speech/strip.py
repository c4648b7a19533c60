"""The strip above the composer that says plainly what is read, heard or thought about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.composer.round_button import RoundButton
from gemini_desk.ui.controls import ElidedLabel
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.theme import SPACE_PX, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

_RADIUS_PX: Final = 14
_BADGE_PX: Final = 30
_ICON_PX: Final = 16
_BUTTON_PX: Final = 32
_SWELL_PX: Final = 4.0  # by which a loud voice makes the badge larger


class _Badge(QWidget):
    """A disc with an icon; it swells a little with what is heard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = ""
        self._is_lively = False
        self._share = 0.0
        side = _BADGE_PX + round(2 * _SWELL_PX)
        self.setFixedSize(side, side)
        Theme.changes().changed.connect(self.update)

    def set_look(self, icon: str, *, is_lively: bool) -> None:
        if (icon, is_lively) != (self._icon, self._is_lively):
            self._icon, self._is_lively = icon, is_lively
            self._share = 0.0
            self.update()

    def set_share(self, share: float) -> None:
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        centre = QPointF(self.width() / 2, self.height() / 2)
        radius = _BADGE_PX / 2
        if self._share > 0:
            halo = QColor(colours.accent)
            halo.setAlphaF(0.25)
            painter.setBrush(halo)
            swollen = radius + _SWELL_PX * self._share
            painter.drawEllipse(centre, swollen, swollen)
        painter.setBrush(QColor(colours.accent if self._is_lively else colours.accent_soft))
        painter.drawEllipse(centre, radius, radius)
        box = QRectF(0, 0, _ICON_PX, _ICON_PX)
        box.moveCenter(centre)
        colour = "on_accent" if self._is_lively else "accent"
        paint_icon(painter, self._icon, box, colour=colour)


class Strip(QWidget):
    """A badge, what is going on, what can be done about it.

    Attributes:
        buttons: At its right, in order.
    """

    def __init__(self, buttons: Sequence[RoundButton], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = tuple(buttons)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._badge = _Badge(self)
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setFont(style.font(13, weight=style.HEADING_WEIGHT))
        self._detail = ElidedLabel(parent=self)
        self._detail.setFont(style.font(12))
        style.follow_theme(self._title, lambda colours: f"color: {colours.text};")
        style.follow_theme(self._detail, lambda colours: f"color: {colours.muted};")
        row = QHBoxLayout(self)
        side = style.SHADOW_PX  # as wide as the card below
        row.setContentsMargins(
            side + SPACE_PX, style.GAP_ABOVE_PX + SPACE_PX // 2, side + SPACE_PX, SPACE_PX // 2
        )
        row.setSpacing(SPACE_PX // 2)
        row.addWidget(self._badge)
        row.addSpacing(SPACE_PX // 2)
        row.addWidget(self._title)
        row.addSpacing(SPACE_PX)
        row.addWidget(self._detail, 1)
        for button in self.buttons:
            button.setParent(self)
            row.addWidget(button)
        Theme.changes().changed.connect(self.update)
        self.hide()

    @property
    def title(self) -> str:
        """What is going on."""
        return self._title.text()

    @property
    def detail(self) -> str:
        """More of it, in small letters."""
        return self._detail.text()

    def set_words(self, icon: str, title: str, detail: str, *, is_lively: bool = False) -> None:
        """Say what is going on.

        Args:
            icon: Name of the badge's icon.
            title: A word or two.
            detail: More of it; cut where the room ends.
            is_lively: Whether the badge asks to be looked at.
        """
        self._badge.set_look(icon, is_lively=is_lively)
        self._title.setText(title)
        self._detail.setText(detail)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)

    def set_share(self, share: float) -> None:
        """How loud it is, 0.0 to 1.0: the badge swells."""
        self._badge.set_share(share)

    def sizeHint(self) -> QSize:
        """As high as its buttons."""
        return QSize(200, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        colours = Theme.current()
        painter = QPainter(self)
        card = QRectF(self.rect()).adjusted(
            style.SHADOW_PX, style.GAP_ABOVE_PX, -style.SHADOW_PX, 0
        )
        style.paint_card(painter, card, fill=colours.sidebar, line=colours.line, radius=_RADIUS_PX)


def strip_button(icon: str, name: str) -> RoundButton:
    """A button for a strip."""
    return RoundButton(icon, name, diameter_px=_BUTTON_PX, icon_px=_ICON_PX)
