"""Records ↔ JSON objects, one a line.

Reading distrusts everything: files come from anywhere. A value of the wrong type, out of
bounds or too long makes the line unusable, and the reason says which it was; keys that are
not known are ignored, so that later versions may add some.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, assert_never

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.conversation import (
    ConversationId,
    MessageId,
    MessageStatus,
    MessageVersion,
    TitleOrigin,
)
from gemini_desk.chat.message import (
    AudioPart,
    ImagePart,
    Message,
    Part,
    Role,
    TextPart,
    ThoughtPart,
    TranscriptPart,
    VideoPart,
    part_for,
)
from gemini_desk.chat.organisation import Folder, Tag
from gemini_desk.storage.answer_json import answer_to_json, answers_from_json
from gemini_desk.storage.conversation_writer import write_time
from gemini_desk.storage.setup_json import (
    cut_from_json,
    cut_to_json,
    setup_from_json,
    setup_to_json,
)
from gemini_desk.storage.transfer.fields import Fields
from gemini_desk.storage.transfer.records import (
    ConversationRecord,
    DraftRecord,
    LibraryRecord,
    MessageRecord,
    Record,
)
from gemini_desk.storage.transfer.transcript_object import transcript_from, transcript_object

if TYPE_CHECKING:
    from datetime import datetime

    from gemini_desk.storage.blob_store import BlobStore

_LONGEST_TITLE = 10_000
_LONGEST_NAME = 1000
_LONGEST_TEXT = 50_000_000  # characters; a line is bounded anyway
_MOST_PARTS = 1000
_MOST_TAGS = 1000


def to_object(record: Record) -> dict[str, Any]:
    """The JSON object of `record`; what is not set is left out."""
    found: dict[str, Any]
    match record:
        case Folder(id_, name):
            found = {"type": "folder", "id": id_, "name": name}
        case Tag(id_, name, colour):
            found = {"type": "tag", "id": id_, "name": name, "colour": colour}
        case LibraryRecord(table, id_, body):
            kind = "preset" if table == "presets" else "prompt"
            found = {"type": kind, "id": id_, "content": body, "hidden": body is None or None}
        case ConversationRecord():
            found = _conversation_object(record)
        case MessageRecord():
            found = _message_object(record)
        case DraftRecord():
            found = {
                "type": "draft",
                "id": record.id,
                "conversation": record.conversation_id,
                "queued": record.is_queued or None,
                "text": record.text,
                "updated_at": write_time(record.updated_at),
                "attachments": [_attachment_object(it) for it in record.attachments] or None,
            }
        case _:
            assert_never(record)
    return {key: value for key, value in found.items() if value is not None}


def from_object(content: Any, blobs: BlobStore) -> Record | None:
    """The record in `content`; None for a kind that is not known.

    Raises:
        ValueError: It cannot be used; the text is the end of a sentence that says why.
    """
    fields = Fields(content)
    match fields.text("type", 40):
        case "folder":
            return Folder(fields.id("id"), fields.name("name", _LONGEST_NAME))
        case "tag":
            return Tag(
                fields.id("id"), fields.name("name", _LONGEST_NAME), fields.text("colour", 40)
            )
        case "preset":
            return LibraryRecord("presets", fields.id("id"), _body(fields))
        case "prompt":
            return LibraryRecord("prompts", fields.id("id"), _body(fields))
        case "conversation":
            return _conversation(fields)
        case "message":
            return _message(fields, blobs)
        case "draft":
            return DraftRecord(
                fields.id("id"),
                ConversationId(fields.id("conversation")),
                fields.flag("queued"),
                fields.text("text", _LONGEST_TEXT),
                fields.time("updated_at"),
                tuple(_attachment(it, blobs) for it in fields.objects("attachments", _MOST_PARTS)),
            )
        case _:
            return None


def _body(fields: Fields) -> dict[str, Any] | None:
    return None if fields.flag("hidden") else fields.object("content")


def _conversation_object(record: ConversationRecord) -> dict[str, Any]:
    return {
        "type": "conversation",
        "id": record.id,
        "title": record.title,
        "title_origin": record.title_origin,
        "created_at": write_time(record.created_at),
        "updated_at": write_time(record.updated_at),
        "open_message": record.leaf_id,
        "setup": _decoded(setup_to_json(record.setup)),
        "context_cut": _decoded(cut_to_json(record.context_cut)),
        "forked_from": record.forked_from,
        "deleted_at": _time(record.deleted_at),
        "pinned_at": _time(record.pinned_at),
        "archived_at": _time(record.archived_at),
        "folder": record.folder_id,
        "tags": list(record.tag_ids) or None,
    }


def _conversation(fields: Fields) -> ConversationRecord:
    leaf_id = fields.optional_id("open_message")
    forked_from = fields.optional_id("forked_from")
    return ConversationRecord(
        id=ConversationId(fields.id("id")),
        title=fields.text("title", _LONGEST_TITLE),
        title_origin=fields.one_of("title_origin", TitleOrigin, TitleOrigin.PERSON),
        created_at=fields.time("created_at"),
        updated_at=fields.time("updated_at"),
        leaf_id=None if leaf_id is None else MessageId(leaf_id),
        setup=setup_from_json(fields.encoded("setup")),
        context_cut=cut_from_json(fields.encoded("context_cut")),
        forked_from=None if forked_from is None else ConversationId(forked_from),
        deleted_at=fields.optional_time("deleted_at"),
        pinned_at=fields.optional_time("pinned_at"),
        archived_at=fields.optional_time("archived_at"),
        folder_id=fields.optional_id("folder"),
        tag_ids=fields.ids("tags", _MOST_TAGS),
    )


def _message_object(record: MessageRecord) -> dict[str, Any]:
    version = record.version
    is_open = version.status is MessageStatus.STREAMING  # nobody goes on writing it over there
    return {
        "type": "message",
        "conversation": record.conversation_id,
        "id": version.id,
        "parent": version.parent_id,
        "role": version.message.role,
        "status": MessageStatus.INTERRUPTED if is_open else version.status,
        "created_at": write_time(version.created_at),
        "parts": [_part_object(part) for part in version.message.parts],
        "answer": _decoded(answer_to_json(version.answer)),
    }


def _message(fields: Fields, blobs: BlobStore) -> MessageRecord:
    parent = fields.optional_id("parent")
    status = fields.one_of("status", MessageStatus, MessageStatus.COMPLETE)
    (answer,) = answers_from_json([fields.encoded("answer")])
    parts = tuple(_part(it, blobs) for it in fields.objects("parts", _MOST_PARTS))
    return MessageRecord(
        ConversationId(fields.id("conversation")),
        MessageVersion(
            MessageId(fields.id("id")),
            None if parent is None else MessageId(parent),
            Message(fields.one_of("role", Role), parts),
            fields.time("created_at"),
            MessageStatus.INTERRUPTED if status is MessageStatus.STREAMING else status,
            answer,
        ),
    )


def _part_object(part: Part) -> dict[str, Any]:
    match part:
        case TextPart(text):
            return {"kind": "text", "text": text}
        case ThoughtPart(text, duration_s):
            found = {"kind": "thought", "text": text}
            return found if duration_s is None else {**found, "duration_s": duration_s}
        case ImagePart(attachment) | AudioPart(attachment) | VideoPart(attachment):
            return _attachment_object(attachment)
        case TranscriptPart(attachment, transcript):
            return {
                "kind": "transcript",
                "recording": _attachment_object(attachment),
                "transcript": transcript_object(transcript),
            }
        case _:
            assert_never(part)


def _part(content: Any, blobs: BlobStore) -> Part:
    fields = Fields(content)
    match fields.text("kind", 40):
        case "text":
            return TextPart(fields.text("text", _LONGEST_TEXT))
        case "thought":
            return ThoughtPart(
                fields.text("text", _LONGEST_TEXT), fields.optional_number("duration_s")
            )
        case "transcript":
            recording = _attachment(fields.object("recording"), blobs)
            return TranscriptPart(recording, transcript_from(fields.object("transcript")))
        case _:
            return part_for(_attachment(content, blobs))


def _attachment_object(attachment: Attachment) -> dict[str, Any]:
    content = asdict(attachment)
    del content["path"]
    content["note"] = attachment.note or None
    return {key: value for key, value in content.items() if value is not None}


def _attachment(content: Any, blobs: BlobStore) -> Attachment:
    fields = Fields(content)
    sha256 = fields.text("sha256", 64)
    return Attachment(
        kind=fields.one_of("kind", AttachmentKind),
        sha256=sha256,
        media_type=fields.text("media_type", 100),
        name=fields.text("name", _LONGEST_NAME),
        size_bytes=fields.whole("size_bytes"),
        path=blobs.path_of(sha256),  # ValueError if it is no digest
        width_px=fields.optional_whole("width_px"),
        height_px=fields.optional_whole("height_px"),
        duration_s=fields.optional_number("duration_s"),
        track=fields.optional_whole("track"),
        note=fields.optional_text("note", _LONGEST_NAME) or "",
    )


def _decoded(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _time(time: datetime | None) -> str | None:
    return None if time is None else write_time(time)
