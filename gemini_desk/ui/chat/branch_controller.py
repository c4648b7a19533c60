"""Branches of the open conversation: which is open, new ones, and forks.

GUI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gemini_desk.chat.answer import AnswerDetails
from gemini_desk.chat.conversation import MessageId
from gemini_desk.chat.message import Message, Role, TextPart
from gemini_desk.chat.versions import neighbour
from gemini_desk.ui.chat.noticing import Noticing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.store_calls import StoreCalls


class BranchController(Noticing):
    """Goes from version to version of a message, adds versions that a person wrote, and forks.

    An answer of another branch, or of the conversation that was forked, goes on meanwhile.

    Signals:
        branch_opened: The `Conversation`, of which another branch is open now, and the id of
            the version that led there.
        forked: The `Conversation` that was forked, and the new one, which is open now.
    """

    branch_opened = Signal(object, str)
    forked = Signal(object, object)

    def __init__(
        self,
        open_conversation: OpenConversation,
        messages: MessageController,
        store: StoreCalls,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._open = open_conversation
        self._store = store

    def step_version(self, message_id: str, step: int) -> None:
        """Open the branch of a neighbouring version, down to its newest message."""
        conversation = self._open.conversation
        if message_id not in conversation.versions:
            return
        wanted = neighbour(conversation, MessageId(message_id), step)
        if wanted is None:
            return
        self._open_branch(wanted)

    def edit_question(
        self, message_id: str, text: str, attachments: Sequence[Attachment] = ()
    ) -> None:
        """Add another version of a person's message, and have it answered."""
        version = self._add_version(message_id, Message.user(text, *attachments))
        if version is not None:
            self._messages.answer(version.id)

    def edit_answer(self, message_id: str, text: str, go_on: bool) -> None:
        """Add another version of an answer.

        Args:
            message_id: The version that was edited.
            text: What the person made of it.
            go_on: Whether the model goes on with it.
        """
        before = self._open.conversation.versions.get(MessageId(message_id))
        part = before.message.transcript if before is not None else None
        parts = (TextPart(text),) if part is None else (part, TextPart(text))
        message = Message(Role.ASSISTANT, parts)
        version = self._add_version(message_id, message, AnswerDetails(edited=True))
        if version is not None and go_on:
            self._messages.continue_answer(version.id)

    def _open_branch(self, message_id: MessageId) -> None:
        conversation = self._open.conversation
        conversation.open_branch(message_id)
        leaf_id = conversation.leaf_id
        self._store.run(lambda store: store.set_leaf(conversation.id, leaf_id), None, self._warn)
        self.branch_opened.emit(conversation, message_id)

    def _add_version(
        self, message_id: str, message: Message, answer: AnswerDetails | None = None
    ) -> MessageVersion | None:
        """Open a branch that ends with `message` in place of the one with this id."""
        conversation = self._open.conversation
        before = conversation.versions.get(MessageId(message_id))
        if before is None:
            return None
        version = conversation.add_version(message, before.parent_id)
        if answer is not None:
            version = conversation.update(version.id, answer=answer)
        self._open.save_version(version, conversation)
        self.branch_opened.emit(conversation, version.id)
        return version

    def open_through(self, message_id: str) -> None:
        """Open the branch that this message is on, if another one is open."""
        conversation = self._open.conversation
        wanted = MessageId(message_id)
        if wanted in conversation.versions and all(it.id != wanted for it in conversation.branch()):
            self._open_branch(wanted)

    def fork(self, message_id: str) -> None:
        """Open a new conversation that holds the messages up to this one."""
        conversation = self._open.conversation
        if message_id in conversation.versions:
            forked = conversation.fork(MessageId(message_id))
            self._open.open_unsaved(forked)
            self.forked.emit(conversation, forked)
