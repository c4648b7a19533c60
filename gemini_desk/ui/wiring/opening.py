"""The open conversation and the list of all: controllers, pane, window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.engine.events import LoadedModel
    from gemini_desk.ui.chat.conversation_controller import ConversationController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController

_STARTER = "starter"


class OpeningWiring(QObject):
    """Shows what is open, or the welcome page; hands the list's intents on."""

    def __init__(
        self,
        open_conversation: OpenConversation,
        conversations: ConversationController,
        models: ModelController,
        pane: ConversationPane,
        composer: Composer,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._models = models
        self._pane = pane
        self._composer = composer
        self._window = window
        open_conversation.opened.connect(self._show)
        open_conversation.title_changed.connect(self._show_title)
        models.loaded.connect(self._on_model_loaded)
        window.new_conversation_requested.connect(conversations.open_new)
        window.conversation_selected.connect(conversations.open_stored)
        window.rename_requested.connect(conversations.rename)
        window.delete_requested.connect(conversations.delete)
        window.undo_delete_requested.connect(conversations.restore)
        self._show(open_conversation.conversation)

    @Slot(object)
    def _show(self, conversation: Conversation) -> None:
        branch = conversation.branch()
        self._show_title(conversation)
        if branch:
            self._pane.show_conversation(branch)
            self._window.show_pane()
        else:
            self._pane.clear()
            self._show_welcome()
        if not self._window.sidebar.is_browsed:
            self._composer.focus_prompt()

    def _show_welcome(self) -> None:
        model = self._models.model
        if model is None:
            is_starter, capabilities = not self._models.state.is_on_server, None
        else:
            is_starter, capabilities = model.identity.id == _STARTER, model.capabilities
        self._window.show_welcome(capabilities, starter=is_starter)

    @Slot(object)
    def _show_title(self, conversation: Conversation) -> None:
        stored = bool(conversation.versions)
        self._window.set_current(conversation.id, conversation.title, stored=stored)

    @Slot(object)
    def _on_model_loaded(self, _model: LoadedModel) -> None:
        if not self._open.conversation.versions:
            self._show_welcome()
