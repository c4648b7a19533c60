"""Files on disk → attachments."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.errors import AttachmentMissingError, UnsupportedAttachmentError
from gemini_desk.media.attachment_kinds import examine

if TYPE_CHECKING:
    from pathlib import Path


def attach(path: Path, kind: AttachmentKind | None = None) -> Attachment:
    """Examine the file at `path` and name it by its content.

    Args:
        path: Any file.
        kind: What it has to be, or is wanted for: of a film, the sound alone. None takes what
            it is.

    Raises:
        UnsupportedAttachmentError: It cannot be used, or is of another kind.
        AttachmentMissingError: There is no such file.
    """
    path = path.expanduser().absolute()
    examination = examine(path, kind)
    if kind is not None and examination.kind is not kind:
        raise UnsupportedAttachmentError(
            f"{path.name} is of kind {examination.kind.value}, not {kind.value}.",
            hint=f"Pass it as --{examination.kind.value}.",
        )
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size_bytes = path.stat().st_size
    except FileNotFoundError:
        raise AttachmentMissingError(f"{path.name} is gone.") from None
    return Attachment(
        kind=examination.kind,
        sha256=digest,
        media_type=examination.media_type,
        name=path.name,
        size_bytes=size_bytes,
        path=path,
        width_px=examination.width_px,
        height_px=examination.height_px,
        duration_s=examination.duration_s,
        note=examination.note,
    )
