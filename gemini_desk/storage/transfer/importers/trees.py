"""What every importer makes, and from there to records."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.chat.answer import AnswerDetails, ModelIdentity
from gemini_desk.chat.conversation import (
    UNTITLED,
    ConversationId,
    MessageId,
    MessageVersion,
    TitleOrigin,
)
from gemini_desk.chat.message import Message, Part, Role, TextPart
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.storage.transfer.records import ConversationRecord, MessageRecord, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_TITLE: Final = 1000
_LONGEST_MODEL: Final = 200


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the tree of another program.

    Attributes:
        id: As it is called there.
        parent_id: The node before it, or None.
        parts: What is taken over; nothing: those behind it follow the one before it.
        role: Who wrote it.
        created_at: When, or None if nobody knows.
        model: What wrote it, or "".
        is_preface: Whether its parts belong to the node behind it, as thoughts do.
    """

    id: str
    parent_id: str | None
    parts: tuple[Part, ...] = ()
    role: Role = Role.USER
    created_at: datetime | None = None
    model: str = ""
    is_preface: bool = False


@dataclass(slots=True)
class ForeignConversation:
    """A conversation of another program.

    Attributes:
        id: As it is called there.
        title: Its title.
        created_at: When it was begun, or None.
        updated_at: When it was changed, or None.
        leaf_id: The last node of the branch that was shown, or None.
        nodes: In any order.
        is_archived: Whether it was put away.
        is_pinned: Whether it was pinned.
        system_prompt: Its own instructions, or None.
    """

    id: str
    title: str
    created_at: datetime | None = None
    updated_at: datetime | None = None
    leaf_id: str | None = None
    nodes: list[Node] = field(default_factory=list)
    is_archived: bool = False
    is_pinned: bool = False
    system_prompt: str | None = None


def records_of(conversation: ForeignConversation, program: str) -> Iterator[Record]:
    """The records of `conversation`, their ids made from those of `program`."""
    versions = _versions(conversation, f"{program}/{conversation.id}")
    if not versions:
        return
    times = [it.created_at for it in versions]
    created_at = conversation.created_at or min(times)
    updated_at = conversation.updated_at or max(times)
    id_ = ConversationId(_id(program, conversation.id))
    ids = {it.id for it in versions}
    leaf_id = _leaf(conversation, f"{program}/{conversation.id}", ids)
    yield ConversationRecord(
        id=id_,
        title=" ".join(well_formed(conversation.title[:_LONGEST_TITLE]).split()) or UNTITLED,
        title_origin=TitleOrigin.PERSON,
        created_at=created_at,
        updated_at=updated_at,
        leaf_id=leaf_id or versions[-1].id,
        setup=ConversationSetup(system_prompt=conversation.system_prompt),
        archived_at=updated_at if conversation.is_archived else None,
        pinned_at=updated_at if conversation.is_pinned else None,
    )
    for version in versions:
        yield MessageRecord(id_, version)


def time_of(value: Any, *, per_second: int = 1) -> datetime | None:
    """The moment that is so many seconds (or parts of one) after 1970; None if it is none."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        return None
    try:
        return datetime.fromtimestamp(value / per_second, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def text_part(text: str) -> tuple[Part, ...]:
    """`text` as parts; none if there is nothing in it."""
    return (TextPart(well_formed(text.strip())),) if text.strip() else ()


def _versions(conversation: ForeignConversation, prefix: str) -> list[MessageVersion]:
    """The nodes that hold something, parents first; those between are left out."""
    nodes = {node.id: node for node in conversation.nodes}
    children: dict[str | None, list[Node]] = {}
    for node in nodes.values():
        parent_id = node.parent_id if node.parent_id in nodes else None
        children.setdefault(parent_id, []).append(node)
    begin = conversation.created_at or datetime.fromtimestamp(0, UTC)
    versions: list[MessageVersion] = []
    # What is left to do, last in first out: a node, the version before it, parts from before.
    # A node in a circle hangs below no beginning and never comes up.
    waiting: list[tuple[Node, MessageVersion | None, tuple[Part, ...]]]
    waiting = [(node, None, ()) for node in reversed(children.get(None, []))]
    while waiting:
        node, parent, before = waiting.pop()
        below = children.get(node.id, [])
        if node.is_preface and below:
            waiting += [(it, parent, before + node.parts) for it in reversed(below)]
            continue
        version = parent
        if node.parts:
            created_at = node.created_at or (parent.created_at if parent else begin)
            model = " ".join(well_formed(node.model[:_LONGEST_MODEL]).split())
            version = MessageVersion(
                MessageId(_id(prefix, node.id)),
                parent.id if parent else None,
                Message(node.role, before + node.parts),
                created_at,
                answer=AnswerDetails(ModelIdentity(model)) if model else None,
            )
            versions.append(version)
            before = ()
        waiting += [(it, version, before) for it in reversed(below)]
    return versions


def _leaf(conversation: ForeignConversation, prefix: str, ids: set[MessageId]) -> MessageId | None:
    """The version of the leaf, or of the nearest node before it that was taken over."""
    nodes = {node.id: node for node in conversation.nodes}
    at, steps = conversation.leaf_id, len(nodes)
    while at is not None and at in nodes and steps >= 0:
        message_id = MessageId(_id(prefix, at))
        if message_id in ids:
            return message_id
        at, steps = nodes[at].parent_id, steps - 1
    return None


def _id(prefix: str, id_: str) -> str:
    """The same id for the same message every time, and no other program's."""
    return hashlib.sha256(f"{prefix}/{id_}".encode(errors="replace")).hexdigest()[:32]
