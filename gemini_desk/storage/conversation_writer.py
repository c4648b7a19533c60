"""Conversations and their messages → rows. Callers hold a transaction."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, assert_never

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import (
    AudioPart,
    ImagePart,
    Part,
    TextPart,
    ThoughtPart,
    TranscriptPart,
    VideoPart,
)
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.errors import NotStoredError
from gemini_desk.storage.answer_json import answer_to_json
from gemini_desk.storage.attachment_rows import (
    ATTACHMENT_COLUMNS,
    ATTACHMENT_MARKS,
    attachment_row,
)
from gemini_desk.storage.pending_text import append_pending
from gemini_desk.storage.setup_json import cut_to_json, setup_to_json
from gemini_desk.storage.transcript_rows import insert_transcript

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import (
        Conversation,
        ConversationId,
        MessageVersion,
        TitleOrigin,
    )


def number_of(connection: sqlite3.Connection, conversation_id: ConversationId) -> int:
    """The row number of a conversation.

    Raises:
        NotStoredError: It is not stored.
    """
    row = connection.execute(
        "SELECT number FROM conversations WHERE id = ?", (conversation_id,)
    ).fetchone()
    if row is None:
        raise NotStoredError(
            "This conversation is not stored any more.",
            hint="It was deleted for good meanwhile; start a new one.",
        )
    return int(row[0])


def insert_conversation(
    connection: sqlite3.Connection, conversation: Conversation, versions: Iterable[MessageVersion]
) -> None:
    """Add a conversation with `versions`; what is there already is left alone."""
    connection.execute(
        "INSERT OR IGNORE INTO conversations (id, title, title_origin, created_at, updated_at, "
        "setup, context_cut, forked_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            conversation.id,
            well_formed(conversation.title),
            conversation.title_origin,
            write_time(conversation.created_at),
            write_time(conversation.updated_at),
            setup_to_json(conversation.setup),
            cut_to_json(conversation.context_cut),
            conversation.forked_from,
        ),
    )
    number = number_of(connection, conversation.id)
    for version in versions:
        insert_version(connection, number, version)
    connection.execute(
        "UPDATE conversations SET leaf_id = ? WHERE number = ?", (conversation.leaf_id, number)
    )


def rename_conversation(
    connection: sqlite3.Connection,
    conversation_id: ConversationId,
    title: str,
    origin: TitleOrigin,
) -> bool:
    """Change a title, unless a person gave it and somebody else wants to; whether it was."""
    number = number_of(connection, conversation_id)
    cursor = connection.execute(
        "UPDATE conversations SET title = ?, title_origin = ? "
        "WHERE number = ? AND (title_origin IN ('words', 'model') OR ? = 'person')",
        (well_formed(title), origin, number, origin),
    )
    return cursor.rowcount > 0


def replace_tags(
    connection: sqlite3.Connection, conversation_id: ConversationId, tag_ids: Iterable[str]
) -> None:
    """Let a conversation carry `tag_ids` and no others; tags that are gone are left out."""
    connection.execute(
        "DELETE FROM conversation_tags WHERE conversation = "
        "(SELECT number FROM conversations WHERE id = ?)",
        (conversation_id,),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO conversation_tags (conversation, tag) "
        "SELECT conversations.number, tags.number FROM conversations, tags "
        "WHERE conversations.id = ? AND tags.id = ?",
        [(conversation_id, tag_id) for tag_id in tag_ids],
    )


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
            None if answer is None else well_formed(answer),
        ),
    )
    number = cursor.lastrowid
    if not cursor.rowcount or number is None:
        return
    goes_on = version.status is MessageStatus.STREAMING
    for position, part in enumerate(version.message.parts):
        _insert_part(connection, number, position, part, goes_on=goes_on)


def join_pending_text(connection: sqlite3.Connection, version: int) -> None:
    """Join what was streamed to the last part, and make parts of what comes then."""
    rows = connection.execute(
        "SELECT kind, text, arrived_s FROM pending_text WHERE version = ? ORDER BY number",
        (version,),
    ).fetchall()
    if not rows:
        return
    last = connection.execute(
        "SELECT number, position, kind, text, duration_s FROM parts WHERE version = ? "
        "ORDER BY position DESC LIMIT 1",
        (version,),
    ).fetchone()
    parts: list[Part] = []
    position = 0
    if last is not None:
        number, position, kind, text, duration_s = last
        if kind == "text":
            parts.append(TextPart(str(text or "")))
        elif kind == "thought":
            parts.append(ThoughtPart(str(text or ""), duration_s))
        else:
            position += 1
    if parts:  # its row is written again below
        connection.execute("DELETE FROM parts WHERE number = ?", (number,))
    append_pending(parts, rows)
    for place, part in enumerate(parts, start=position):
        _insert_part(connection, version, place, part)
    connection.execute("DELETE FROM pending_text WHERE version = ?", (version,))


def write_time(time: datetime) -> str:
    """ISO 8601 in UTC with microseconds, always of the same length: it sorts as text."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def _insert_part(
    connection: sqlite3.Connection,
    version: int,
    position: int,
    part: Part,
    *,
    goes_on: bool = False,
) -> None:
    kind, text, duration_s, attachment = _columns_of(part)
    cursor = connection.execute(
        "INSERT INTO parts (version, position, kind, text, duration_s) VALUES (?, ?, ?, ?, ?)",
        (version, position, kind, text, duration_s),
    )
    if attachment is not None:
        connection.execute(
            f"INSERT INTO attachments (part, {ATTACHMENT_COLUMNS}) VALUES (?, {ATTACHMENT_MARKS})",
            (cursor.lastrowid, *attachment_row(attachment)),
        )
    if isinstance(part, TranscriptPart) and cursor.lastrowid is not None:
        insert_transcript(connection, cursor.lastrowid, part.transcript, goes_on=goes_on)


def _columns_of(part: Part) -> tuple[str, str | None, float | None, Attachment | None]:
    match part:
        case TextPart(text):
            return "text", well_formed(text), None, None
        case ThoughtPart(text, duration_s):
            return "thought", well_formed(text), duration_s, None
        case ImagePart(attachment) | AudioPart(attachment) | VideoPart(attachment):
            return attachment.kind, None, None, attachment
        case TranscriptPart(attachment):
            return "transcript", None, None, attachment
        case _:
            assert_never(part)
