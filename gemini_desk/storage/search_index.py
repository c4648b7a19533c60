"""The full-text index: titles of conversations and texts of messages.

A message has the row id of its version, a title the negative number of its conversation.
Callers hold a transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.chat.conversation import ConversationId, MessageId
from gemini_desk.storage.database import storable

if TYPE_CHECKING:
    import sqlite3

# Around a hit in an excerpt; private-use characters, which no text that people write holds.
HIT_START = "\ue000"
HIT_END = "\ue001"
_EXCERPT_TOKENS = 16


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A place where the words were found.

    Attributes:
        conversation_id: The conversation.
        message_id: The message, or None if the title was found.
        excerpt: The text around the words, each hit between `HIT_START` and `HIT_END`.
    """

    conversation_id: ConversationId
    message_id: MessageId | None
    excerpt: str


def index_title(connection: sqlite3.Connection, conversation: int, title: str) -> None:
    """Put the title of conversation number `conversation` in place of the one before."""
    _index(connection, -conversation, title)


def index_message(connection: sqlite3.Connection, version: int) -> None:
    """Index the text parts of version number `version` as they are in the database now."""
    texts = connection.execute(
        "SELECT text FROM parts WHERE version = ? AND kind = 'text' ORDER BY position", (version,)
    )
    _index(connection, version, "\n".join(text for (text,) in texts))


def remove_conversation(connection: sqlite3.Connection, conversation: int) -> None:
    """Take a conversation and its messages out; before their rows go."""
    connection.execute(
        "DELETE FROM search_index WHERE rowid IN "
        "(SELECT number FROM versions WHERE conversation = ?)",
        (conversation,),
    )
    connection.execute("DELETE FROM search_index WHERE rowid = ?", (-conversation,))


def find(connection: sqlite3.Connection, query: str, limit: int) -> tuple[SearchHit, ...]:
    """Where all words of `query` occur, the best first; the last word may be a beginning."""
    # Quotes and NUL would end a quoted word.
    words = storable(query).replace('"', " ").replace("\0", " ").split()
    if not words:
        return ()
    # Quoted, so that nothing that people type is taken for an operator.
    match = " ".join(f'"{word}"' for word in words) + "*"
    rows = connection.execute(
        "SELECT conversations.id, versions.id, snippet(search_index, 0, ?, ?, '…', ?) "
        "FROM search_index LEFT JOIN versions ON versions.number = search_index.rowid "
        "JOIN conversations ON conversations.number = "
        "coalesce(versions.conversation, -search_index.rowid) "
        "WHERE search_index MATCH ? AND conversations.deleted_at IS NULL "
        "ORDER BY search_index.rank LIMIT ?",
        (HIT_START, HIT_END, _EXCERPT_TOKENS, match, limit),
    )
    return tuple(
        SearchHit(ConversationId(conversation), MessageId(message) if message else None, excerpt)
        for conversation, message, excerpt in rows
    )


def _index(connection: sqlite3.Connection, row: int, text: str) -> None:
    connection.execute("DELETE FROM search_index WHERE rowid = ?", (row,))
    if text:
        connection.execute("INSERT INTO search_index (rowid, text) VALUES (?, ?)", (row, text))
