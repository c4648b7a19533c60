"""Messages → rows. Callers hold a transaction."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, assert_never

from gemini_desk.chat.message import AudioPart, ImagePart, Part, TextPart, ThoughtPart
from gemini_desk.errors import StorageError
from gemini_desk.storage import search_index
from gemini_desk.storage.answer_json import answer_to_json
from gemini_desk.storage.database import storable

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import ConversationId, MessageVersion


def number_of(connection: sqlite3.Connection, conversation_id: ConversationId) -> int:
    """The row number of a conversation.

    Raises:
        StorageError: It is not stored.
    """
    row = connection.execute(
        "SELECT number FROM conversations WHERE id = ?", (conversation_id,)
    ).fetchone()
    if row is None:
        raise StorageError(
            "This conversation is not stored any more.",
            hint="It was deleted for good meanwhile; start a new one.",
        )
    return int(row[0])


def insert_version(
    connection: sqlite3.Connection, conversation: int, version: MessageVersion
) -> None:
    """Add a version to conversation number `conversation`; one that is there is left alone."""
    answer = answer_to_json(version.answer)
    cursor = connection.execute(
        "INSERT OR IGNORE INTO versions "
        "(id, conversation, parent_id, role, status, created_at, answer) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            version.id,
            conversation,
            version.parent_id,
            version.message.role,
            version.status,
            write_time(version.created_at),
            None if answer is None else storable(answer),
        ),
    )
    number = cursor.lastrowid
    if not cursor.rowcount or number is None:
        return
    for position, part in enumerate(version.message.parts):
        _insert_part(connection, number, position, part)
    search_index.index_message(connection, number)


def join_pending_text(connection: sqlite3.Connection, version: int) -> None:
    """Join what was streamed to the last text part, or make one of it."""
    rows = connection.execute(
        "SELECT text FROM pending_text WHERE version = ? ORDER BY number", (version,)
    )
    text = "".join(piece for (piece,) in rows)
    if not text:
        return
    last = connection.execute(
        "SELECT number, position, kind, text FROM parts WHERE version = ? "
        "ORDER BY position DESC LIMIT 1",
        (version,),
    ).fetchone()
    if last is not None and last[2] == "text":
        connection.execute("UPDATE parts SET text = ? WHERE number = ?", (last[3] + text, last[0]))
    else:
        position = 0 if last is None else last[1] + 1
        _insert_part(connection, version, position, TextPart(text))
    connection.execute("DELETE FROM pending_text WHERE version = ?", (version,))


def write_time(time: datetime) -> str:
    """ISO 8601 in UTC with microseconds, always of the same length: it sorts as text."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def _insert_part(connection: sqlite3.Connection, version: int, position: int, part: Part) -> None:
    kind, text, attachment = _columns_of(part)
    cursor = connection.execute(
        "INSERT INTO parts (version, position, kind, text) VALUES (?, ?, ?, ?)",
        (version, position, kind, text),
    )
    if attachment is not None:
        _insert_attachment(connection, cursor.lastrowid, attachment)


def _columns_of(part: Part) -> tuple[str, str | None, Attachment | None]:
    match part:
        case TextPart(text):
            return "text", storable(text), None
        case ThoughtPart(text):
            return "thought", storable(text), None
        case ImagePart(attachment) | AudioPart(attachment):
            return attachment.kind, None, attachment
        case _:
            assert_never(part)


def _insert_attachment(
    connection: sqlite3.Connection, part: int | None, attachment: Attachment
) -> None:
    connection.execute(
        "INSERT INTO attachments (part, sha256, media_type, name, size_bytes, "
        "width_px, height_px, duration_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            part,
            attachment.sha256,
            attachment.media_type,
            storable(attachment.name),
            attachment.size_bytes,
            attachment.width_px,
            attachment.height_px,
            attachment.duration_s,
        ),
    )
