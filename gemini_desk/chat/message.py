"""Messages and the parts they are made of.

To add a kind of part:
1. add its dataclass here and to `Part`;
2. add its kind to `chat/attachment.py` and `media/attachment_kinds.py`;
3. let mypy name the places that must speak of it (`assert_never`): the engine's prompt,
   the conversation pane, the store and each exporter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from gemini_desk.chat.attachment import Attachment, AttachmentKind

if TYPE_CHECKING:
    from gemini_desk.transcripts.transcript import Transcript


class Role(StrEnum):
    """The author of a message, in the words of chat templates."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class TextPart:
    """Plain text; Markdown when the assistant wrote it."""

    text: str


@dataclass(frozen=True, slots=True)
class ImagePart:
    """A picture."""

    attachment: Attachment


@dataclass(frozen=True, slots=True)
class AudioPart:
    """A clip of sound."""

    attachment: Attachment


@dataclass(frozen=True, slots=True)
class VideoPart:
    """A film: its pictures, and its sound where the model takes both."""

    attachment: Attachment


@dataclass(frozen=True, slots=True)
class ThoughtPart:
    """What a model thought before it answered: shown on request, never read by a model again.

    Attributes:
        text: Markdown.
        duration_s: How long it thought; None while it does, or if nobody measured it.
    """

    text: str
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class TranscriptPart:
    """What is said in a recording: the answer to a recording that was to be transcribed.

    Attributes:
        attachment: The recording, that of the question.
        transcript: As far as it was heard.
    """

    attachment: Attachment
    transcript: Transcript


MediaPart: TypeAlias = ImagePart | AudioPart | VideoPart
Part: TypeAlias = TextPart | MediaPart | ThoughtPart | TranscriptPart


def part_for(attachment: Attachment) -> MediaPart:
    """The part that carries `attachment`."""
    match attachment.kind:
        case AttachmentKind.IMAGE:
            return ImagePart(attachment)
        case AttachmentKind.AUDIO:
            return AudioPart(attachment)
        case AttachmentKind.VIDEO:
            return VideoPart(attachment)


@dataclass(frozen=True, slots=True)
class Message:
    """One message: who wrote it and its parts, in reading order."""

    role: Role
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The text of all text parts, joined by line breaks; thoughts are left out."""
        # A list, not a generator: thousands of messages are opened at once.
        return "\n".join([part.text for part in self.parts if isinstance(part, TextPart)])

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """What a model sees and hears, in reading order; without recordings of transcripts."""
        media = (ImagePart, AudioPart, VideoPart)
        return tuple([part.attachment for part in self.parts if isinstance(part, media)])

    @property
    def files(self) -> tuple[Attachment, ...]:
        """Every file that belongs to it: the attachments, and the recordings of transcripts."""
        with_file = (ImagePart, AudioPart, VideoPart, TranscriptPart)
        return tuple([part.attachment for part in self.parts if isinstance(part, with_file)])

    @property
    def transcript(self) -> TranscriptPart | None:
        """Its transcript, if it is one."""
        for part in self.parts:
            if isinstance(part, TranscriptPart):
                return part
        return None

    @classmethod
    def user(cls, text: str, *attachments: Attachment) -> Message:
        """A person's message: attachments first, then the text that asks about them."""
        parts: list[Part] = [part_for(attachment) for attachment in attachments]
        if text:
            parts.append(TextPart(text))
        return cls(Role.USER, tuple(parts))

    @classmethod
    def assistant(cls, text: str) -> Message:
        """A model's message."""
        return cls(Role.ASSISTANT, (TextPart(text),))

    @classmethod
    def system(cls, text: str) -> Message:
        """The system prompt."""
        return cls(Role.SYSTEM, (TextPart(text),))
