"""Segments → windows that fit into a model's context, measured by its own token counter.

A first count tells whether everything fits at once. If not, it tells how many tokens a
character takes here, so that the windows are cut about right and equally long; each is then
counted, and one that is too long after all is halved.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import PromptTooLongError
from gemini_desk.tasks.transcript_work.steps import count

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from typing import TypeAlias

    from gemini_desk.chat.message import Message
    from gemini_desk.tasks.transcript_work.steps import Outcome, Step
    from gemini_desk.transcripts.transcript import Segment

    Segments: TypeAlias = tuple[Segment, ...]
    Prompt: TypeAlias = Callable[[Segments], tuple[Message, ...]]

USUAL_CONTEXT_TOKENS: Final = 8192  # where a model does not say
_LEAST_TOKENS: Final = 64  # of transcript beside the words around it: less is no use
_CAUTION: Final = 0.9  # of a window that is cut by characters: tokens are not equally long


@dataclass(frozen=True, slots=True)
class Room:
    """What there is room for.

    Attributes:
        context_tokens: Longest prompt plus answer; 0 if the model does not say.
        answer_tokens: Of these, the ones that are left to the answer.
    """

    context_tokens: int
    answer_tokens: int

    @property
    def prompt_tokens(self) -> int:
        """The longest prompt."""
        return (self.context_tokens or USUAL_CONTEXT_TOKENS) - self.answer_tokens


def windows(
    segments: Segments, prompt: Prompt, room: Room
) -> Generator[Step, Outcome, list[Segments]]:
    """Cut `segments` into as few windows as the model can read one by one.

    Args:
        segments: In their order; no word of them is left out.
        prompt: What would be asked about some of them.
        room: What there is room for.

    Raises:
        PromptTooLongError: There is no room for anything beside the words around them.
    """
    whole_tokens = yield from count(prompt(segments))
    if whole_tokens <= room.prompt_tokens:
        return [segments]
    around_tokens = yield from count(prompt(()))
    free_tokens = room.prompt_tokens - around_tokens
    if free_tokens < _LEAST_TOKENS:
        raise too_small()
    number = math.ceil((whole_tokens - around_tokens) / (free_tokens * _CAUTION))
    found: list[Segments] = []
    waiting = cut(segments, number)[::-1]
    while waiting:
        window = waiting.pop()
        tokens = yield from count(prompt(window))
        if tokens <= room.prompt_tokens:
            found.append(window)
        else:
            waiting += halves(window)[::-1]
    return found


def too_small() -> PromptTooLongError:
    """What a person is told when nothing fits."""
    return PromptTooLongError(
        "The model cannot read enough of the recording at once.",
        hint="Choose a model with a larger context.",
    )


def cut(segments: Segments, number: int) -> list[Segments]:
    """Cut into at most `number` windows of about equal length."""
    sizes = [_size(segment) for segment in segments]
    each = max(1.0, sum(sizes) / max(1, number))
    found: list[Segments] = []
    start, done = 0, 0.0
    for index, size in enumerate(sizes):
        # A segment belongs to the window in which its middle lies.
        if index > start and done + size / 2 > each * (len(found) + 1):
            found.append(segments[start:index])
            start = index
        done += size
    if start < len(segments):
        found.append(segments[start:])
    return found


def halves(window: Segments) -> list[Segments]:
    """Two windows instead of one; a single segment is cut within its text.

    Raises:
        PromptTooLongError: It is a single character.
    """
    if len(window) > 1:
        middle = _middle([_size(segment) for segment in window])
        return [window[:middle], window[middle:]]
    segment = window[0]
    words = segment.text.split()
    joint = " "
    if len(words) < 2:  # of a script that puts no spaces between words
        words, joint = list(segment.text.strip()), ""
    if len(words) < 2:
        raise too_small()
    middle = _middle([len(word) for word in words])
    share = sum(len(word) for word in words[:middle]) / sum(len(word) for word in words)
    time_s = segment.start_s + share * (segment.end_s - segment.start_s)
    first, second = joint.join(words[:middle]), joint.join(words[middle:])
    return [
        (replace(segment, text=first, end_s=time_s, word_confidences=()),),
        (replace(segment, text=second, start_s=time_s, word_confidences=()),),
    ]


def _middle(sizes: Sequence[int]) -> int:
    """Where to cut a list of at least two, so that both sides are about equally long."""
    before = list(itertools.accumulate(sizes))
    return min(range(1, len(sizes)), key=lambda index: abs(before[index - 1] - before[-1] / 2))


def _size(segment: Segment) -> int:
    """A measure of its tokens: its line in bytes, as scripts with more of them take more."""
    return len(segment.text.encode(errors="replace")) + len("[12:34]  ")
