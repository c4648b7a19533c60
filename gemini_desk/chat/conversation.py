"""The conversation: a tree of message versions with one open branch.

Editing a message or regenerating an answer adds a sibling; nothing is overwritten.
Only the thread that owns a `Conversation` touches it (in the window: the GUI thread).
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.message import Message, Part
from gemini_desk.chat.setup import ConversationSetup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.answer import AnswerDetails

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)

UNTITLED = "New conversation"
_FORKED = re.compile(r" \(fork(?: (\d{1,6}))?\)$")


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
        """Whether this is an answer that was cut off: by accident, by a limit, or by a person."""
        if self.status is MessageStatus.INTERRUPTED:
            return True
        cut_off = (FinishReason.LENGTH, FinishReason.CANCELLED)
        return self.answer is not None and self.answer.finish_reason in cut_off

    @property
    def may_go_on(self) -> bool:
        """Whether a model may go on with it: it was cut off, or a person changed it."""
        edited = self.answer is not None and self.answer.edited
        return self.unfinished or (edited and self.status is MessageStatus.COMPLETE)


class TitleOrigin(StrEnum):
    """Who gave a conversation its title."""

    WORDS = "words"  # the first words of its first message
    MODEL = "model"
    PERSON = "person"  # never replaced by anything but another one of a person


@dataclass(frozen=True, slots=True)
class ContextCut:
    """Where what the model reads of a branch begins, after a person chose to shorten it.

    Attributes:
        first_id: The first message that is read; a branch without it is read whole.
        summary: Stands for what was before; "" if that is left out.
    """

    first_id: MessageId
    summary: str = ""


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
        title_origin: Who gave it its title.
        setup: What it does differently from the settings.
        context_cut: Where the model begins to read, if not at the beginning.
        forked_from: The conversation that it was forked from, which may be gone.
    """

    id: ConversationId
    title: str = UNTITLED
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    versions: dict[MessageId, MessageVersion] = field(default_factory=dict)
    leaf_id: MessageId | None = None
    title_origin: TitleOrigin = TitleOrigin.WORDS
    setup: ConversationSetup = field(default_factory=ConversationSetup)
    context_cut: ContextCut | None = None
    forked_from: ConversationId | None = None

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

    def fork(self, message_id: MessageId, *, title: str = "") -> Conversation:
        """A new conversation, with ids of its own, of the messages up to `message_id`.

        Attachments are named by their content, so that both share the files. An answer
        that is still being written is taken as far as it is.

        Args:
            message_id: The last message that is taken, of any branch.
            title: "" for this one's title, marked as a fork.
        """
        forked = Conversation.new()
        new_ids: dict[MessageId, MessageId] = {}
        for version in self.path_to(message_id):
            id_ = new_ids[version.id] = new_message_id()
            status = version.status
            if status is MessageStatus.STREAMING:
                status = MessageStatus.INTERRUPTED
            forked.versions[id_] = replace(version, id=id_, parent_id=forked.leaf_id, status=status)
            forked.leaf_id = id_
        if self.context_cut is not None and self.context_cut.first_id in new_ids:
            forked.context_cut = replace(
                self.context_cut, first_id=new_ids[self.context_cut.first_id]
            )
        forked.title = title or _title_of_fork(self.title)
        forked.title_origin = TitleOrigin.PERSON if title else self.title_origin
        forked.setup = self.setup
        forked.forked_from = self.id
        return forked


def _title_of_fork(title: str) -> str:
    """`title` with “(fork)”, or with the number after the one that it has."""
    match = _FORKED.search(title)
    if match is None:
        return f"{title} (fork)"
    return f"{title[: match.start()]} (fork {int(match[1] or 1) + 1})"
