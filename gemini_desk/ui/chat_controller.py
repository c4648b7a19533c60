"""A person's intents → conversation, engine, store.

GUI thread only. Nothing here waits: the store and the engine have threads of their own,
and what they have to say comes back as signals.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.conversation import (
    Conversation,
    ConversationId,
    MessageId,
    MessageVersion,
)
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message, Role
from gemini_desk.chat.prompt import prompt_messages, title_from
from gemini_desk.engine.events import GenerationRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.storage.conversation_list import ConversationSummary
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.ui.answer_controller import AnswerController
    from gemini_desk.ui.store_calls import StoreCalls


class ChatController(QObject):
    """The open conversation, and what a person does to it.

    Signals:
        conversation_opened: The `Conversation` that is open now; may be empty and new.
        conversations_changed: The summaries of all conversations, newest first.
        title_changed: The open `Conversation`, whose title is another one now.
        message_added: A `MessageVersion` at the end of the open branch.
        branch_cut: Id of the last message that stays in sight.
        answer_began: The assistant's `MessageVersion`, empty or to be continued.
        text_arrived: Message id and new text.
        activity_changed: Message id and what is going on, in words.
        answer_ended: The assistant's `MessageVersion`.
        answering_changed: Whether the open conversation is being answered.
        notice: Level (`info`, `warning`, `error`), text, hint.
    """

    conversation_opened = Signal(object)
    conversations_changed = Signal(object)
    title_changed = Signal(object)
    message_added = Signal(object)
    branch_cut = Signal(str)
    answer_began = Signal(object)
    text_arrived = Signal(str, str)
    activity_changed = Signal(str, str)
    answer_ended = Signal(object)
    answering_changed = Signal(bool)
    notice = Signal(str, str, str)

    def __init__(
        self, answers: AnswerController, store: StoreCalls, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._answers = answers
        self._store = store
        self._conversation = Conversation.new()
        self._opening: ConversationId | None = None
        self._unsaved: set[ConversationId] = set()  # new, or refused by a full disk
        self.parameters = GenerationParameters()
        self.system_prompt = ""
        answers.began.connect(self._on_began)
        answers.text_arrived.connect(self._on_text)
        answers.activity_changed.connect(self._on_activity)
        answers.ended.connect(self._on_ended)
        answers.notice.connect(self.notice)

    @property
    def conversation(self) -> Conversation:
        """The open conversation."""
        return self._conversation

    @property
    def is_answering(self) -> bool:
        """Whether the open conversation is being answered."""
        return self._answers.conversation(self._conversation.id) is not None

    # -- conversations --------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list of conversations again."""
        self._store.run(
            lambda store: store.list_conversations(),
            self.conversations_changed.emit,
            self._warn,
        )

    def open_latest(self) -> None:
        """List the conversations, and open the newest one if nothing was begun yet."""
        self._store.run(lambda store: store.list_conversations(), self._on_first_list, self._warn)

    def new_conversation(self) -> None:
        """Open an empty conversation; it is stored with its first message."""
        self._open(Conversation.new())

    def open_conversation(self, conversation_id: str) -> None:
        """Open a stored conversation."""
        wanted = ConversationId(conversation_id)
        if wanted == self._conversation.id:
            return
        ahead_of_disk = self._answers.conversation(wanted)
        if ahead_of_disk is not None:
            self._open(ahead_of_disk)
            return
        self._opening = wanted
        self._store.run(lambda store: store.load(wanted), self._on_conversation, self._warn)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title."""
        wanted, title = ConversationId(conversation_id), title.strip()
        if not title:
            return
        if wanted == self._conversation.id:
            self._conversation.title = title
            self.title_changed.emit(self._conversation)
        self._change_list(lambda store: store.rename(wanted, title))

    def delete(self, conversation_id: str) -> None:
        """Move a conversation to the bin; `restore` brings it back."""
        wanted = ConversationId(conversation_id)
        self._answers.stop(wanted)
        self._change_list(lambda store: store.delete(wanted))
        if wanted == self._conversation.id:
            self.new_conversation()

    def restore(self, conversation_id: str) -> None:
        """Bring a deleted conversation back and open it."""
        wanted = ConversationId(conversation_id)
        self._change_list(lambda store: store.restore(wanted))
        self.open_conversation(conversation_id)

    # -- messages -------------------------------------------------------------------------

    def send(self, text: str, attachments: Sequence[Attachment] = ()) -> None:
        """Add a person's message to the open conversation and have it answered."""
        conversation = self._conversation
        message = Message.user(text, *attachments)
        is_new = not conversation.versions
        if is_new:
            conversation.title = title_from(message) or conversation.title
        question = conversation.append(message)
        if is_new:
            self.title_changed.emit(conversation)
        self.message_added.emit(question)
        if is_new:
            self._unsaved.add(conversation.id)
        if not self._save_if_unsaved():
            self._store.run(
                lambda store: store.add_version(conversation.id, question), None, self._warn
            )
        self._answers.begin(conversation, question.id, self._request(question.id))

    def regenerate(self, message_id: str) -> None:
        """Answer again; the answer that was there stays as a sibling."""
        version = self._conversation.versions.get(MessageId(message_id))
        if version is None or version.parent_id is None or self.is_answering:
            return
        self._save_if_unsaved()
        self.branch_cut.emit(version.parent_id)
        self._answers.begin(self._conversation, version.parent_id, self._request(version.parent_id))

    def continue_answer(self, message_id: str) -> None:
        """Go on with an answer that was cut off, in the same message."""
        version = self._conversation.versions.get(MessageId(message_id))
        if version is None or version.message.role is not Role.ASSISTANT or self.is_answering:
            return
        if version.message.text.strip():
            self._save_if_unsaved()
            self._answers.resume(self._conversation, version.id, self._request(version.id))
        else:
            self.regenerate(message_id)

    def stop(self) -> None:
        """Stop the answer of the open conversation; what came is kept."""
        self._answers.stop(self._conversation.id)

    # -- what comes back ------------------------------------------------------------------

    @Slot(object, object)
    def _on_began(self, conversation: Conversation, version: MessageVersion) -> None:
        if conversation is self._conversation:
            self.answer_began.emit(version)
            self.answering_changed.emit(True)

    @Slot(object, str, str)
    def _on_text(self, conversation: Conversation, message_id: str, text: str) -> None:
        if conversation is self._conversation:
            self.text_arrived.emit(message_id, text)

    @Slot(object, str, str)
    def _on_activity(self, conversation: Conversation, message_id: str, text: str) -> None:
        if conversation is self._conversation:
            self.activity_changed.emit(message_id, text)

    @Slot(object, object)
    def _on_ended(self, conversation: Conversation, version: MessageVersion) -> None:
        if conversation is self._conversation:
            self.answer_ended.emit(version)
            self.answering_changed.emit(self.is_answering)
        self.refresh()

    # -- small ----------------------------------------------------------------------------

    def _save_if_unsaved(self) -> bool:
        """Store the open conversation as a whole, if the disk has none of it yet."""
        conversation = self._conversation
        if conversation.id not in self._unsaved:
            return False
        # A copy: the store reads it on its own thread, while this one grows.
        copy = replace(conversation, versions=dict(conversation.versions))
        self._store.run(lambda store: store.save_new(copy), lambda _: self._saved(copy), self._warn)
        return True

    def _saved(self, conversation: Conversation) -> None:
        self._unsaved.discard(conversation.id)
        self.refresh()

    def _request(self, leaf_id: MessageId) -> GenerationRequest:
        branch = self._conversation.path_to(leaf_id)
        return GenerationRequest(prompt_messages(branch, self.system_prompt), self.parameters)

    def _open(self, conversation: Conversation) -> None:
        self._opening = None
        self._conversation = conversation
        self.conversation_opened.emit(conversation)
        self.answering_changed.emit(self.is_answering)

    def _on_first_list(self, summaries: tuple[ConversationSummary, ...]) -> None:
        self.conversations_changed.emit(summaries)
        if summaries and not self._conversation.versions:
            self.open_conversation(summaries[0].id)

    def _on_conversation(self, conversation: Conversation) -> None:
        if conversation.id == self._opening:  # else the person has gone on to another one
            self._open(conversation)

    def _change_list(self, change: Callable[[ConversationStore], object]) -> None:
        self._store.run(change, lambda _: self.refresh(), self._warn)

    def _warn(self, error: GeminiDeskError) -> None:
        self.notice.emit("error", error.message, error.hint)
