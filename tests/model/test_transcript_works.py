"""Works on a long transcript with a real model of random weights: what it reads always fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.message import Message
from gemini_desk.engine.events import GenerationRequest, LoadRequest, TextDelta
from gemini_desk.tasks.model_session import ModelSession
from gemini_desk.tasks.transcript_work.answer import Question, answer
from gemini_desk.tasks.transcript_work.running import Hearer, run
from gemini_desk.tasks.transcript_work.summarise import Style, SummaryOptions, summarise
from gemini_desk.tasks.transcript_work.task import Task
from gemini_desk.tasks.transcript_work.translate import translate
from gemini_desk.transcripts.timed_text import timed_line
from tests.helpers.tiny_checkpoints import build
from tests.helpers.transcripts import long_transcript, transcript_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gemini_desk.engine.events import Delta, Finished
    from gemini_desk.tasks.transcript_work.fitting import Segments
    from gemini_desk.tasks.transcript_work.steps import Progress, Work
    from gemini_desk.transcripts.transcript import Transcript

pytestmark = [pytest.mark.weights, pytest.mark.slow]

CONTEXT_TOKENS = 512


@pytest.fixture(scope="module")
def session(checkpoints: Path) -> Iterator[ModelSession]:
    folder = build("gemma4", checkpoints)
    with ModelSession() as made:
        made.load(LoadRequest(str(folder), device="cpu"))
        yield made


class Heard:
    """What a person hears of a work."""

    def __init__(self) -> None:
        self.text = ""
        self.transcripts: list[Transcript] = []
        self.progress: list[Progress] = []

    def run(self, work: Work, session: ModelSession) -> tuple[Finished, ...]:
        return run(
            work, session, Hearer(self._on_delta, self.transcripts.append, self.progress.append)
        )

    def _on_delta(self, delta: Delta) -> None:
        if isinstance(delta, TextDelta):
            self.text += delta.text


def fits(endings: tuple[Finished, ...]) -> bool:
    return all(
        each.usage.prompt_tokens + each.usage.completion_tokens <= CONTEXT_TOKENS
        for each in endings
    )


def test_what_does_not_fit_is_summarised_part_by_part(session: ModelSession) -> None:
    heard = Heard()
    task = Task(long_transcript(0.04), CONTEXT_TOKENS)
    endings = heard.run(summarise(task, SummaryOptions(Style.SENTENCE)), session)
    assert len(endings) >= 4
    assert fits(endings)
    assert heard.progress[-1].part == heard.progress[-1].parts == len(endings)
    assert heard.text


def test_three_hours_are_asked_about(session: ModelSession) -> None:
    def conversation(segments: Segments) -> GenerationRequest:
        lines = "\n".join(timed_line(each) for each in segments)
        return GenerationRequest((Message.user(f"{lines}\n\nHow large is the budget?"),))

    heard = Heard()
    task = Task(long_transcript(3, at_777="The budget is forty."), CONTEXT_TOKENS)
    (ending,) = heard.run(answer(task, Question("The budget?", conversation)), session)
    assert fits((ending,))
    assert ending.usage.prompt_tokens < CONTEXT_TOKENS


def test_a_model_that_rambles_loses_no_segment(session: ModelSession) -> None:
    heard = Heard()
    source = transcript_of(["It rains.", "It snows.", "We meet at 14:30."])
    endings = heard.run(translate(Task(source, CONTEXT_TOKENS), "German"), session)
    assert fits(endings)
    result = heard.transcripts[-1]
    assert [each.start_s for each in result.segments] == [0.0, 10.0, 20.0]
    assert all(each.text for each in result.segments)
