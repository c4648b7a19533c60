"""What is asked of a model about a recording: to write it down, and to summarise it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.engine.events import TextDelta
from gemini_desk.tasks.long_audio.pipeline import transcribe_recording
from gemini_desk.tasks.transcript_work.running import Hearer, run
from gemini_desk.tasks.transcript_work.summarise import Style, SummaryOptions
from gemini_desk.tasks.transcript_work.summarise import summarise as summary_of
from gemini_desk.tasks.transcript_work.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.engine.events import Delta
    from gemini_desk.tasks.long_audio.pipeline import Session
    from gemini_desk.tasks.long_audio.progress import TranscriptionProgress
    from gemini_desk.tasks.model_session import ModelSession
    from gemini_desk.transcripts.transcript import Transcript

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
    session: Session,
    recording: Attachment,
    *,
    language: str | None = None,
    track: int | None = None,
    context: bool = True,
    known: Transcript | None = None,
    journal_path: Path | None = None,
    on_progress: Callable[[TranscriptionProgress], None] | None = None,
) -> Transcript:
    """Transcribe a recording of any length.

    Args:
        session: With a model that takes sound.
        recording: A sound file.
        language: An English name of the language; None for the recording's own.
        track: Which sound track of the file, counted from 0; None for the best one.
        context: Whether the model is told how the text before each piece ended.
        known: What is transcribed already; the job goes on at its `done_s`.
        journal_path: Where progress is kept, so that a job goes on where it stopped.
        on_progress: Called after each piece; what it raises ends the job.

    Raises:
        UnsupportedAttachmentError: The model takes no sound, or the file cannot be read.
        GeminiDeskError: The generation failed.
    """
    return transcribe_recording(
        session,
        recording,
        transcription_prompt(language),
        language=language,
        track=track,
        context=context,
        known=known,
        journal_path=journal_path,
        on_progress=on_progress,
    )


def summarise(session: ModelSession, transcript: Transcript) -> str:
    """A summary of `transcript` in a few sentences, of any length of transcript."""
    texts: list[str] = []

    def on_delta(delta: Delta) -> None:
        if isinstance(delta, TextDelta):
            texts.append(delta.text)

    task = Task(transcript, session.model.capabilities.context_tokens)
    work = summary_of(task, SummaryOptions(Style.PARAGRAPH))
    run(work, session, Hearer(on_delta, lambda _: None, lambda _: None))
    return "".join(texts).strip()
