"""A few choices beside one another, exactly one of them taken. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.controls import CONTROL_PX
from gemini_desk.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.ui.theme import Colours


class ChoiceRow(QWidget):
    """Buttons of which one is pressed; the arrow keys go from one to the next.

    Signals:
        chosen: The value that was chosen.
    """

    chosen = Signal(str)

    def __init__(
        self, choices: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        """Offer `choices`: value, text and icon name (or "") of each."""
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for value, text, icon_name in choices:
            button = QPushButton(text, self)
            button.setCheckable(True)
            button.setFont(style.font(12))
            button.setFixedHeight(CONTROL_PX)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAutoDefault(False)
            button.clicked.connect(self._tell)
            if icon_name:
                button.setIcon(icon(icon_name))
            self._group.addButton(button)
            self._buttons[value] = button
            layout.addWidget(button, 1)
        self.setFocusProxy(next(iter(self._buttons.values())))
        style.follow_theme(self, _style)

    @property
    def value(self) -> str:
        """The choice that is taken."""
        return next(value for value, button in self._buttons.items() if button.isChecked())

    def set_value(self, value: str) -> None:
        """Take a choice."""
        self._buttons[value].setChecked(True)
        self.setFocusProxy(self._buttons[value])

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit(self.value)


def _style(colours: Colours) -> str:
    return f"""
        QPushButton {{ border: 1px solid {colours.line}; border-radius: 8px;
            background: {colours.raised}; color: {colours.text}; padding: 0 6px; outline: none; }}
        QPushButton:hover {{ background: {colours.hover}; }}
        QPushButton:checked {{ background: {colours.accent_soft};
            border-color: {colours.accent}; }}
        QPushButton:focus {{ border: 2px solid {colours.accent}; }}
    """
