"""Which work an answer needs: one that its question asks for, or an answer with citations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gemini_desk.chat.message import AudioPart, Message
from gemini_desk.errors import InputError
from gemini_desk.tasks.transcript_work import translate
from gemini_desk.tasks.transcript_work.answer import Question, answer
from gemini_desk.tasks.transcript_work.prompt_transcripts import PromptTranscripts
from gemini_desk.tasks.transcript_work.steps import Ask, Say
from gemini_desk.tasks.transcript_work.task import Task
from gemini_desk.tasks.transcript_work.which import subject
from gemini_desk.tasks.transcript_work.works import follows_instructions, planned
from gemini_desk.transcripts.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gemini_desk.chat.message import TranscriptPart
    from gemini_desk.engine.events import GenerationRequest, LoadedModel
    from gemini_desk.tasks.transcript_work.fitting import Segments
    from gemini_desk.tasks.transcript_work.steps import Outcome, Work
    from gemini_desk.tasks.transcript_work.which import Subject
    from gemini_desk.tasks.transcript_work.works import Begin, TranscriptWork


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
    about = _asked_about(branch, own)
    if about is None:
        return None
    tokens = model.capabilities.context_tokens
    if about.work is not None:
        work, begin = about.work
        obstacle = work.obstacle(model)
        if obstacle:
            raise InputError(
                f"{obstacle}: it can write a recording down, but not work on what is said.",
                hint="Choose a larger one in the model menu, then try again.",
            )
        source = about.sources[-1]
        goes_on = translates_on(branch[-1], own)
        kept = own.transcript.transcript if goes_on and own.transcript is not None else None
        if len(about.sources) > 1 and work.name != "translate":
            tasks = [Task(part.transcript, tokens, request.parameters) for part in about.sources]
            return PlannedWork(_one_by_one(about.sources, map(begin, tasks)), source)
        task = Task(source.transcript, tokens, request.parameters, kept)
        makes = work.name == "translate" and (goes_on or own.transcript is None)
        return PlannedWork(begin(task), source, makes, kept)
    segments, question = _question(about, own, request, model)
    if not segments:
        return None
    duration_s = max(part.transcript.duration_s for part in about.parts)
    task = Task(Transcript(None, duration_s, segments), tokens, request.parameters)
    return PlannedWork(answer(task, question), about.sources[-1])


def most_and_least(
    branch: Sequence[Message],
    own: Message,
    request: GenerationRequest,
    model: LoadedModel,
) -> tuple[GenerationRequest, GenerationRequest | None]:
    """What an answer reads if all fits, and what it must have room for if that does not.

    The arguments are those of `plan`. The second is None where nothing can be chosen from.
    """
    about = _asked_about(branch, own)
    if about is None:
        return request, None
    segments, question = _question(about, own, request, model)
    if not segments:
        return request, None
    if about.work is None:
        return question.request(segments), question.least(segments)
    # A work reads the transcript alone, window by window.
    alone = question.conversation(segments[:1])
    return request, replace(alone, messages=alone.messages[-1:])


@dataclass(frozen=True, slots=True)
class _AskedAbout:
    """What is asked of which transcripts; `work` is None for a question."""

    subject: Subject
    parts: tuple[TranscriptPart, ...]
    sources: tuple[TranscriptPart, ...]
    work: tuple[TranscriptWork, Begin] | None


def _asked_about(branch: Sequence[Message], own: Message) -> _AskedAbout | None:
    question = branch[-1] if branch else None
    parts = [part for message in branch if (part := message.transcript) is not None]
    if own.transcript is not None and not translates_on(question, own):
        parts.append(own.transcript)
    parts = [part for part in parts if part.transcript.segments]
    if question is None or not parts:
        return None
    about = subject(question.text)
    work = None if own.text.strip() else planned(about.text)
    return _AskedAbout(about, tuple(parts), about.among(parts), work)


def _question(
    about: _AskedAbout, own: Message, request: GenerationRequest, model: LoadedModel
) -> tuple[Segments, Question]:
    """The segments that an answer may read, and what is asked with them."""
    found = PromptTranscripts(request, about.parts)
    segments = tuple(each for each in found.segments if each.text.strip())
    if about.subject.name:
        meant = {id(each) for each in about.sources[-1].transcript.segments}
        segments = tuple(each for each in segments if id(each) in meant)
    return segments, Question(
        about.subject.text,
        found.with_segments,
        wants_citations=follows_instructions(model),
        goes_on=bool(own.text.strip()),
        names=() if about.subject.name else found.names,
    )


def _one_by_one(sources: Sequence[TranscriptPart], works: Iterable[Work]) -> Work:
    """The same work on each recording, below its name, which its citations have, too."""
    for number, (part, work) in enumerate(zip(sources, works, strict=True)):
        name = " ".join(part.attachment.title.split())
        heading = name.replace("*", "\\*")
        yield Say(f"{chr(10) * 2 if number else ''}**{heading}**\n\n")
        outcome: Outcome = None
        try:
            while True:
                step = work.send(outcome)
                if isinstance(step, Ask) and step.shown:
                    step = replace(step, recording=name)
                outcome = yield step
        except StopIteration:
            continue
        finally:
            work.close()


def translates_on(question: Message | None, own: Message) -> bool:
    """Whether an answer is a translation that was cut off: no recording is heard for it."""
    if question is None or own.transcript is None:
        return False
    is_heard = any(isinstance(part, AudioPart) for part in question.parts)
    return not is_heard and translate.read(subject(question.text).text) is not None
