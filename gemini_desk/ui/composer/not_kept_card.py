"""Nothing is kept in this window: the card that says so for as long as it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from gemini_desk.ui import style
from gemini_desk.ui.announcing import announce
from gemini_desk.ui.composer.card_above import CARD_PADDING_PX, CardAbove
from gemini_desk.ui.theme import ICON_PX, SPACE_PX

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gemini_desk.errors import GeminiDeskError


class NotKeptCard(CardAbove):
    """Says why, and what to do; it cannot be dismissed.

    Signals:
        retry_requested: The store should be opened again.
    """

    retry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = self.make_label(12)
        self.retry = self.make_button("Try again")
        self.retry.clicked.connect(self.retry_requested)
        style.follow_theme(self._hint, lambda colours: f"color: {colours.muted};")
        grid = QGridLayout(self)
        side = style.SHADOW_PX + CARD_PADDING_PX
        grid.setContentsMargins(
            side + ICON_PX + SPACE_PX, style.GAP_ABOVE_PX + SPACE_PX, side, SPACE_PX
        )
        grid.setHorizontalSpacing(2 * SPACE_PX)
        grid.setVerticalSpacing(SPACE_PX // 4)
        grid.addWidget(self.title_label, 0, 0)
        grid.addWidget(self._hint, 1, 0)
        grid.addWidget(self.retry, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self.title_label.text()} {self._hint.text()}".rstrip()

    def show_problem(self, error: GeminiDeskError) -> None:
        """Say that nothing is kept because of `error`."""
        self.title_label.setText(f"Nothing is kept in this window: {error.message}")
        drafts = "What you write waits here and is kept as soon as that has changed."
        self._hint.setText(f"{error.hint} {drafts}".strip())
        self.setAccessibleName(self.title_label.text())
        self.setAccessibleDescription(self._hint.text())
        self.set_trying(trying=False)
        self.show()
        announce(self, self.text, urgent=True)

    def set_trying(self, *, trying: bool) -> None:
        """Whether it is being tried again; the button keeps the keyboard meanwhile."""
        self.retry.setText("Trying…" if trying else "Try again")
