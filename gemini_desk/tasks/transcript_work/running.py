"""Carries out the steps of a work, on the thread of whoever calls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from gemini_desk.chat.answer import FinishReason
from gemini_desk.engine.events import Finished, GenerationRequest, TextDelta
from gemini_desk.tasks.transcript_work.steps import Ask, Count, Keep, Say
from gemini_desk.transcripts.citations import CitationNamer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gemini_desk.chat.message import Message
    from gemini_desk.engine.events import Delta, TokensCounted
    from gemini_desk.tasks.transcript_work.steps import Outcome, Progress, Work
    from gemini_desk.transcripts.transcript import Transcript


class Session(Protocol):
    """Who asks the model: `ModelSession`, or the window's."""

    def stream(self, request: GenerationRequest) -> Iterator[Delta | Finished]:
        """The answer to `request`, as it comes; the last value is `Finished`."""

    def count(self, messages: tuple[Message, ...]) -> TokensCounted:
        """What the model would read."""


@dataclass(frozen=True, slots=True)
class Hearer:
    """Who hears how a work goes.

    Attributes:
        on_delta: More of what the person gets, thoughts included.
        on_transcript: The transcript that grows, as far as it is.
        on_progress: How far the work is.
    """

    on_delta: Callable[[Delta], object]
    on_transcript: Callable[[Transcript], object]
    on_progress: Callable[[Progress], object]


def run(work: Work, session: Session, hearer: Hearer) -> tuple[Finished, ...]:
    """Carry out `work`.

    Returns:
        How each answer of the model ended; after a cancelled one nothing more is asked.

    Raises:
        GeminiDeskError: The model failed, or what it would have to read does not fit.
    """
    endings: list[Finished] = []
    outcome: Outcome = None
    try:
        while True:
            step = work.send(outcome)
            outcome = None
            match step:
                case Ask():
                    hearer.on_progress(step.progress)
                    outcome, ending = _answer(step, session, hearer)
                    endings.append(ending)
                    if ending.reason is FinishReason.CANCELLED:
                        return tuple(endings)
                case Count(messages):
                    outcome = session.count(messages)
                case Say(text):
                    hearer.on_delta(TextDelta(text))
                case Keep(transcript):
                    hearer.on_transcript(transcript)
    except StopIteration:
        return tuple(endings)
    finally:
        work.close()


def _answer(step: Ask, session: Session, hearer: Hearer) -> tuple[str, Finished]:
    texts: list[str] = []
    ending: Finished | None = None
    namer = CitationNamer(step.recording) if step.recording else None
    for event in session.stream(step.request):
        if isinstance(event, Finished):
            ending = event
            continue
        if isinstance(event, TextDelta):
            texts.append(event.text)
            if namer is not None:
                event = replace(event, text=namer.add(event.text))
        if step.shown:
            hearer.on_delta(event)
    if namer is not None and step.shown and (rest := namer.end()):
        hearer.on_delta(TextDelta(rest))
    assert ending is not None  # a session ends each answer with it, or raises
    return "".join(texts), ending
