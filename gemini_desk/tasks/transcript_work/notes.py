"""Map-reduce: a transcript that does not fit at once is read window by window, and noted.

The notes take the place of the transcript; while they do not fit either, they are joined
group by group and shortened. What the person gets is written from what fits at last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.tasks.transcript_work.fitting import too_small, windows
from gemini_desk.tasks.transcript_work.steps import Progress, Say, ask
from gemini_desk.tasks.transcript_work.task import about_segments, about_text, note_request
from gemini_desk.transcripts.transcript import Segment

if TYPE_CHECKING:
    from collections.abc import Generator

    from gemini_desk.chat.message import Message
    from gemini_desk.tasks.transcript_work.fitting import Segments
    from gemini_desk.tasks.transcript_work.steps import Outcome, Step, Work
    from gemini_desk.tasks.transcript_work.task import Task

NOTE_TOKENS: Final = 384
NOTHING: Final = "NOTHING"  # what a model is asked to write where there is nothing to note


@dataclass(frozen=True, slots=True)
class Wording:
    """What is asked, at each stage.

    Attributes:
        write: For the person's text, behind the transcript or the notes.
        note: For the notes of one window.
        shorten: For joining notes that are too long together.
        nothing: What the person gets if there is nothing to write about.
        answer_tokens: Room for the person's text.
    """

    write: str
    note: str
    shorten: str
    nothing: str
    answer_tokens: int


def write_from(task: Task, wording: Wording) -> Work:
    """Write a text about the whole transcript."""
    segments = task.segments
    if not segments:
        yield Say(wording.nothing)
        return
    room = task.room(wording.answer_tokens)
    at_once = yield from windows(segments, lambda part: about_segments(part, wording.write), room)
    if len(at_once) == 1:
        request = task.shown_request(about_segments(segments, wording.write), room)
        yield from ask(request, shown=True, progress=Progress(1, 1))
        return
    notes, parts = yield from _notes(task, wording)
    if not notes:
        yield Say(wording.nothing)
        return
    while True:
        messages = _about_notes(notes, wording.write)
        groups = yield from windows(notes, lambda part: _about_notes(part, wording.write), room)
        if len(groups) == 1:
            break
        notes, parts = yield from shortened(task, wording.shorten, notes, parts)
    progress = Progress(parts + 1, parts + 1)
    yield from ask(task.shown_request(messages, room), shown=True, progress=progress)


def _notes(task: Task, wording: Wording) -> Generator[Step, Outcome, tuple[Segments, int]]:
    """A note on each window that has something in it, and how many parts were read."""
    room = task.note_room(NOTE_TOKENS)
    found = yield from windows(task.segments, lambda part: about_segments(part, wording.note), room)
    notes: list[Segment] = []
    for number, window in enumerate(found, start=1):
        request = note_request(about_segments(window, wording.note), room)
        # One more to come at least: the text itself.
        progress = Progress(number, len(found) + 1)
        text = yield from ask(request, shown=False, progress=progress)
        if text and not is_nothing(text):
            notes.append(Segment(window[0].start_s, window[-1].end_s, text))
    return tuple(notes), len(found)


def shortened(
    task: Task, instruction: str, notes: Segments, parts: int
) -> Generator[Step, Outcome, tuple[Segments, int]]:
    """Fewer notes, each of several, and how many parts were read until now.

    Args:
        task: What the notes are of.
        instruction: How they are joined.
        notes: In their order; every one of them is read.
        parts: How many parts were read before.

    Raises:
        PromptTooLongError: They do not become fewer.
    """
    room = task.note_room(NOTE_TOKENS)
    groups = yield from windows(notes, lambda part: _about_notes(part, instruction), room)
    if len(groups) >= len(notes):
        raise too_small()
    joined: list[Segment] = []
    for number, group in enumerate(groups, start=1):
        request = note_request(_about_notes(group, instruction), room)
        progress = Progress(parts + number, parts + len(groups) + 1)
        text = yield from ask(request, shown=False, progress=progress)
        joined.append(Segment(group[0].start_s, group[-1].end_s, text or group[0].text))
    return tuple(joined), parts + len(groups)


def is_nothing(text: str) -> bool:
    """Whether a note says that there is nothing to note."""
    return text.strip().strip("*_`\"'. ").casefold() == NOTHING.casefold()


def _about_notes(notes: Segments, instruction: str) -> tuple[Message, ...]:
    joined = "\n\n".join([note.text.strip() for note in notes])
    return about_text(
        "Notes on a recording, in the order in which things were said; times stand in square "
        f"brackets:\n\n{joined}",
        instruction,
    )
