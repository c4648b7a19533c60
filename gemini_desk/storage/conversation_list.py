"""What a list of conversations shows, without loading them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gemini_desk.chat.conversation import ConversationId
from gemini_desk.storage.conversation_reader import read_time

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

_PREVIEW_CHARACTERS = 160
_SUMMARIES = f"""
    SELECT
        conversations.number, conversations.id, title, created_at, updated_at, deleted_at,
        pinned_at IS NOT NULL, archived_at IS NOT NULL, folders.id,
        (SELECT count(*) FROM versions WHERE versions.conversation = conversations.number), (
        SELECT substr(coalesce(text, (
            SELECT transcript_segments.text FROM transcript_segments
            WHERE part = parts.number ORDER BY transcript_segments.position LIMIT 1
        )), 1, {_PREVIEW_CHARACTERS})
        FROM versions JOIN parts ON parts.version = versions.number
        WHERE versions.conversation = conversations.number
        AND (kind = 'text' AND text <> '' OR kind = 'transcript')
        ORDER BY versions.number DESC, kind <> 'text', position LIMIT 1
    )
    FROM conversations LEFT JOIN folders ON folders.number = conversations.folder
"""
_TAGS = """
    SELECT conversation, tags.id FROM conversation_tags
    JOIN tags ON tags.number = conversation_tags.tag ORDER BY tags.position, tags.number
"""


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """What a list shows of a conversation.

    Attributes:
        id: To load it.
        title: Its title.
        created_at: In UTC.
        updated_at: In UTC; of the last message added or changed.
        preview: The beginning of the newest message that has text or a transcript, on one line.
        pinned: Whether it stays at the top.
        archived: Whether it is put away, out of sight but not deleted.
        folder_id: The folder that it lies in, or None.
        tag_ids: The tags that it carries, in the order of the tags.
        message_count: How many messages it holds, all versions of them.
        deleted_at: When it was put into the bin; None if it is not there.
    """

    id: ConversationId
    title: str
    created_at: datetime
    updated_at: datetime
    preview: str
    pinned: bool = False
    archived: bool = False
    folder_id: str | None = None
    tag_ids: tuple[str, ...] = ()
    message_count: int = 0
    deleted_at: datetime | None = None


def read_list(connection: sqlite3.Connection) -> tuple[ConversationSummary, ...]:
    """Every conversation that is not in the bin, archived ones too, the newest first."""
    return _read(
        connection, "WHERE deleted_at IS NULL ORDER BY updated_at DESC, conversations.number DESC"
    )


def read_bin(connection: sqlite3.Connection) -> tuple[ConversationSummary, ...]:
    """What is in the bin, the last deleted first."""
    return _read(
        connection,
        "WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, conversations.number DESC",
    )


def _read(connection: sqlite3.Connection, condition: str) -> tuple[ConversationSummary, ...]:
    tags: dict[int, list[str]] = defaultdict(list)
    for conversation, tag_id in connection.execute(_TAGS):
        tags[conversation].append(tag_id)
    return tuple(
        _summary(row, tuple(tags.get(row[0], ())))
        for row in connection.execute(_SUMMARIES + condition)
    )


def _summary(row: tuple[Any, ...], tag_ids: tuple[str, ...]) -> ConversationSummary:
    _, id_, title, created, updated, deleted, pinned, archived, folder_id, count, preview = row
    return ConversationSummary(
        id=ConversationId(id_),
        title=str(title),
        created_at=read_time(created),
        updated_at=read_time(updated),
        preview=" ".join(str(preview or "").split()),
        pinned=bool(pinned),
        archived=bool(archived),
        folder_id=folder_id,
        tag_ids=tag_ids,
        message_count=count,
        deleted_at=None if deleted is None else read_time(deleted),
    )
