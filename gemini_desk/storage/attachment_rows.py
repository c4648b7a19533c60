"""Attachments ↔ rows: the columns that messages and drafts have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.unicode_text import well_formed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.storage.blob_store import BlobStore

ATTACHMENT_COLUMNS = (
    "sha256, media_type, name, size_bytes, width_px, height_px, duration_s, track, note"
)
ATTACHMENT_MARKS = ", ".join("?" for _ in ATTACHMENT_COLUMNS.split(","))
AttachmentRow: TypeAlias = tuple[
    str, str, str, int, int | None, int | None, float | None, int | None, str | None
]


def attachment_row(attachment: Attachment) -> AttachmentRow:
    """The values of `ATTACHMENT_COLUMNS`."""
    return (
        attachment.sha256,
        attachment.media_type,
        well_formed(attachment.name),
        attachment.size_bytes,
        attachment.width_px,
        attachment.height_px,
        attachment.duration_s,
        attachment.track,
        well_formed(attachment.note) or None,
    )


def read_attachment(blobs: BlobStore, kind: str, row: Sequence[Any]) -> Attachment:
    """The attachment of a row.

    Args:
        blobs: Where its content lies.
        kind: Image, audio or video.
        row: The values of `ATTACHMENT_COLUMNS`.

    Raises:
        TypeError: A value has the wrong type.
        ValueError: A value has no meaning.
    """
    sha256, media_type, name, size_bytes, width_px, height_px, duration_s, track, note = row
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
        track=None if track is None else int(track),
        note=str(note or ""),
    )
