"""The way to a conversation's instructions, in the header. GUI thread only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.controls import CONTROL_PX
from gemini_desk.ui.icons import icon, icon_size

_NAME: Final = "Instructions and preset (Ctrl+I)"
_TEXT_MAX_PX: Final = 140


class SetupButton(QToolButton):
    """An icon; while a preset or instructions are in force, their name beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self._compact = False
        self._obstacle = ""
        self.setIcon(icon("instructions"))
        self.setIconSize(icon_size())
        self.setFont(style.font(13))
        self.setFixedHeight(CONTROL_PX)
        self.setMinimumWidth(CONTROL_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        style.follow_theme(self, style.icon_button_style)
        self.set_name("")

    def set_name(self, name: str) -> None:
        """Show the name of what is in force; "" for nothing."""
        self._shown = name
        self.setAccessibleName(f"{_NAME}: {name}" if name else _NAME)
        self._show()

    def set_obstacle(self, reason: str) -> None:
        """Why it cannot be pressed now; "" if it can."""
        self._obstacle = reason
        self.setEnabled(not reason)
        self._show()

    def set_compact(self, compact: bool) -> None:
        """Show the icon alone, for want of room."""
        if compact is not self._compact:
            self._compact = compact
            self._show()

    def _show(self) -> None:
        tip = f"{self._shown} – {_NAME}" if self._shown else _NAME
        self.setToolTip(f"{tip}\n{self._obstacle}" if self._obstacle else tip)
        text = "" if self._compact else self._shown
        text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _TEXT_MAX_PX)
        self.setText(f" {text.replace('&', '&&')} ")
        self.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if text
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
