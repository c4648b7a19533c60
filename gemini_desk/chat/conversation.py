"""The conversation: a tree of message versions with one open branch.

Editing a message or regenerating an answer adds a sibling; nothing is overwritten.
Only the thread that owns a `Conversation` touches it (in the window: the GUI thread).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.message import Message, Part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.answer import AnswerDetails

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)

UNTITLED = "New conversation"


def new_conversation_id() -> ConversationId:
    """A random id."""
    return ConversationId(uuid.uuid4().hex)


def new_message_id() -> MessageId:
    """A random id."""
    return MessageId(uuid.uuid4().hex)


class MessageStatus(StrEnum):
    """Where a message stands."""

    COMPLETE = "complete"
    STREAMING = "streaming"  # on disk this means: cut off, if no process writes it
    INTERRUPTED = "interrupted"  # the application ended in mid-answer
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MessageVersion:
    """A node of the tree: one version of one message."""

    id: MessageId
    parent_id: MessageId | None
    message: Message
    created_at: datetime
    status: MessageStatus = MessageStatus.COMPLETE
    answer: AnswerDetails | None = None

    @property
    def unfinished(self) -> bool:
        """Whether this is an answer that was cut off, by accident or by a limit."""
        if self.status is MessageStatus.INTERRUPTED:
            return True
        return self.answer is not None and self.answer.finish_reason is FinishReason.LENGTH


@dataclass(slots=True)
class Conversation:
    """A tree of message versions and the leaf of its open branch.

    Attributes:
        id: Random and stable.
        title: What the list shows.
        created_at: In UTC.
        updated_at: In UTC; of the last message added or changed.
        versions: Every node by id, parents before children.
        leaf_id: Last message of the open branch; None while there is none.
    """

    id: ConversationId
    title: str = UNTITLED
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    versions: dict[MessageId, MessageVersion] = field(default_factory=dict)
    leaf_id: MessageId | None = None

    @classmethod
    def new(cls) -> Conversation:
        """An empty conversation."""
        return cls(new_conversation_id())

    def branch(self) -> list[MessageVersion]:
        """The open branch, first message first."""
        return self.path_to(self.leaf_id)

    def path_to(self, message_id: MessageId | None) -> list[MessageVersion]:
        """The messages from the first one to `message_id`, both included."""
        path: list[MessageVersion] = []
        while message_id is not None:
            version = self.versions[message_id]
            path.append(version)
            message_id = version.parent_id
        path.reverse()
        return path

    def siblings(self, message_id: MessageId) -> list[MessageVersion]:
        """All versions of one place in the tree, oldest first, `message_id` among them."""
        parent_id = self.versions[message_id].parent_id
        return [version for version in self.versions.values() if version.parent_id == parent_id]

    def append(
        self, message: Message, *, status: MessageStatus = MessageStatus.COMPLETE
    ) -> MessageVersion:
        """Add `message` at the end of the open branch."""
        return self.add_version(message, self.leaf_id, status=status)

    def add_version(
        self,
        message: Message,
        parent_id: MessageId | None,
        *,
        status: MessageStatus = MessageStatus.COMPLETE,
    ) -> MessageVersion:
        """Add `message` below `parent_id` and open the branch that ends with it."""
        version = MessageVersion(new_message_id(), parent_id, message, datetime.now(UTC), status)
        self.versions[version.id] = version
        self.leaf_id = version.id
        self.updated_at = version.created_at
        return version

    def update(
        self,
        message_id: MessageId,
        *,
        parts: Iterable[Part] | None = None,
        status: MessageStatus | None = None,
        answer: AnswerDetails | None = None,
    ) -> MessageVersion:
        """Replace fields of a version (an answer grows, ends, or fails)."""
        version = self.versions[message_id]
        if parts is not None:
            version = replace(version, message=Message(version.message.role, tuple(parts)))
        if status is not None:
            version = replace(version, status=status)
        if answer is not None:
            version = replace(version, answer=answer)
        self.versions[message_id] = version
        self.updated_at = datetime.now(UTC)
        return version

    def open_branch(self, message_id: MessageId) -> None:
        """Open the branch through `message_id`, down to its newest descendant."""
        leaf = message_id
        newest: dict[MessageId, MessageId] = {
            version.parent_id: version.id
            for version in self.versions.values()
            if version.parent_id is not None
        }
        while leaf in newest:
            leaf = newest[leaf]
        self.leaf_id = leaf
