"""A summary of a transcript in one call, for scripts and terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.engine.events import TextDelta
from gemini_desk.tasks.transcript_work.running import Hearer, run
from gemini_desk.tasks.transcript_work.summarise import Style, SummaryOptions
from gemini_desk.tasks.transcript_work.summarise import summarise as summary_of
from gemini_desk.tasks.transcript_work.task import Task

if TYPE_CHECKING:
    from gemini_desk.engine.events import Delta
    from gemini_desk.tasks.model_session import ModelSession
    from gemini_desk.transcripts.transcript import Transcript


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
