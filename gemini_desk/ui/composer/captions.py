"""The figures of an attachment, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.sizes import clock_text, size_text

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment, AttachmentKind


def figures(attachment: Attachment) -> str:
    """Dimensions or duration, and size."""
    from gemini_desk.chat.attachment import AttachmentKind  # there is none before the paint

    size = size_text(attachment.size_bytes)
    match attachment.kind:
        case AttachmentKind.IMAGE:
            if attachment.width_px is None or attachment.height_px is None:
                return size
            return f"{attachment.width_px} × {attachment.height_px} · {size}"
        case AttachmentKind.AUDIO | AttachmentKind.VIDEO:
            if attachment.duration_s is None:
                return size
            return f"{clock_text(attachment.duration_s)} · {size}"


def kind_name(kind: AttachmentKind) -> str:
    """What a person calls it."""
    from gemini_desk.chat.attachment import AttachmentKind

    names = {
        AttachmentKind.IMAGE: "Picture",
        AttachmentKind.AUDIO: "Clip",
        AttachmentKind.VIDEO: "Film",
    }
    return names[kind]
