"""Which recordings are transcribed before they are answered, and what a model reads of them then.

A recording is transcribed if it is longer than the model takes, or if a person asks for it with
the words of the prompt `/transcribe`, which the buttons write, too: alone or before a question.
Other words about a short clip are for the model, which hears it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.draft import Draft
from gemini_desk.chat.message import AudioPart, Message, Part, Role, TextPart, TranscriptPart
from gemini_desk.transcripts.timed_text import clock, timed_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gemini_desk.chat.attachment import Attachment

# The text of assets/prompts/transcribe.json, word for word.
TRANSCRIBE: Final = "Transcribe this recording."
_ASKS_ALONE: Final = re.compile(
    r"(please\s+)?(transcribe|write\s+down|transcript(ion)?)"
    r"(\s+(of\s+)?(this|the|it|that)(\s+(recording|clip|audio|file|memo|sound))?)?(,?\s+please)?"
    r"[\s.!:]*",
    re.IGNORECASE,
)


def asked_beyond(text: str) -> str:
    """What is asked with a recording besides a transcript of it; "" for nothing."""
    text = text.strip()
    if _ASKS_ALONE.fullmatch(text):
        return ""
    return text.removeprefix(TRANSCRIBE).strip()


def asks_for_transcript(text: str) -> bool:
    """Whether `text` asks for a transcript of any recording, alone or before something else."""
    return text.strip().startswith(TRANSCRIBE)


def recording_to_transcribe(message: Message, longest_audio_s: float | None) -> Attachment | None:
    """The recording of a question that is transcribed first; None if there is none.

    Args:
        message: A person's message.
        longest_audio_s: Longest clip that the model takes; None for any.
    """
    clips = [part.attachment for part in message.parts if isinstance(part, AudioPart)]
    for clip in clips:
        if is_too_long(clip, longest_audio_s):
            return clip
    return clips[0] if clips and asks_for_transcript(message.text) else None


def one_recording_each(draft: Draft, longest_audio_s: float | None) -> list[Draft]:
    """`draft` as messages with one recording to transcribe each, and what is asked of them last.

    Args:
        draft: What a person sends.
        longest_audio_s: Longest clip that the model takes; None for any.
    """
    asks = asks_for_transcript(draft.text)
    wanted = [
        clip
        for clip in draft.attachments
        if clip.kind is AttachmentKind.AUDIO and (asks or is_too_long(clip, longest_audio_s))
    ]
    if len(wanted) < 2:
        return [draft]
    others = tuple(each for each in draft.attachments if each not in wanted)
    found = [Draft(TRANSCRIBE, (clip,)) for clip in wanted]
    question = asked_beyond(draft.text)
    if question or others:
        found.append(Draft(question, others))
    return found


def others_to_transcribe(
    message: Message, transcribed: Attachment, longest_audio_s: float | None
) -> list[Attachment]:
    """The other recordings of a question that are to be transcribed, too.

    Args:
        message: A person's message.
        transcribed: The recording that is transcribed first.
        longest_audio_s: Longest clip that the model takes; None for any.
    """
    asks = asks_for_transcript(message.text)
    return [
        clip
        for clip in message.attachments
        if clip.kind is AttachmentKind.AUDIO
        and (asks or is_too_long(clip, longest_audio_s))
        and clip.content_key != transcribed.content_key
    ]


def is_too_long(clip: Attachment, longest_audio_s: float | None) -> bool:
    """Whether a model that hears at most `longest_audio_s` at once, None for any, refuses it."""
    if longest_audio_s is None or clip.duration_s is None:
        return False
    return clip.duration_s > longest_audio_s


def transcripts_of(messages: Iterable[Message]) -> dict[str, TranscriptPart]:
    """The transcripts in which something is said, by the digest of their recording."""
    found: dict[str, TranscriptPart] = {}
    for message in messages:
        part = message.transcript
        if part is None or not part.transcript.segments:
            continue
        before = found.get(part.attachment.content_key)
        # Behind a whole one of the same recording comes its translation.
        if before is None or not before.transcript.complete:
            found[part.attachment.content_key] = part
    return found


def whole_transcript(messages: Iterable[Message], recording: Attachment) -> TranscriptPart | None:
    """The newest transcript of `recording` that goes to its end; None if there is none."""
    found = None
    for message in messages:
        part = message.transcript
        is_it = part is not None and part.attachment.content_key == recording.content_key
        # One with a language is a translation: what was heard is in the recording's own.
        if part is not None and is_it and part.transcript.complete and not part.transcript.language:
            found = part
    return found


def as_read(
    message: Message, transcripts: dict[str, TranscriptPart], longest_audio_s: float | None
) -> Message:
    """`message` with recordings that a model does not take as text, and transcripts as text.

    A transcript stands where the recording was, in the question, if the model cannot hear
    that; else it is the answer that it was.
    """
    parts: list[Part] = []
    for part in message.parts:
        match part:
            case AudioPart(clip) if is_too_long(clip, longest_audio_s):
                parts.append(TextPart(recording_text(clip, transcripts.get(clip.content_key))))
            case TranscriptPart(clip, transcript):
                stands_in_question = transcripts.get(clip.content_key) == part
                if not (stands_in_question and is_too_long(clip, longest_audio_s)):
                    parts.append(TextPart(timed_text(transcript)))
            case _:
                parts.append(part)
    return replace(message, parts=tuple(parts))


def recording_text(clip: Attachment, part: TranscriptPart | None) -> str:
    """What a model reads in place of a recording: its transcript, or that there is none."""
    name = " ".join(clip.name.split())
    length = clock(clip.duration_s or 0.0)
    if part is None:
        return f"[A recording, {name}, {length}, that you cannot hear]\n"
    heard = part.transcript.done_s
    far = "" if heard is None else f", of which {clock(heard)} are transcribed"
    return f"Transcript of the recording {name}, {length}{far}:\n{timed_text(part.transcript)}\n"


def with_transcript(messages: Sequence[Message], part: TranscriptPart) -> tuple[Message, ...]:
    """`messages`, which end with the question about a recording, with its transcript instead."""
    *before, question = messages
    clip = part.attachment
    unheard = TextPart(recording_text(clip, None))
    text = TextPart(recording_text(clip, part))
    parts: list[Part] = []
    for each in question.parts:
        is_it = isinstance(each, AudioPart) and each.attachment.content_key == clip.content_key
        if is_it or each == unheard:
            parts.append(text)
        elif isinstance(each, TextPart) and asks_for_transcript(each.text):
            parts.append(TextPart(asked_beyond(each.text) or each.text))
        else:
            parts.append(each)
    if text not in parts:
        parts.insert(0, text)
    return (*before, Message(Role.USER, tuple(parts)))
