"""Which work an answer needs: one that its question asks for, or an answer with citations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.chat.message import AudioPart, Message
from gemini_desk.errors import InputError
from gemini_desk.tasks.transcript_work import translate
from gemini_desk.tasks.transcript_work.answer import Question, answer
from gemini_desk.tasks.transcript_work.prompt_transcripts import PromptTranscripts
from gemini_desk.tasks.transcript_work.steps import Say
from gemini_desk.tasks.transcript_work.task import Task
from gemini_desk.tasks.transcript_work.which import subject
from gemini_desk.tasks.transcript_work.works import follows_instructions, planned
from gemini_desk.transcripts.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gemini_desk.chat.message import TranscriptPart
    from gemini_desk.engine.events import GenerationRequest, LoadedModel
    from gemini_desk.tasks.transcript_work.steps import Work


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """A work that an answer is made by.

    Attributes:
        work: What is done.
        source: The transcript that is worked on.
        makes_transcript: Whether the answer becomes a transcript itself; else transcripts that
            the work makes are written as text.
        kept: What the answer's own transcript holds already, if it goes on with one.
    """

    work: Work
    source: TranscriptPart
    makes_transcript: bool = False
    kept: Transcript | None = None


def plan(
    branch: Sequence[Message],
    own: Message,
    request: GenerationRequest,
    model: LoadedModel,
) -> PlannedWork | None:
    """The work that an answer needs; None if it is an answer like any other.

    Args:
        branch: The messages up to the question that is answered.
        own: The answer, as far as it is.
        request: What the model would be asked otherwise, with every transcript whole.
        model: The model that is loaded.

    Raises:
        InputError: The model cannot do what the question asks for.
    """
    question = branch[-1] if branch else None
    parts = [part for message in branch if (part := message.transcript) is not None]
    goes_on = translates_on(question, own)
    if own.transcript is not None and not goes_on:
        parts.append(own.transcript)
    parts = [part for part in parts if part.transcript.segments]
    if question is None or not parts:
        return None
    tokens = model.capabilities.context_tokens
    about = subject(question.text)
    sources = about.among(parts)
    asked = planned(about.text)
    if asked is not None and not own.text.strip():
        work, begin = asked
        obstacle = work.obstacle(model)
        if obstacle:
            raise InputError(
                f"{obstacle}: it can write a recording down, but not work on what is said.",
                hint="Choose a larger one in the model menu, then try again.",
            )
        source = sources[-1]
        kept = own.transcript.transcript if goes_on and own.transcript is not None else None
        if len(sources) > 1 and work.name != "translate":
            tasks = [Task(part.transcript, tokens, request.parameters) for part in sources]
            return PlannedWork(_one_by_one(sources, map(begin, tasks)), source)
        task = Task(source.transcript, tokens, request.parameters, kept)
        makes = work.name == "translate" and (goes_on or own.transcript is None)
        return PlannedWork(begin(task), source, makes, kept)
    found = PromptTranscripts(request, parts)
    segments = found.segments
    if about.name:
        meant = {id(each) for each in sources[-1].transcript.segments}
        segments = tuple(each for each in segments if id(each) in meant)
    if not segments:
        return None
    duration_s = max(part.transcript.duration_s for part in parts)
    task = Task(Transcript(None, duration_s, segments), tokens, request.parameters)
    asked_about = Question(about.text, found.with_segments, follows_instructions(model))
    return PlannedWork(answer(task, asked_about), sources[-1])


def _one_by_one(sources: Sequence[TranscriptPart], works: Iterable[Work]) -> Work:
    """The same work on each recording, below its name."""
    for number, (part, work) in enumerate(zip(sources, works, strict=True)):
        name = " ".join(part.attachment.title.split()).replace("*", "\\*")
        yield Say(f"{chr(10) * 2 if number else ''}**{name}**\n\n")
        yield from work


def translates_on(question: Message | None, own: Message) -> bool:
    """Whether an answer is a translation that was cut off: no recording is heard for it."""
    if question is None or own.transcript is None:
        return False
    is_heard = any(isinstance(part, AudioPart) for part in question.parts)
    return not is_heard and translate.read(subject(question.text).text) is not None
