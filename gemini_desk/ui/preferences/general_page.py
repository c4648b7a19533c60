"""Theme, Enter and titles. GUI thread only."""

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
_MODEL, _WORDS = "model", "words"


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
        self._titles = ChoiceRow([(_MODEL, "By the model", "sparkle"), (_WORDS, "First words", "")])
        self.add_heading("Appearance")
        self.add_row("Theme", "System follows what your desktop is set to.", self._theme)
        self.add_heading("Writing")
        self.add_row(
            "Enter", "Shift+Enter does the other of the two. Ctrl+Enter always sends.", self._enter
        )
        self.add_heading("Conversations")
        self.add_row(
            "Titles",
            "Larger models name new conversations when nothing else is to be done. Titles that you "
            "give stay.",
            self._titles,
        )
        self.finish()

    def load(self, settings: Settings) -> None:
        """Show `settings`."""
        self._theme.set_value(settings.appearance.theme)
        self._enter.set_value(_SENDS if settings.chat.send_on_enter else _BREAKS)
        self._titles.set_value(_MODEL if settings.chat.model_titles else _WORDS)

    def check(self) -> None:
        """Nothing here can be wrong."""

    def save(self, settings: Settings) -> Settings:
        """`settings` with theme, Enter and titles as chosen."""
        theme = ThemeChoice(self._theme.value)
        return replace(
            settings,
            appearance=replace(settings.appearance, theme=theme.value),
            chat=replace(
                settings.chat,
                send_on_enter=self._enter.value == _SENDS,
                model_titles=self._titles.value == _MODEL,
            ),
        )
