"""An answer to a question about a transcript, with citations.

What fits is read whole. Of a longer transcript the segments that matter for the question are
read in its place (`retrieval.py`), as many as there is room for, in their order, and the answer
begins with how many that are. Only where no word of the question occurs ("What was the mood
like?"), every part is read and noted first; notes that are too long together are shortened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.message import Message, Role, TextPart
from gemini_desk.tasks.transcript_work.fitting import Room, too_small, windows
from gemini_desk.tasks.transcript_work.notes import NOTE_TOKENS, NOTHING, is_nothing, shortened
from gemini_desk.tasks.transcript_work.retrieval import Retrieval
from gemini_desk.tasks.transcript_work.steps import Progress, Say, ask, count, measure
from gemini_desk.tasks.transcript_work.task import about_segments, note_request

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import TypeAlias

    from gemini_desk.engine.events import GenerationRequest, TokensCounted
    from gemini_desk.tasks.transcript_work.fitting import Segments
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
_CITE_NAME: Final = (
    "(The transcripts are of these recordings, in this order: {names}. What you take from them: "
    "give the name of the recording and the time in square brackets behind it, as in "
    "[{example} 12:34]. If the transcripts do not tell, say so.)"
)
_SHORTEN: Final = (
    "Join these notes into a shorter list of what helps to answer this question, in their order, "
    "one on each line. Keep the times in square brackets.\n\n{question}"
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
        goes_on: Whether the answer has begun: what stands at its beginning is not said again.
        names: Of the recordings, in the order of their transcripts.
    """

    text: str
    conversation: Conversation
    wants_citations: bool = True
    goes_on: bool = False
    names: tuple[str, ...] = ()

    def request(self, segments: Segments) -> GenerationRequest:
        """What the model is asked, with `segments` in place of the transcript."""
        asked = self.conversation(segments)
        if not self.wants_citations:
            return asked
        return replace(asked, messages=_with_instruction(asked.messages, self._instruction))

    @property
    def _instruction(self) -> str:
        if len(self.names) < 2:
            return _CITE
        names = ", ".join(f"“{name}”" for name in self.names)
        return _CITE_NAME.format(names=names, example=self.names[0])

    def least(self, segments: Segments) -> GenerationRequest:
        """The longest that must fit so that an answer can be made of a part of `segments`."""
        longest = max(segments, key=lambda each: len(each.text.encode(errors="replace")))
        return self.request((longest,))


def answer(task: Task, question: Question) -> Work:
    """Answer with citations."""
    whole = question.request(task.segments)
    counted = yield from measure(whole.messages)
    room = _room(task, counted)
    if counted.prompt_tokens <= room.prompt_tokens:
        yield from ask(whole, shown=True, progress=Progress(1, 1))
        return
    ranked = Retrieval(task.segments).ranked(question.text)
    parts = 0
    if ranked:
        chosen = yield from _that_fit(task.segments, ranked, question.request, room)
        if not question.goes_on and len(chosen) < len(task.segments):
            yield Say(_some_of(len(chosen), len(task.segments), len(question.names)))
    else:
        chosen, parts = yield from _notes(task, question, room)
    shown = question.request(chosen)
    parameters = replace(shown.parameters, max_new_tokens=room.answer_tokens)
    progress = Progress(parts + 1, parts + 1)
    yield from ask(replace(shown, parameters=parameters), shown=True, progress=progress)


def _room(task: Task, counted: TokensCounted) -> Room:
    """The room that the meter of the window shows, where the model says how much it takes."""
    wanted = task.parameters.max_new_tokens
    answer_tokens = counted.reserve_tokens(wanted)
    if not counted.context_tokens or not answer_tokens:
        return task.room(wanted or ANSWER_TOKENS)
    return Room(counted.context_tokens, answer_tokens)


def _some_of(chosen: int, of: int, transcripts: int) -> str:
    """What a person is told who asks about more than the model can read at once."""
    read = "transcripts" if transcripts > 1 else "transcript"
    return (
        f"*Read for this answer: the {chosen:,} of {of:,} lines of the {read} that have most "
        "to do with the question.*\n\n"
    )


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


def _notes(
    task: Task, question: Question, shown_room: Room
) -> Generator[Step, Outcome, tuple[Segments, int]]:
    """Notes on every part, in the place of segments, and how many parts were read."""
    room = task.note_room(NOTE_TOKENS)
    instruction = _NOTE.format(question=question.text)
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
    kept, parts = tuple(notes), len(found)
    shorten = _SHORTEN.format(question=question.text)
    while (yield from count(question.request(kept).messages)) > shown_room.prompt_tokens:
        kept, parts = yield from shortened(task, shorten, kept, parts)
    return kept, parts


def _with_instruction(messages: tuple[Message, ...], instruction: str) -> tuple[Message, ...]:
    """`messages` with the wish for citations behind the last question."""
    found = list(messages)
    for at in range(len(found) - 1, -1, -1):
        if found[at].role is Role.USER:
            found[at] = Message(Role.USER, (*found[at].parts, TextPart(f"\n{instruction}")))
            break
    return tuple(found)
