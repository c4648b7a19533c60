"""Which attachments the loaded model takes, and why not. No Qt in here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.ui.composer.captions import duration_text

if TYPE_CHECKING:
    from gemini_desk.engine.events import Capabilities


class Objection(NamedTuple):
    """Why an attachment cannot be sent.

    Attributes:
        short: For a card, a few words.
        reason: One sentence.
        hint: What to do about it.
    """

    short: str
    reason: str
    hint: str


def objection_to(attachment: Attachment, capabilities: Capabilities | None) -> Objection | None:
    """Why the loaded model cannot take `attachment`; None if it can.

    Nothing is objected to while no model is loaded (`capabilities` is None).
    """
    if capabilities is None:
        return None
    match attachment.kind:
        case AttachmentKind.IMAGE:
            if not capabilities.image:
                return Objection(
                    "model takes no pictures",
                    "The loaded model does not take pictures.",
                    "Choose another model, or remove the picture.",
                )
        case AttachmentKind.AUDIO:
            if not capabilities.audio:
                return Objection(
                    "model takes no sound",
                    "The loaded model does not take sound.",
                    "Choose another model, or remove the clip.",
                )
            return _objection_to_length(attachment.duration_s, capabilities.max_audio_s)
    return None


def _objection_to_length(duration_s: float | None, limit_s: float | None) -> Objection | None:
    if duration_s is None or limit_s is None or duration_s <= limit_s:
        return None
    return Objection(
        f"longer than {duration_text(limit_s)}",
        f"The clip lasts {duration_text(duration_s)}; the loaded model hears at most "
        f"{duration_text(limit_s)} at once.",
        "Cut it into shorter clips, or choose another model.",
    )


def microphone_objection(capabilities: Capabilities | None) -> str:
    """Why recording is of no use now; "" if it is."""
    if capabilities is None or capabilities.audio:
        return ""
    return "The loaded model does not take sound"
