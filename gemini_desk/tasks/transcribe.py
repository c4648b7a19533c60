"""A clip → a transcript, up to the longest clip that the model takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import GenerationRequest
from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.tasks.transcript import Segment, Transcript

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.tasks.model_session import ModelSession

# The wording that Google recommends for Gemma (https://ai.google.dev/gemma/docs).
_INSTRUCTIONS = (
    "Follow these specific instructions for formatting the answer: only output the "
    "transcription, with no newlines; when transcribing numbers, write the digits"
)


def transcription_prompt(language: str | None) -> str:
    """What the model is asked; `language` is an English name, or None for the clip's own."""
    if language is None:
        return f"Transcribe the following speech segment in its original language. {_INSTRUCTIONS}"
    return (
        f"Transcribe the following speech segment in {language} into {language} text. "
        f"{_INSTRUCTIONS}"
    )


def transcribe(
    session: ModelSession, clip: Attachment, *, language: str | None = None
) -> Transcript:
    """Transcribe `clip` in one piece.

    Raises:
        UnsupportedAttachmentError: The model takes no sound, or the clip is too long for it.
        GeminiDeskError: The generation failed.
    """
    capabilities = session.model.capabilities
    name = session.model.identity.id
    if not capabilities.audio:
        raise UnsupportedAttachmentError(
            f"The model {name} does not take sound.", hint="Choose a model that does."
        )
    duration_s = clip.duration_s or 0.0
    longest_s = capabilities.max_audio_s
    if longest_s is not None and duration_s > longest_s:
        raise UnsupportedAttachmentError(
            f"{clip.name} lasts {duration_s:.1f} s; {name} takes at most {longest_s:g} s at once.",
            hint="Cut it into shorter pieces.",
        )
    request = GenerationRequest(
        messages=(Message.user(transcription_prompt(language), clip),),
        parameters=GenerationParameters(temperature=0.0),
    )
    text, _ = session.answer(request)
    text = text.strip()
    segments = (Segment(0.0, duration_s, text),) if text else ()
    return Transcript(text, language, duration_s, segments)


def summarise(session: ModelSession, transcript: Transcript) -> str:
    """A summary of `transcript` in a few sentences."""
    prompt = f"Summarise this transcript in a few sentences:\n\n{transcript.text}"
    text, _ = session.answer(GenerationRequest(messages=(Message.user(prompt),)))
    return text.strip()
