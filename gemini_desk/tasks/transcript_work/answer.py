"""An answer to a question about a transcript, with citations.

What fits is read whole. Of a longer transcript the segments that matter for the question are
read in its place (`retrieval.py`), as many as there is room for, in their order. Only where no
word of the question occurs ("What was the mood like?"), every part is read and noted first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.message import Message, Role, TextPart
from gemini_desk.tasks.transcript_work.fitting import too_small, windows
from gemini_desk.tasks.transcript_work.notes import NOTE_TOKENS, NOTHING, is_nothing
from gemini_desk.tasks.transcript_work.retrieval import Retrieval
from gemini_desk.tasks.transcript_work.steps import Progress, ask, count
from gemini_desk.tasks.transcript_work.task import about_segments, note_request

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import TypeAlias

    from gemini_desk.engine.events import GenerationRequest
    from gemini_desk.tasks.transcript_work.fitting import Room, Segments
    from gemini_desk.tasks.transcript_work.steps import Outcome, Step, Work
    from gemini_desk.tasks.transcript_work.task import Task
    from gemini_desk.transcripts.transcript import Segment

    # What the model would be asked if these were all segments of the transcript.
    Conversation: TypeAlias = Callable[[Segments], GenerationRequest]

ANSWER_TOKENS: Final = 1024
_CITE: Final = (
    "(What you take from the transcript: give its time in square brackets behind it, as in "
    "[12:34]. If the transcript does not tell, say so.)"
)
_NOTE: Final = (
    "Note what this part of the recording says that helps to answer this question, one point on "
    "each line, with the time in square brackets at its end, as in [12:34]:\n\n{question}\n\n"
    f"If it says nothing about it, write only {NOTHING}."
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the conversation that it is part of.

    Attributes:
        text: What matters is chosen by it.
        conversation: What the model is asked, with some segments in place of the transcript.
        wants_citations: Whether the model is asked for them; a very small one would only be
            confused.
    """

    text: str
    conversation: Conversation
    wants_citations: bool = True


def answer(task: Task, question: Question) -> Work:
    """Answer with citations."""
    limit = task.parameters.max_new_tokens or ANSWER_TOKENS
    room = task.room(limit)

    def request(segments: Segments) -> GenerationRequest:
        asked = question.conversation(segments)
        if not question.wants_citations:
            return asked
        return replace(asked, messages=_with_instruction(asked.messages))

    whole = request(task.segments)
    tokens = yield from count(whole.messages)
    if tokens <= room.prompt_tokens:
        yield from ask(whole, shown=True, progress=Progress(1, 1))
        return
    ranked = Retrieval(task.segments).ranked(question.text)
    parts = 0
    if ranked:
        chosen = yield from _that_fit(task.segments, ranked, request, room)
    else:
        notes, parts = yield from _notes(task, question.text)
        chosen = yield from _that_fit(notes, list(range(len(notes))), request, room)
    shown = request(chosen)
    parameters = replace(shown.parameters, max_new_tokens=room.answer_tokens)
    progress = Progress(parts + 1, parts + 1)
    yield from ask(replace(shown, parameters=parameters), shown=True, progress=progress)


def _that_fit(
    segments: Segments, ranked: list[int], request: Conversation, room: Room
) -> Generator[Step, Outcome, Segments]:
    """The best of `segments`, as many as fit, in their order.

    How many is found by halving: a count takes a moment, an attempt to answer takes minutes.
    """
    sure, most = 0, len(ranked)
    while sure < most:
        middle = (sure + most + 1) // 2
        best = _in_order(segments, ranked[:middle])
        tokens = yield from count(request(best).messages)
        if tokens <= room.prompt_tokens:
            sure = middle
        else:
            most = middle - 1
    if ranked and not sure:
        raise too_small()
    return _in_order(segments, ranked[:sure])


def _in_order(segments: Segments, positions: list[int]) -> Segments:
    return tuple(segments[at] for at in sorted(positions))


def _notes(task: Task, question: str) -> Generator[Step, Outcome, tuple[Segments, int]]:
    """Notes on every part, in the place of segments, and how many parts were read."""
    room = task.note_room(NOTE_TOKENS)
    instruction = _NOTE.format(question=question)
    found = yield from windows(task.segments, lambda part: about_segments(part, instruction), room)
    notes: list[Segment] = []
    for number, window in enumerate(found, start=1):
        text = yield from ask(
            note_request(about_segments(window, instruction), room),
            shown=False,
            progress=Progress(number, len(found) + 1),
        )
        if text and not is_nothing(text):
            notes.append(replace(window[0], end_s=window[-1].end_s, text=text, speaker=None))
    return tuple(notes), len(found)


def _with_instruction(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """`messages` with the wish for citations behind the last question."""
    found = list(messages)
    for at in range(len(found) - 1, -1, -1):
        if found[at].role is Role.USER:
            found[at] = Message(Role.USER, (*found[at].parts, TextPart(f"\n{_CITE}")))
            break
    return tuple(found)
