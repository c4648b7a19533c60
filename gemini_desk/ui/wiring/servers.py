"""Servers: the menu of models, the form, the sign, the page "Privacy". GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.errors import InputError, OfflineError
from gemini_desk.models import servers
from gemini_desk.models.network import Ban, ban, is_offline
from gemini_desk.ui.model_state import ModelPhase
from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.settings.schema import ServerSettings
    from gemini_desk.ui.chat.answer_controller import AnswerController
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.model_state import ModelState
    from gemini_desk.ui.preferences.dialog import PreferencesDialog
    from gemini_desk.ui.preferences.privacy_page import Key, PrivacyPage
    from gemini_desk.ui.servers.server_controller import ServerController
    from gemini_desk.ui.settings_controller import SettingsController


class ServersWiring(QObject):
    """Lets a person add servers, and says in plain sight when one is in use."""

    def __init__(
        self,
        controller: ServerController,
        settings: SettingsController,
        models: ModelController,
        answers: AnswerController,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._settings = settings
        self._models = models
        self._answers = answers
        self._window = window
        controller.models_listed.connect(window.set_server_models)
        window.models_menu_opened.connect(self._list)
        window.server_requested.connect(self._open_form)
        window.server_chosen.connect(self._show_models)
        window.preferences_opened.connect(self._join_page)
        models.state_changed.connect(self._on_state)
        models.load_failed.connect(self._offer_page)
        models.loaded.connect(self._follow_settings)
        settings.changed.connect(self._follow_settings)
        self._loading = ""
        self._asked: ServerSettings | None = None
        self._page: PrivacyPage | None = None
        self._show_sign()

    @Slot()
    def _show_sign(self) -> None:
        """Whatever is loaded, or will be for the next message, decides."""
        model = self._models.state.model or self._answers.load_request.model
        self._window.set_destination(servers.destination(model, self._settings.settings.network))

    @Slot(object)
    def _on_state(self, state: ModelState) -> None:
        is_loading = state.phase is ModelPhase.LOADING
        if is_loading and state.model != self._loading:
            self._asked = self._allowed_server(state.model)
        self._loading = state.model if is_loading else ""
        self._show_sign()

    @Slot()
    def _follow_settings(self) -> None:
        """What a person changed about the server in use holds from now on."""
        self._show_sign()
        state = self._models.state
        in_use = state.loaded or state.phase is ModelPhase.LOADING
        allowed = self._allowed_server(state.model) if state.is_on_server else self._asked
        if in_use and allowed != self._asked:
            self._answers.stop(None)
            self._models.unload("Its settings are others now. It is asked with your next message.")

    def _allowed_server(self, model: str) -> ServerSettings | None:
        """The server of `model`; None if it may not be asked."""
        network = self._settings.settings.network
        if is_offline(network):
            return None
        return servers.find(servers.server_name(model), network)

    @Slot()
    def _list(self) -> None:
        self._controller.list_models(self._settings.settings.network)

    @Slot()
    def _open_form(self) -> None:
        from gemini_desk.ui.servers.server_form import ServerForm  # when it is asked for

        network = self._settings.settings.network
        form = ServerForm(network, self._controller.test, self._window)
        form.accepted_server.connect(self._add)
        form.open()

    @Slot(object, object, bool)
    def _add(self, server: ServerSettings, key: str | None, session_only: bool) -> None:
        settings = self._settings.settings
        try:
            network = servers.with_server(settings.network, server)
        except InputError as error:  # the form checked it: another window's settings, perhaps
            self._window.notifications.error(error)
            return
        if key:
            self._controller.keep_key(server.name, key, session_only=session_only)
        self._settings.change(replace(settings, network=network))
        if ban(network) is Ban.OPTION:  # no answer of a person lifts that
            text = f"{server.name} is added. Gemini Desk was started with --offline."
            self._window.notifications.show_notice(Notice(Level.INFO, text))
        else:
            self._show_models(server.name)

    @Slot(str)
    def _show_models(self, name: str) -> None:
        """Ask a server for its models; the person first, where nobody agreed to it yet.

        Where the setting keeps the window offline, the same question allows connections.
        """
        from gemini_desk.ui.servers import agreement  # when a server is chosen

        server = servers.find(name, self._settings.settings.network)
        if server is None:
            return
        goes_online = ban(self._settings.settings.network) is Ban.SETTING
        if server.agreed and not goes_online:
            self._controller.forget_list(name)
            self._list()
            return

        def go() -> None:
            settings = self._settings.settings
            self._settings.change(agreement.agreed(settings, server, goes_online=goes_online))
            self._window.action("choose-model").trigger()

        self._window.close_models_menu()
        agreement.ask(server, self._window, go, goes_online=goes_online)

    @Slot(object)
    def _offer_page(self, error: GeminiDeskError) -> None:
        if isinstance(error, OfflineError):
            self._tell(error.message)

    def _tell(self, text: str) -> None:
        action = NoticeAction("Open Privacy", self._show_page)
        self._window.notifications.show_notice(Notice(Level.INFO, text, action=action))

    @Slot()
    def _show_page(self) -> None:
        self._window.open_preferences("Privacy")

    @Slot(object)
    def _join_page(self, dialog: PreferencesDialog) -> None:
        from gemini_desk.ui.preferences.privacy_page import PrivacyPage  # with the dialog

        page = self._page = next(page for page in dialog.pages if isinstance(page, PrivacyPage))
        page.show_contacts(self._controller.contacted())
        page.hub_token_dropped.connect(self._controller.forget_hub_token)
        page.keys_changed.connect(self._keep_keys)
        page.change_requested.connect(self._change)

    @Slot(object)
    def _change(self, server: ServerSettings) -> None:
        """Show the form over the preferences: what it changes is kept with their Save."""
        from gemini_desk.ui.servers.server_form import ServerForm  # when it is asked for

        page = self._page
        assert page is not None  # it asks for it
        network = replace(self._settings.settings.network, servers=page.servers)
        form = ServerForm(network, self._controller.test, page.window(), server)
        form.accepted_server.connect(page.replace_server)
        form.open()

    @Slot(object)
    def _keep_keys(self, keys: dict[str, Key]) -> None:
        for name, key in keys.items():
            if key.text:
                self._controller.keep_key(name, key.text, session_only=key.session_only)
            else:
                self._controller.forget_key(name)
            self._controller.forget_list(name)
            state = self._models.state
            if state.is_on_server and servers.server_name(state.model) == name and state.loaded:
                self._models.unload("Its key is another now. It is asked with your next message.")
