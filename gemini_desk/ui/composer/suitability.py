"""Which attachments the loaded model takes, and why not. No Qt in here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
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

    Nothing is objected to while no model is loaded (`capabilities` is None), nor to a recording
    that is longer than the model hears at once: it is transcribed first.
    """
    from gemini_desk.chat.attachment import AttachmentKind  # there is none before the paint

    if capabilities is None or capabilities.takes(attachment.kind):
        return None
    match attachment.kind:
        case AttachmentKind.IMAGE:
            return Objection(
                "model takes no pictures",
                "The loaded model does not take pictures.",
                "Choose another model, or remove the picture.",
            )
        case AttachmentKind.AUDIO:
            return Objection(
                "model takes no sound",
                "The loaded model does not take sound.",
                "Choose another model, or remove the clip.",
            )
        case AttachmentKind.VIDEO:
            return Objection(
                "model takes no films",
                "The loaded model does not take films.",
                "Use the film's sound alone, choose another model, or remove the film."
                if capabilities.audio
                else "Choose another model, or remove the film.",
            )


def is_only_heard(attachment: Attachment, capabilities: Capabilities | None) -> bool:
    """Whether it is a film, of which the loaded model takes the sound alone."""
    from gemini_desk.chat.attachment import AttachmentKind

    if capabilities is None or attachment.kind is not AttachmentKind.VIDEO:
        return False
    return capabilities.audio and not capabilities.video


def is_transcribed_first(attachment: Attachment, capabilities: Capabilities | None) -> bool:
    """Whether it is a clip that is longer than the loaded model hears at once."""
    from gemini_desk.chat.attachment import AttachmentKind
    from gemini_desk.chat.transcription import is_too_long

    if capabilities is None or not capabilities.audio:
        return False
    is_clip = attachment.kind is AttachmentKind.AUDIO
    return is_clip and is_too_long(attachment, capabilities.max_audio_s)


def why_only_seen(attachment: Attachment, capabilities: Capabilities | None) -> str:
    """Why the engine leaves the sound of a film out; "" if it does not, or it is no film."""
    from gemini_desk.chat.attachment import AttachmentKind

    if capabilities is None or attachment.kind is not AttachmentKind.VIDEO:
        return ""
    reason = capabilities.why_only_seen(attachment.duration_s)
    if not reason:
        return ""
    way_out = "“Sound only” has the sound transcribed." if capabilities.audio else ""
    return f"{reason}\n{way_out}".strip()


def microphone_objection(capabilities: Capabilities | None) -> str:
    """Why recording is of no use now; "" if it is."""
    if capabilities is None or capabilities.audio:
        return ""
    return "The loaded model does not take sound"
