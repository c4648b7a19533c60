"""Joins controllers and widgets: who hears whom. GUI thread only.

Each class joins one subject; a widget never knows a controller, nor the other way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from gemini_desk.chat.message import Role
from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QMimeData

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import Conversation, MessageVersion
    from gemini_desk.engine.events import LoadedModel
    from gemini_desk.ui.chat_controller import ChatController
    from gemini_desk.ui.composer.composer import Composer, Draft
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.model_state import ModelState
    from gemini_desk.ui.playback_controller import PlaybackController

_STARTER = "starter"
_OPENED_SCHEMES = ("https", "http", "mailto")


class HasNotice(Protocol):
    """An object with a signal of level, text and hint."""

    notice: Any


class ConversationWiring(QObject):
    """The open conversation: controller, pane, composer, window."""

    def __init__(
        self,
        chat: ChatController,
        models: ModelController,
        pane: ConversationPane,
        composer: Composer,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._models = models
        self._pane = pane
        self._composer = composer
        self._window = window
        self._set_aside: Draft | None = None
        self._join_pane()
        self._join_window()
        composer.submitted.connect(self._send)
        composer.stop_requested.connect(chat.stop)
        models.loaded.connect(self._on_model_loaded)
        self._open(chat.conversation)

    def _join_pane(self) -> None:
        chat, pane = self._chat, self._pane
        chat.conversation_opened.connect(self._open)
        chat.message_added.connect(pane.add_message)
        chat.branch_cut.connect(pane.remove_messages_after)
        chat.answer_began.connect(self._begin_answer)
        chat.text_arrived.connect(pane.append_text)
        chat.activity_changed.connect(pane.set_activity)
        chat.answer_ended.connect(pane.end_answer)
        chat.answering_changed.connect(self._show_answering)
        pane.regenerate_requested.connect(chat.regenerate)
        pane.retry_requested.connect(chat.regenerate)
        pane.continue_requested.connect(chat.continue_answer)
        pane.link_activated.connect(self._offer_link)

    def _join_window(self) -> None:
        chat, window = self._chat, self._window
        chat.conversations_changed.connect(window.set_conversations)
        chat.title_changed.connect(self._show_title)
        window.new_conversation_requested.connect(chat.new_conversation)
        window.conversation_selected.connect(chat.open_conversation)
        window.rename_requested.connect(chat.rename)
        window.delete_requested.connect(chat.delete)
        window.undo_delete_requested.connect(chat.restore)
        window.mime_arrived.connect(self._take_mime)
        window.example_chosen.connect(self._try_example)
        window.action("stop").triggered.connect(chat.stop)
        window.action("regenerate").triggered.connect(self._regenerate_last)
        window.action("continue").triggered.connect(self._continue_last)
        window.action("copy-answer").triggered.connect(self._copy_last)
        window.action("attach").triggered.connect(self._composer.choose_files)
        window.action("record").triggered.connect(self._composer.toggle_recording)
        window.action("write").triggered.connect(self._composer.focus_prompt)

    @Slot(object)
    def _open(self, conversation: Conversation) -> None:
        branch = conversation.branch()
        self._show_title(conversation)
        if branch:
            self._pane.show_conversation(branch)
            self._window.show_pane()
        else:
            self._pane.clear()
            self._show_welcome()
        self._composer.focus_prompt()

    def _show_welcome(self) -> None:
        model = self._models.model
        is_starter = model is None or model.identity.id == _STARTER
        capabilities = None if model is None else model.capabilities
        self._window.show_welcome(capabilities, starter=is_starter)

    @Slot(object)
    def _show_title(self, conversation: Conversation) -> None:
        stored = bool(conversation.versions)
        self._window.set_current(conversation.id, conversation.title, stored=stored)

    @Slot(str, tuple)
    def _send(self, text: str, attachments: tuple[Attachment, ...]) -> None:
        self._window.show_pane()
        self._chat.send(text, attachments)
        draft, self._set_aside = self._set_aside, None
        if draft is not None:
            self._composer.restore_draft(draft.text, draft.attachments)

    @Slot(bool)
    def _show_answering(self, answering: bool) -> None:
        self._composer.set_answering(answering)
        last = self._last_answer()
        self._window.set_answering(
            answering, has_answer=last is not None, unfinished=last is not None and last.unfinished
        )

    @Slot(object)
    def _begin_answer(self, version: MessageVersion) -> None:
        if version.message.text:  # it goes on where it was cut off
            self._pane.update_message(version)
        else:
            self._pane.begin_answer(version)

    @Slot()
    def _continue_last(self) -> None:
        last = self._last_answer()
        if last is not None:
            self._chat.continue_answer(last.id)

    @Slot()
    def _copy_last(self) -> None:
        last = self._last_answer()
        if last is not None:
            QGuiApplication.clipboard().setText(last.message.text)

    @Slot(str)
    def _offer_link(self, address: str) -> None:
        """Show where a link really leads; only the person opens it."""
        url = QUrl(address)
        if url.scheme() not in _OPENED_SCHEMES:
            notice = Notice(Level.WARNING, f"This link is not opened: {address}")
        else:
            action = NoticeAction("Open in the browser", lambda: QDesktopServices.openUrl(url))
            notice = Notice(Level.INFO, f"The link leads to {address}", action=action)
        self._window.notifications.show_notice(notice)

    @Slot()
    def _regenerate_last(self) -> None:
        last = self._last_answer()
        if last is not None:
            self._chat.regenerate(last.id)

    def _last_answer(self) -> MessageVersion | None:
        branch = self._chat.conversation.branch()
        return branch[-1] if branch and branch[-1].message.role is Role.ASSISTANT else None

    @Slot(object, bool)
    def _take_mime(self, mime: QMimeData, pasted: bool) -> None:
        self._composer.add_mime(mime, pasted=pasted)

    @Slot(str, list)
    def _try_example(self, prompt: str, files: list[Path]) -> None:
        # What the person has begun comes back as soon as the example is on its way.
        self._set_aside = self._composer.take_draft()
        self._composer.restore_draft(prompt)
        self._composer.add_paths(files)
        self._composer.submit()

    @Slot(object)
    def _on_model_loaded(self, _model: LoadedModel) -> None:
        if not self._chat.conversation.versions:
            self._show_welcome()


class ModelWiring(QObject):
    """The model's state: controller, composer, window."""

    def __init__(
        self, models: ModelController, composer: Composer, window: MainWindow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._composer = composer
        self._window = window
        models.state_changed.connect(self._show_state)
        models.loaded.connect(self._show_model)
        window.unload_requested.connect(models.unload)
        self._show_state(models.state)

    @Slot(object)
    def _show_state(self, state: ModelState) -> None:
        self._window.set_model_state(state)
        if not state.loaded:
            self._composer.set_capabilities(None)

    @Slot(object)
    def _show_model(self, model: LoadedModel) -> None:
        self._composer.set_capabilities(model.capabilities)


class SoundWiring(QObject):
    """The loudspeaker: controller, pane, composer."""

    def __init__(
        self,
        playback: PlaybackController,
        pane: ConversationPane,
        composer: Composer,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        playback.position_changed.connect(pane.set_playback)
        playback.position_changed.connect(composer.set_playback)
        for widget in (pane, composer):
            widget.play_requested.connect(playback.play)
            widget.pause_requested.connect(playback.pause)


class NoticeWiring(QObject):
    """Everything that has something to tell a person: the window's one door for notices."""

    def __init__(self, window: MainWindow, parent: QObject, *sources: HasNotice) -> None:
        super().__init__(parent)
        self._window = window
        for source in sources:
            source.notice.connect(self._tell)

    @Slot(str, str, str)
    def _tell(self, level: str, text: str, hint: str) -> None:
        self._window.notifications.show_notice(Notice(Level(level), text, hint))
