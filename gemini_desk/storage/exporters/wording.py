"""What every export says of a message: who wrote it, when, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import (
    AudioPart,
    ImagePart,
    Role,
    TextPart,
    ThoughtPart,
    TranscriptPart,
    VideoPart,
)
from gemini_desk.transcripts.damage import damage_sentence
from gemini_desk.transcripts.timed_text import clock

if TYPE_CHECKING:
    from datetime import datetime

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import Conversation, MessageVersion
    from gemini_desk.chat.message import Part
    from gemini_desk.transcripts.transcript import Transcript


def title_of(conversation: Conversation) -> str:
    """The title, on one line."""
    return " ".join(conversation.title.split())


def author_of(version: MessageVersion) -> str:
    """Who wrote a message, as a heading says it."""
    match version.message.role:
        case Role.USER:
            return "You"
        case Role.SYSTEM:
            return "System prompt"
        case Role.ASSISTANT:
            return "Gemini"
        case other:
            assert_never(other)


def model_of(version: MessageVersion) -> str:
    """The model that wrote an answer, or ""."""
    if version.answer is None or version.answer.model is None:
        return ""
    name = " ".join(version.answer.model.id.split())
    left_for = " ".join(version.answer.model.left_for.split())
    return f"{name}, left the machine for {left_for}" if left_for else name


def time_of(time: datetime) -> str:
    """`time` on this machine's clock, as in “4 May 2026, 09:30”."""
    local = time.astimezone()
    return f"{local.day} {local:%B %Y, %H:%M}"


def ending_of(version: MessageVersion) -> str:
    """What a reader should know about the end of an answer, or ""."""
    if version.status is MessageStatus.FAILED:
        error = version.answer.error if version.answer is not None else ""
        return f"The answer failed. {' '.join(error.split())}".strip()
    if version.status is MessageStatus.INTERRUPTED:
        return "The answer was interrupted."
    if version.status is MessageStatus.STREAMING:
        return "The answer was still being written."
    match version.answer.finish_reason if version.answer is not None else None:
        case FinishReason.LENGTH:
            return "The answer reached its length limit."
        case FinishReason.CANCELLED:
            return "The answer was stopped."
        case _:
            return ""


def thought_title(duration_s: float | None) -> str:
    """The heading of a thought."""
    return "Thought" if duration_s is None else f"Thought for {duration(duration_s)}"


def duration(seconds: float) -> str:
    """A length of time, as in “2.5 s” or “3:07 min”."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02} min"


def transcript_title(attachment: Attachment, transcript: Transcript) -> str:
    """What heads a transcript: of what it is, and how far it goes if not to the end."""
    title = f"Transcript of {describe(attachment)}"
    if transcript.done_s is None:
        return title
    return f"{title}, up to {clock(transcript.done_s)}"


def losses_of(part: Part) -> list[str]:
    """What of the file of a part was not used, or could not be read: sentences."""
    match part:
        case TextPart() | ThoughtPart():
            return []
        case ImagePart(attachment) | AudioPart(attachment) | VideoPart(attachment):
            found = [attachment.note]
        case TranscriptPart(attachment, transcript):
            # A file that ends too soon is both: the place is said once.
            found = [damage_sentence(transcript.damages) or attachment.note]
        case _:
            assert_never(part)
    return [" ".join(each.split()) for each in found if each]


def describe(attachment: Attachment) -> str:
    """Name and measure of a file, on one line."""
    name = " ".join(attachment.name.split()) or attachment.kind.value
    words = [name]
    if attachment.width_px is not None and attachment.height_px is not None:
        words.append(f"{attachment.width_px} × {attachment.height_px}")
    if attachment.duration_s is not None:
        words.append(duration(attachment.duration_s))
    return ", ".join(words)
