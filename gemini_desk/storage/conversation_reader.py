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

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import (
    Conversation,
    ConversationId,
    MessageId,
    MessageStatus,
    MessageVersion,
    TitleOrigin,
)
from gemini_desk.chat.message import (
    Message,
    Part,
    Role,
    TextPart,
    ThoughtPart,
    TranscriptPart,
    part_for,
)
from gemini_desk.storage.answer_json import answers_from_json
from gemini_desk.storage.attachment_rows import read_attachment
from gemini_desk.storage.pending_text import PendingRow, append_pending
from gemini_desk.storage.setup_json import cut_from_json, setup_from_json
from gemini_desk.storage.transcript_rows import read_transcripts

if TYPE_CHECKING:
    import sqlite3

    from gemini_desk.storage.blob_store import BlobStore

logger = logging.getLogger(__name__)

# Faster than to call the enums, for thousands of rows.
_ROLES = {role.value: role for role in Role}
_STATUSES = {status.value: status for status in MessageStatus}
_ORIGINS = {origin.value: origin for origin in TitleOrigin}

_CONVERSATION = """
    SELECT number, title, created_at, updated_at, leaf_id,
           title_origin, setup, context_cut, forked_from
    FROM conversations WHERE id = ?
"""
_VERSIONS = """
    SELECT number, id, parent_id, role, status, created_at, answer
    FROM versions WHERE conversation = ? ORDER BY number
"""
_PARTS = """
    SELECT parts.number, parts.version, kind, text, parts.duration_s,
           sha256, media_type, name, size_bytes, width_px, height_px, attachments.duration_s,
           attachments.track, attachments.note
    FROM versions JOIN parts ON parts.version = versions.number
    LEFT JOIN attachments ON attachments.part = parts.number
    WHERE versions.conversation = ? ORDER BY parts.version, parts.position
"""
_PENDING_TEXT = """
    SELECT pending_text.version, kind, text, arrived_s
    FROM versions JOIN pending_text ON pending_text.version = versions.number
    WHERE versions.conversation = ? ORDER BY pending_text.number
"""


def read_conversation(
    connection: sqlite3.Connection, blobs: BlobStore, conversation_id: ConversationId
) -> Conversation | None:
    """The conversation, or None if it is not stored."""
    row = connection.execute(_CONVERSATION, (conversation_id,)).fetchone()
    if row is None:
        return None
    number, title, created_at, updated_at, leaf_id, origin, setup, cut, forked_from = row
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
        # A title of unknown origin may be a person's, and then it must not be replaced.
        title_origin=_ORIGINS.get(origin, TitleOrigin.PERSON),
        setup=setup_from_json(setup),
        context_cut=cut_from_json(cut),
        forked_from=ConversationId(forked_from) if isinstance(forked_from, str) else None,
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
    rows = connection.execute(_PARTS, (conversation,)).fetchall()
    # Most conversations have none: no second look at all their parts.
    has_transcripts = any(row[2] == "transcript" for row in rows)
    transcripts = read_transcripts(connection, conversation) if has_transcripts else {}
    for number, version, kind, text, thought_s, *file in rows:
        if kind == "text":
            parts[version].append(TextPart(str(text or "")))
            continue
        if kind == "thought":
            duration_s = thought_s if isinstance(thought_s, float) else None
            parts[version].append(ThoughtPart(str(text or ""), duration_s))
            continue
        try:
            if kind == "transcript":
                recording = read_attachment(blobs, AttachmentKind.AUDIO, file)
                parts[version].append(TranscriptPart(recording, transcripts[number]))
            else:
                parts[version].append(part_for(read_attachment(blobs, kind, file)))
        except (KeyError, TypeError, ValueError):
            logger.warning("a part that cannot be read was left out")
    pending: dict[int, list[PendingRow]] = defaultdict(list)
    for version, *row in connection.execute(_PENDING_TEXT, (conversation,)):
        pending[version].append((row[0], row[1], row[2]))
    for version, late in pending.items():
        append_pending(parts[version], late)
    return parts
