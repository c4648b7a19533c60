"""Theme and Enter. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.ui.preferences.choice_row import ChoiceRow
from gemini_desk.ui.preferences.page import PreferencesPage
from gemini_desk.ui.theme import ThemeChoice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gemini_desk.settings.schema import Settings

_SENDS, _BREAKS = "sends", "breaks"


class GeneralPage(PreferencesPage):
    """What concerns the window as a whole."""

    title = "General"
    icon_name = "settings"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = ChoiceRow(
            [
                (ThemeChoice.SYSTEM, "System", ""),
                (ThemeChoice.LIGHT, "Light", "sun"),
                (ThemeChoice.DARK, "Dark", "moon"),
            ]
        )
        self._enter = ChoiceRow([(_SENDS, "Sends", "send"), (_BREAKS, "Breaks the line", "")])
        self.add_heading("Appearance")
        self.add_row("Theme", "System follows what your desktop is set to.", self._theme)
        self.add_heading("Writing")
        self.add_row(
            "Enter", "Shift+Enter does the other of the two. Ctrl+Enter always sends.", self._enter
        )
        self.finish()

    def load(self, settings: Settings) -> None:
        """Show `settings`."""
        self._theme.set_value(settings.appearance.theme)
        self._enter.set_value(_SENDS if settings.chat.send_on_enter else _BREAKS)

    def check(self) -> None:
        """Nothing here can be wrong."""

    def save(self, settings: Settings) -> Settings:
        """`settings` with theme and Enter as chosen."""
        theme = ThemeChoice(self._theme.value)
        return replace(
            settings,
            appearance=replace(settings.appearance, theme=theme.value),
            chat=replace(settings.chat, send_on_enter=self._enter.value == _SENDS),
        )
