"""What a list of conversations shows, without loading them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.chat.conversation import ConversationId
from gemini_desk.storage.conversation_reader import read_time

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

_PREVIEW_CHARACTERS = 160
_SUMMARIES = f"""
    SELECT id, title, created_at, updated_at, (
        SELECT substr(text, 1, {_PREVIEW_CHARACTERS})
        FROM versions JOIN parts ON parts.version = versions.number
        WHERE versions.conversation = conversations.number AND kind = 'text' AND text <> ''
        ORDER BY versions.number DESC, position LIMIT 1
    )
    FROM conversations
"""


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """What a list shows of a conversation.

    Attributes:
        id: To load it.
        title: Its title.
        created_at: In UTC.
        updated_at: In UTC; of the last message added or changed.
        preview: The beginning of the newest message that has text, on one line.
    """

    id: ConversationId
    title: str
    created_at: datetime
    updated_at: datetime
    preview: str


def read_list(connection: sqlite3.Connection) -> tuple[ConversationSummary, ...]:
    """Every conversation that is not in the bin, the newest first."""
    return _read(connection, "WHERE deleted_at IS NULL ORDER BY updated_at DESC, number DESC")


def read_bin(connection: sqlite3.Connection) -> tuple[ConversationSummary, ...]:
    """What is in the bin, the last deleted first."""
    return _read(connection, "WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, number DESC")


def _read(connection: sqlite3.Connection, condition: str) -> tuple[ConversationSummary, ...]:
    return tuple(
        ConversationSummary(
            ConversationId(id_),
            str(title),
            read_time(created_at),
            read_time(updated_at),
            " ".join(str(preview or "").split()),
        )
        for id_, title, created_at, updated_at, preview in connection.execute(
            _SUMMARIES + condition
        )
    )
