"""The conversation that is open: what the controllers share. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gemini_desk.chat.conversation import Conversation, ConversationId
from gemini_desk.ui.chat.noticing import Noticing

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import ContextCut, MessageVersion, TitleOrigin
    from gemini_desk.ui.store_calls import StoreCalls


class OpenConversation(Noticing):
    """Holds the open conversation, and brings what is new in it to the disk.

    Signals:
        opened: The `Conversation` that is open now; may be empty and new.
        title_changed: The open `Conversation`, whose title is another one now.
        context_cut_changed: The open `Conversation`: the model reads it from elsewhere on.
        stored: A conversation is on disk for the first time: the list has one more.
    """

    opened = Signal(object)
    title_changed = Signal(object)
    context_cut_changed = Signal(object)
    stored = Signal()

    def __init__(self, store: StoreCalls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._conversation = Conversation.new()
        self._unsaved: set[ConversationId] = set()  # new, or refused by a full disk

    @property
    def conversation(self) -> Conversation:
        """The open conversation."""
        return self._conversation

    def open(self, conversation: Conversation) -> None:
        """Open `conversation`; the one before stays as it is."""
        self._conversation = conversation
        self.opened.emit(conversation)

    def open_unsaved(self, conversation: Conversation) -> None:
        """Open a conversation that has messages but is not on disk yet, and store it."""
        self._unsaved.add(conversation.id)
        self.open(conversation)
        self.save_if_unsaved()

    def set_title(self, title: str, origin: TitleOrigin) -> None:
        """Give the open conversation another title, here only: the store has its own call."""
        self._conversation.title = title
        self._conversation.title_origin = origin
        self.title_changed.emit(self._conversation)

    def set_context_cut(self, conversation: Conversation, cut: ContextCut | None) -> None:
        """Let the model begin to read a conversation elsewhere; at its beginning if None."""
        conversation.context_cut = cut
        self._store.run(lambda store: store.set_context_cut(conversation.id, cut), None, self._warn)
        if conversation is self._conversation:
            self.context_cut_changed.emit(conversation)

    def save_version(self, version: MessageVersion, conversation: Conversation) -> None:
        """Store a message that was just added; the first one brings its conversation along."""
        if len(conversation.versions) == 1:
            self._unsaved.add(conversation.id)
        if not self.save_if_unsaved(conversation):
            self._store.keep(
                lambda store: store.add_version(conversation.id, version), None, self._warn
            )

    def save_if_unsaved(self, conversation: Conversation | None = None) -> bool:
        """Store a conversation, the open one if None, as a whole if the disk has none of it yet."""
        conversation = conversation or self._conversation
        if conversation.id not in self._unsaved:
            return False
        # A copy: the store reads it on its own thread, while this one grows.
        copy = replace(conversation, versions=dict(conversation.versions))
        self._store.keep(
            lambda store: store.save_new(copy), lambda _: self._on_saved(copy.id), self._warn
        )
        return True

    def _on_saved(self, conversation_id: ConversationId) -> None:
        self._unsaved.discard(conversation_id)
        self.stored.emit()
