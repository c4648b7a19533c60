"""The list of conversations, and which of them is open. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.conversation import Conversation, ConversationId, TitleOrigin
from gemini_desk.ui.chat.noticing import Noticing

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.storage.conversation_list import ConversationSummary
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.ui.chat.answer_controller import AnswerController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.store_calls import StoreCalls


class ConversationController(Noticing):
    """Lists, opens, renames and deletes conversations.

    Signals:
        list_changed: The summaries of all conversations, newest first.
    """

    list_changed = Signal(object)

    def __init__(
        self,
        open_conversation: OpenConversation,
        answers: AnswerController,
        store: StoreCalls,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._answers = answers
        self._store = store
        self._opening: ConversationId | None = None
        self._deleted: ConversationId | None = None  # the last one that was open then
        open_conversation.opened.connect(self._on_opened)
        open_conversation.stored.connect(self.refresh)
        answers.ended.connect(self._on_answer_ended)

    @Slot()
    def refresh(self) -> None:
        """Read the list of conversations again."""
        self._store.run(
            lambda store: store.list_conversations(), self.list_changed.emit, self._warn
        )

    def open_latest(self) -> None:
        """List the conversations, and open the newest one if nothing was begun yet."""
        self._store.run(lambda store: store.list_conversations(), self._on_first_list, self._warn)

    def open_new(self) -> None:
        """Open an empty conversation; it is stored with its first message."""
        self._open.open(Conversation.new())

    def open_stored(self, conversation_id: str) -> None:
        """Open a conversation that is on disk."""
        wanted = ConversationId(conversation_id)
        self._opening = None
        if wanted == self._open.conversation.id:
            return
        ahead_of_disk = self._answers.conversation(wanted)
        if ahead_of_disk is not None:
            self._open.open(ahead_of_disk)
            return
        self._opening = wanted
        self._store.run(lambda store: store.load(wanted), self._on_loaded, self._warn)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title."""
        wanted, title = ConversationId(conversation_id), title.strip()
        if not title:
            return
        if wanted == self._open.conversation.id:
            self._open.set_title(title, TitleOrigin.PERSON)
        self._change_list(lambda store: store.rename(wanted, title))

    def delete(self, conversation_id: str) -> None:
        """Move a conversation to the bin; `restore` brings it back."""
        wanted = ConversationId(conversation_id)
        self._answers.stop(wanted)
        self._change_list(lambda store: store.delete(wanted))
        if wanted == self._open.conversation.id:
            self._deleted = wanted
            self.open_new()

    def restore(self, conversation_id: str) -> None:
        """Bring a deleted conversation back, and open it if it was open."""
        wanted = ConversationId(conversation_id)
        self._change_list(lambda store: store.restore(wanted))
        if wanted == self._deleted:
            self.open_stored(conversation_id)

    @Slot(object)
    def _on_opened(self, _conversation: Conversation) -> None:
        self._opening = None  # what was asked for before is not wanted any more

    @Slot(object, object)
    def _on_answer_ended(self, _conversation: Conversation, _version: object) -> None:
        self.refresh()  # the order of the list follows the last word

    def _on_first_list(self, summaries: tuple[ConversationSummary, ...]) -> None:
        self.list_changed.emit(summaries)
        newest = next((summary.id for summary in summaries if not summary.archived), None)
        if newest is not None and not self._open.conversation.versions:
            self.open_stored(newest)

    def _on_loaded(self, conversation: Conversation) -> None:
        if conversation.id == self._opening:  # else the person has gone on to another one
            # Meanwhile an answer may have begun in it: then that one is ahead of the disk.
            self._open.open(self._answers.conversation(conversation.id) or conversation)

    def _change_list(self, change: Callable[[ConversationStore], object]) -> None:
        self._store.run(change, lambda _: self.refresh(), self._warn)
