"""Instructions and presets: controller, window, models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from gemini_desk.chat.preset import Preset
    from gemini_desk.settings.schema import Settings
    from gemini_desk.ui.chat.setup_controller import SetupController
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.settings_controller import SettingsController


class SetupWiring(QObject):
    """Shows the setup of the open conversation; changes it as the person asks."""

    def __init__(
        self,
        setups: SetupController,
        models: ModelController,
        settings: SettingsController,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._setups = setups
        self._models = models
        self._window = window
        commands = window.setup
        setups.setup_changed.connect(commands.set_setup)
        setups.presets_changed.connect(commands.set_presets)
        setups.model_wanted.connect(self._offer_model)
        commands.preset_chosen.connect(setups.use_preset)
        commands.edited.connect(setups.apply)
        commands.presets_saved.connect(self._save)
        commands.import_requested.connect(setups.read_file)
        commands.export_requested.connect(setups.write_file)
        setups.presets_read.connect(commands.add_presets)
        models.state_changed.connect(self._show_what_it_can)
        settings.changed.connect(self._show_default)
        self._show_default(settings.settings)
        commands.set_setup(setups.setup)

    @Slot()
    def _show_what_it_can(self) -> None:
        model = self._models.model
        self._window.setup.set_skills(None if model is None else model.capabilities.skills)
        can = model is None or model.capabilities.thinking
        reason = "" if can else "The model that is loaded cannot think before it answers."
        self._window.setup.set_thinking_obstacle(reason)

    @Slot(object)
    def _show_default(self, settings: Settings) -> None:
        self._window.setup.set_default_prompt(settings.chat.system_prompt)

    @Slot(object, object)
    def _save(self, changed: tuple[Preset, ...], removed: tuple[str, ...]) -> None:
        for preset_id in removed:
            self._setups.remove_preset(preset_id)
        self._setups.save_presets(changed)

    @Slot(str)
    def _offer_model(self, model: str) -> None:
        """Loading takes long and frees the model that is there: the person decides."""
        loaded = self._models.model
        if loaded is not None and loaded.identity.id == model:
            return
        action = NoticeAction("Load it", lambda: self._window.model_chosen.emit(model))
        self._window.notifications.show_notice(
            Notice(Level.INFO, f"This conversation is set up for {model}.", action=action)
        )
