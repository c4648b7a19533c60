"""Settings steer the controllers, and what a person chooses becomes a setting.

GUI thread only.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.models.catalogue import list_local
from gemini_desk.ui.load_requests import load_request
from gemini_desk.ui.theme import Theme, ThemeChoice

if TYPE_CHECKING:
    from gemini_desk.errors import MemoryRemedy
    from gemini_desk.settings.schema import Settings
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.chat.answer_controller import AnswerController
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.title_controller import TitleController
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.settings_controller import SettingsController


class SettingsWiring(QObject):
    """Settings, and the models to choose from."""

    def __init__(
        self,
        settings: SettingsController,
        messages: MessageController,
        answers: AnswerController,
        models: ModelController,
        titles: TitleController,
        pane: ConversationPane,
        composer: Composer,
        window: MainWindow,
        background: Background,
        model: str | None,
        parent: QObject,
    ) -> None:
        """Join them.

        Args:
            settings: The settings in force.
            messages: Gets the system prompt and the generation parameters.
            answers: Gets the model that is loaded when one is needed.
            models: Loads what the person chooses.
            titles: Learns whether models name conversations.
            pane: Gets the meaning of Enter.
            composer: Gets the meaning of Enter, and the microphone.
            window: Where the person chooses.
            background: Where the disk is searched for models.
            model: Used instead of the model of the settings, until another one is chosen.
            parent: Owner.
        """
        super().__init__(parent)
        self._settings = settings
        self._messages = messages
        self._answers = answers
        self._models = models
        self._titles = titles
        self._pane = pane
        self._composer = composer
        self._window = window
        self._background = background
        self._model = model
        settings.changed.connect(self._apply)
        window.preferences_changed.connect(settings.change)
        window.theme_chosen.connect(settings.remember_theme)
        window.model_chosen.connect(self._load_model)
        window.models_menu_opened.connect(self._list_models)
        window.local_models_changed.connect(self._list_models)
        pane.remedy_requested.connect(self._load_what_fits)
        composer.device_chosen.connect(settings.remember_device)
        self._apply(settings.settings)
        self._list_models()

    @Slot(object)
    def _apply(self, settings: Settings) -> None:
        choice = ThemeChoice(settings.appearance.theme)
        if choice is not Theme.choice():
            Theme.apply(choice)
        self._window.set_settings(settings)
        self._messages.system_prompt = settings.chat.system_prompt
        self._messages.enable_thinking = settings.chat.thinking
        self._messages.parameters = settings.generation
        self._titles.enabled = settings.chat.model_titles
        self._composer.set_enter_sends(settings.chat.send_on_enter)
        self._pane.set_enter_sends(settings.chat.send_on_enter)
        self._composer.set_device_name(settings.audio.input_device)
        self._composer.inputs.set_pause_s(settings.audio.hands_free_pause_s)
        chosen = settings.audio.recordings_dir
        self._composer.inputs.set_folder(Path(chosen) if chosen else None)
        self._answers.load_request = load_request(settings, self._model or settings.model.name)

    @Slot()
    def _list_models(self) -> None:
        window = self._window
        self._background.run(list_local, window.set_local_models, window.notifications.error)

    @Slot(str, object)
    def _load_what_fits(self, message_id: str, remedy: MemoryRemedy) -> None:
        """Load a model in a way that fits, from now on, and answer again what failed."""
        name = remedy.model or self._answers.load_request.model
        if not remedy.model:
            options = self._settings.settings.model.options_of(name)
            if remedy.quantisation:
                options = replace(options, quantisation=remedy.quantisation)
            if remedy.kv_cache:
                options = replace(options, kv_cache=remedy.kv_cache)
            self._settings.remember_options(name, options)
        self._load_model(name)
        self._messages.retry(message_id)

    @Slot(str)
    def _load_model(self, name: str) -> None:
        from gemini_desk.ui.servers import agreement  # when a model is chosen

        server = agreement.unagreed_server(self._settings.settings, name)
        if server is None:
            self._load(name)
            return

        def go() -> None:
            self._settings.change(agreement.agreed(self._settings.settings, server))
            self._load(name)

        agreement.ask(server, self._window, go)

    def _load(self, name: str) -> None:
        self._model = None
        self._settings.remember_model(name)
        self._apply(self._settings.settings)  # also when it is the same model again
        self._models.load(self._answers.load_request)
