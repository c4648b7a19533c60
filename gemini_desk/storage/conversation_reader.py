"""Rows → Conversation. Forgiving: one bad row never makes a conversation unopenable.

What cannot be read is replaced by what is likeliest, and reported to the log: a message
with an unknown author is left out, one whose parent is gone follows the message that was
written before it, a part of an unknown kind is left out.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.conversation import (
    Conversation,
    ConversationId,
    MessageId,
    MessageStatus,
    MessageVersion,
)
from gemini_desk.chat.message import Message, Part, Role, TextPart, ThoughtPart, part_for
from gemini_desk.storage.answer_json import answers_from_json

if TYPE_CHECKING:
    import sqlite3

    from gemini_desk.storage.blob_store import BlobStore

logger = logging.getLogger(__name__)

# Faster than to call the enums, for thousands of rows.
_ROLES = {role.value: role for role in Role}
_STATUSES = {status.value: status for status in MessageStatus}

_VERSIONS = """
    SELECT number, id, parent_id, role, status, created_at, answer
    FROM versions WHERE conversation = ? ORDER BY number
"""
_PARTS = """
    SELECT parts.version, kind, text, sha256, media_type, name, size_bytes,
           width_px, height_px, duration_s
    FROM versions JOIN parts ON parts.version = versions.number
    LEFT JOIN attachments ON attachments.part = parts.number
    WHERE versions.conversation = ? ORDER BY parts.version, parts.position
"""
_PENDING_TEXT = """
    SELECT pending_text.version, pending_text.text
    FROM versions JOIN pending_text ON pending_text.version = versions.number
    WHERE versions.conversation = ? ORDER BY pending_text.number
"""


def read_conversation(
    connection: sqlite3.Connection, blobs: BlobStore, conversation_id: ConversationId
) -> Conversation | None:
    """The conversation, or None if it is not stored."""
    row = connection.execute(
        "SELECT number, title, created_at, updated_at, leaf_id FROM conversations WHERE id = ?",
        (conversation_id,),
    ).fetchone()
    if row is None:
        return None
    number, title, created_at, updated_at, leaf_id = row
    versions = _read_versions(connection, number, _read_parts(connection, blobs, number))
    if leaf_id not in versions:
        leaf_id = next(reversed(versions), None)
    return Conversation(
        id=conversation_id,
        title=str(title),
        created_at=read_time(created_at),
        updated_at=read_time(updated_at),
        versions=versions,
        leaf_id=leaf_id,
    )


def read_time(text: Any) -> datetime:
    """The time in `text`; the epoch if it cannot be read."""
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return datetime.fromtimestamp(0, UTC)
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _read_versions(
    connection: sqlite3.Connection, conversation: int, parts: dict[int, list[Part]]
) -> dict[MessageId, MessageVersion]:
    versions: dict[MessageId, MessageVersion] = {}
    before: MessageId | None = None
    rows = connection.execute(_VERSIONS, (conversation,)).fetchall()
    answers = answers_from_json([row[-1] for row in rows])
    for row, answer in zip(rows, answers, strict=True):
        number, id_, parent_id, role_name, status_name, created_at, _ = row
        role, status = _ROLES.get(role_name), _STATUSES.get(status_name)
        if role is None:
            logger.warning("a message by an unknown author was left out")
            continue
        if status is None:
            logger.warning("a message with an unknown status was taken as complete")
            status = MessageStatus.COMPLETE
        # Parents are written first, so this also refuses circles.
        if parent_id is not None and parent_id not in versions:
            logger.warning("a message without its parent follows the one before it")
            parent_id = before
        before = MessageId(id_)
        versions[before] = MessageVersion(
            before,
            parent_id,
            Message(role, tuple(parts.get(number, ()))),
            read_time(created_at),
            status,
            answer,
        )
    return versions


def _read_parts(
    connection: sqlite3.Connection, blobs: BlobStore, conversation: int
) -> dict[int, list[Part]]:
    parts: dict[int, list[Part]] = defaultdict(list)
    for version, kind, text, *file in connection.execute(_PARTS, (conversation,)):
        if kind == "text":
            parts[version].append(TextPart(str(text)))
            continue
        if kind == "thought":
            parts[version].append(ThoughtPart(str(text)))
            continue
        try:
            parts[version].append(part_for(_read_attachment(blobs, kind, file)))
        except (TypeError, ValueError):
            logger.warning("a part that cannot be read was left out")
    pending: dict[int, list[str]] = defaultdict(list)
    for version, text in connection.execute(_PENDING_TEXT, (conversation,)):
        pending[version].append(text)
    for version, texts in pending.items():
        _append_text(parts[version], "".join(texts))
    return parts


def _append_text(parts: list[Part], text: str) -> None:
    """Lengthen the last part, as joining the pending text in the database will."""
    if parts and isinstance(last := parts[-1], TextPart):
        parts[-1] = TextPart(last.text + text)
    else:
        parts.append(TextPart(text))


def _read_attachment(blobs: BlobStore, kind: str, row: list[Any]) -> Attachment:
    sha256, media_type, name, size_bytes, width_px, height_px, duration_s = row
    return Attachment(
        kind=AttachmentKind(kind),
        sha256=sha256,
        media_type=str(media_type),
        name=str(name),
        size_bytes=int(size_bytes),
        path=blobs.path_of(sha256),
        width_px=None if width_px is None else int(width_px),
        height_px=None if height_px is None else int(height_px),
        duration_s=None if duration_s is None else float(duration_s),
    )
