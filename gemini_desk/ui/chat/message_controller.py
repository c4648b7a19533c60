"""The open branch: what a person says, and what is done with the answers. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.conversation import (
    ContextCut,
    Conversation,
    MessageId,
    MessageVersion,
    TitleOrigin,
)
from gemini_desk.chat.message import Message, Role
from gemini_desk.chat.prompt import title_from
from gemini_desk.ui.chat.asking import DRAFT_ID, Asking
from gemini_desk.ui.chat.request_maker import RequestMaker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.ui.chat.answer_controller import AnswerController
    from gemini_desk.ui.chat.open_conversation import OpenConversation


class MessageController(RequestMaker):
    """Adds messages to the open branch, has them answered, and tells how that goes.

    Signals:
        message_added: A `MessageVersion` at the end of the open branch.
        branch_cut: Id of the last message that stays in sight.
        answer_began: The assistant's `MessageVersion`, empty or to be continued.
        text_arrived: Message id and new text.
        thought_arrived: Message id and more of what the model thinks.
        tokens_arrived: How many tokens the answer has by now.
        activity_changed: Message id and what is going on, in words.
        transcript_changed: The assistant's `MessageVersion`, which is a transcript from now on,
            or one that has grown.
        answer_ended: The assistant's `MessageVersion`.
        answering_changed: Whether the open conversation is being answered.

    Attributes:
        admit: Lets an `Asking` go, now or when it fits.
    """

    message_added = Signal(object)
    branch_cut = Signal(str)
    answer_began = Signal(object)
    text_arrived = Signal(str, str)
    thought_arrived = Signal(str, str)
    tokens_arrived = Signal(int)
    activity_changed = Signal(str, str)
    transcript_changed = Signal(object)
    answer_ended = Signal(object)
    answering_changed = Signal(bool)

    def __init__(
        self,
        open_conversation: OpenConversation,
        answers: AnswerController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(open_conversation, answers, parent)
        self.admit: Callable[[Asking], object] = lambda asking: asking.go(None)
        open_conversation.opened.connect(self._on_opened)
        answers.began.connect(self._on_began)
        answers.text_arrived.connect(self._on_text)
        answers.thought_arrived.connect(self._on_thought)
        answers.tokens_arrived.connect(self._on_tokens)
        answers.activity_changed.connect(self._on_activity)
        answers.transcript_changed.connect(self._on_transcript)
        answers.ended.connect(self._on_ended)

    @property
    def is_answering(self) -> bool:
        """Whether the open conversation is being answered."""
        return self._answers.conversation(self._open.conversation.id) is not None

    def send(
        self,
        text: str,
        attachments: Sequence[Attachment] = (),
        conversation: Conversation | None = None,
        cut: ContextCut | None = None,
    ) -> None:
        """Add a person's message and have it answered.

        Args:
            text: What was written.
            attachments: What belongs to it.
            conversation: Where it goes; the open one if None. Another one must be stored.
            cut: Where the model begins to read from now on, `DRAFT_ID` for this message;
                None to leave that as it is.
        """
        conversation = conversation or self._open.conversation
        message = Message.user(text, *attachments)
        is_new = not conversation.versions
        question = conversation.append(message)
        if is_new:
            self._open.set_title(title_from(message) or conversation.title, TitleOrigin.WORDS)
        if conversation is self._open.conversation:
            self.message_added.emit(question)
        self._open.save_version(question, conversation)
        if cut is not None:
            first_id = question.id if cut.first_id == DRAFT_ID else cut.first_id
            self._open.set_context_cut(conversation, replace(cut, first_id=first_id))
        self._answers.begin(conversation, question.id, self.request_for(question.id, conversation))

    def regenerate(self, message_id: str) -> None:
        """Answer again; the answer that was there stays as a sibling."""
        version = self._version(message_id)
        if version is None or version.parent_id is None or self.is_answering:
            return
        self.answer(version.parent_id)

    def retry(self, message_id: str) -> None:
        """Answer again what failed; a transcript goes on where it stopped."""
        version = self._version(message_id)
        if version is not None and version.message.transcript is not None:
            self.continue_answer(message_id)
        else:
            self.regenerate(message_id)

    def answer(self, question_id: MessageId) -> None:
        """Have a message answered that is on its way to the disk, or there already."""
        conversation = self._open.conversation

        def begin() -> None:
            if self._is_open(conversation):
                self._open.save_if_unsaved()
                if self._has_answers(question_id):
                    self.branch_cut.emit(question_id)
            request = self.request_for(question_id, conversation)
            self._answers.begin(conversation, question_id, request)

        self.admit(self.asking(question_id, conversation, begin))

    def continue_answer(self, message_id: str) -> None:
        """Go on with an answer that was cut off, in the same message.

        If more was said after it, that was said to what it is now: it goes on as another
        version.
        """
        version = self._version(message_id)
        if version is None or version.message.role is not Role.ASSISTANT or self.is_answering:
            return
        if version.message.text.strip() or version.message.transcript is not None:
            conversation, going_on = self._open.conversation, version
            leaf_id = self.leaf_of(version)
            self.admit(
                self.asking(leaf_id, conversation, lambda: self._go_on(going_on, conversation))
            )
        else:
            self.regenerate(message_id)

    def _go_on(self, version: MessageVersion, conversation: Conversation) -> None:
        if self._is_open(conversation):
            if self._has_answers(version.id):
                version = self._duplicate(version)
            self._open.save_if_unsaved()
            self.resume(version, conversation)

    def resume(self, version: MessageVersion, conversation: Conversation) -> None:
        """Go on with an answer of a stored conversation, in the same message."""
        request = self.request_for(self.leaf_of(version), conversation)
        self._answers.resume(conversation, version.id, request)

    def stop(self) -> None:
        """Stop the answer of the open conversation; what came is kept."""
        self._answers.stop(self._open.conversation.id)

    @Slot()
    def tell_answering(self) -> None:
        """Another branch is open, and with it another last answer."""
        self.answering_changed.emit(self.is_answering)

    # -- what comes back ------------------------------------------------------------------

    @Slot(object)
    def _on_opened(self, _conversation: Conversation) -> None:
        self.answering_changed.emit(self.is_answering)

    @Slot(object, object)
    def _on_began(self, conversation: Conversation, version: MessageVersion) -> None:
        if conversation is self._open.conversation:
            self.answer_began.emit(version)
            self.answering_changed.emit(True)

    @Slot(object, str, str)
    def _on_text(self, conversation: Conversation, message_id: str, text: str) -> None:
        if conversation is self._open.conversation:
            self.text_arrived.emit(message_id, text)

    @Slot(object, str, str)
    def _on_thought(self, conversation: Conversation, message_id: str, text: str) -> None:
        if conversation is self._open.conversation:
            self.thought_arrived.emit(message_id, text)

    @Slot(object, int)
    def _on_tokens(self, conversation: Conversation, tokens: int) -> None:
        if conversation is self._open.conversation:
            self.tokens_arrived.emit(tokens)

    @Slot(object, str, str)
    def _on_activity(self, conversation: Conversation, message_id: str, text: str) -> None:
        if conversation is self._open.conversation:
            self.activity_changed.emit(message_id, text)

    @Slot(object, object)
    def _on_transcript(self, conversation: Conversation, version: MessageVersion) -> None:
        if conversation is self._open.conversation:
            self.transcript_changed.emit(version)

    @Slot(object, object)
    def _on_ended(self, conversation: Conversation, version: MessageVersion) -> None:
        if conversation is self._open.conversation:
            self.answer_ended.emit(version)
            self.answering_changed.emit(self.is_answering)

    # -- within ---------------------------------------------------------------------------

    def _is_open(self, conversation: Conversation) -> bool:
        return conversation is self._open.conversation

    def _has_answers(self, message_id: MessageId) -> bool:
        """Whether something was said after a message of the open conversation."""
        versions = self._open.conversation.versions.values()
        return any(each.parent_id == message_id for each in versions)

    def _duplicate(self, version: MessageVersion) -> MessageVersion:
        """Open a branch that ends with the same answer, as another version."""
        conversation = self._open.conversation
        copy = conversation.add_version(version.message, version.parent_id)
        copy = conversation.update(copy.id, answer=version.answer)
        self._open.save_version(copy, conversation)
        if version.parent_id is not None:
            self.branch_cut.emit(version.parent_id)
        self.message_added.emit(copy)
        return copy

    def _version(self, message_id: str) -> MessageVersion | None:
        return self._open.conversation.versions.get(MessageId(message_id))
