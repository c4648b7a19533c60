"""How many tokens a prompt may have on a server: an estimate, and called one.

Servers with a tokenizer could count, but a person's draft would have to be sent to them at every
pause of typing: what was not sent stays here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.engine.backends.server.film_parts import frames_of
from gemini_desk.engine.backends.server.what_it_takes import LONGEST_CLIP_S
from gemini_desk.engine.events import TokensCounted
from gemini_desk.engine.sampling import DEFAULT_MAX_NEW_TOKENS

if TYPE_CHECKING:
    from gemini_desk.chat.message import Message
    from gemini_desk.engine.events import CountTokensRequest

# Of vocabularies of 30,000 to 260,000 tokens, in texts of many languages.
_BYTES_PER_TOKEN: Final = 3.5
_TOKENS_PER_TURN: Final = 5  # what templates put around it
_TOKENS_PER_IMAGE: Final = 280  # Gemma 4's own budget; others take up to a few thousand
_AUDIO_TOKENS_PER_S: Final = 25


def estimate(request: CountTokensRequest, context_tokens: int) -> TokensCounted:
    """About what `request` would make a model read."""
    text_bytes = sum(len(message.text.encode()) for message in request.messages)
    transcripts = (part for message in request.messages if (part := message.transcript))
    text_bytes += sum(len(part.transcript.text.encode()) for part in transcripts)
    turns = _TOKENS_PER_TURN * len(request.messages)
    return TokensCounted(
        text_tokens=round(text_bytes / _BYTES_PER_TOKEN) + turns,
        image_tokens=_TOKENS_PER_IMAGE * _count(request.messages, AttachmentKind.IMAGE),
        video_tokens=_TOKENS_PER_IMAGE * _film_frames(request.messages),
        audio_tokens=round(_AUDIO_TOKENS_PER_S * _sound_s(request.messages)),
        context_tokens=context_tokens,
        answer_tokens=DEFAULT_MAX_NEW_TOKENS,
        is_estimate=True,
    )


def _count(messages: tuple[Message, ...], kind: AttachmentKind) -> int:
    return sum(each.kind is kind for message in messages for each in message.attachments)


def _film_frames(messages: tuple[Message, ...]) -> int:
    return sum(
        frames_of(each.duration_s or 0.0)
        for message in messages
        for each in message.attachments
        if each.kind is AttachmentKind.VIDEO
    )


def _sound_s(messages: tuple[Message, ...]) -> float:
    lengths = (
        (each.kind, each.duration_s or 0.0) for message in messages for each in message.attachments
    )
    return sum(
        length_s
        for kind, length_s in lengths
        if kind is AttachmentKind.AUDIO or length_s <= LONGEST_CLIP_S  # films: seen, not heard
    )
