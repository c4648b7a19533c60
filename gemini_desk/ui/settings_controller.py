"""The settings in force, and their way to the disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.ui.theme import ThemeChoice

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.settings.schema import ModelOptions, Settings
    from gemini_desk.settings.settings_store import SettingsStore
    from gemini_desk.ui.background import Background


class SettingsController(QObject):
    """Keeps the settings; GUI thread only.

    Signals:
        changed: The new `Settings`.
        notice: Level, text, hint.
    """

    changed = Signal(object)
    notice = Signal(str, str, str)

    def __init__(
        self,
        settings: Settings,
        store: SettingsStore,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._store = store
        self._background = background

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    @Slot(object)
    def change(self, settings: Settings) -> None:
        """Put `settings` in force and save them."""
        if settings == self._settings:
            return
        self._settings = settings
        self.changed.emit(settings)
        self._background.run(lambda: self._store.save(settings), lambda _: None, self._warn)

    @Slot(str)
    def remember_model(self, name: str) -> None:
        """Start with this model from now on."""
        model = replace(self._settings.model, name=name)
        self.change(replace(self._settings, model=model))

    def remember_options(self, name: str, options: ModelOptions) -> None:
        """Load the model `name` in this way from now on."""
        model = self._settings.model.with_options(name, options)
        self.change(replace(self._settings, model=model))

    def allow_network(self) -> None:
        """Let downloads and servers that the person asks for connect from now on."""
        network = replace(self._settings.network, offline=False)
        self.change(replace(self._settings, network=network))

    @Slot(str)
    def remember_device(self, name: str) -> None:
        """Record from this microphone from now on."""
        audio = replace(self._settings.audio, input_device=name)
        self.change(replace(self._settings, audio=audio))

    @Slot(object)
    def remember_theme(self, choice: ThemeChoice) -> None:
        """Use this theme from now on."""
        theme: Literal["system", "light", "dark"]
        match choice:
            case ThemeChoice.SYSTEM:
                theme = "system"
            case ThemeChoice.LIGHT:
                theme = "light"
            case ThemeChoice.DARK:
                theme = "dark"
        appearance = replace(self._settings.appearance, theme=theme)
        self.change(replace(self._settings, appearance=appearance))

    @Slot(int)
    def remember_zoom(self, percent: int) -> None:
        """Show conversations at this size from now on."""
        appearance = replace(self._settings.appearance, zoom_percent=percent)
        self.change(replace(self._settings, appearance=appearance))

    def _warn(self, error: GeminiDeskError) -> None:
        self.notice.emit("warning", error.message, error.hint)
