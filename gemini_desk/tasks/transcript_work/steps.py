"""What a work does, one step after the other: values that someone with a model carries out.

A work is a generator: it yields a step and is sent what came of it. It knows no thread and no
window, so that the command line, the window and a test run the same work.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from gemini_desk.engine.events import TokensCounted

if TYPE_CHECKING:
    from gemini_desk.chat.message import Message
    from gemini_desk.engine.events import GenerationRequest
    from gemini_desk.transcripts.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a work is.

    Attributes:
        part: Which part is read now, counted from 1.
        parts: How many there are, as far as that is known.
    """

    part: int
    parts: int

    @property
    def words(self) -> str:
        """For a person; "" where there is only one part."""
        return f"{self.part:,} of {self.parts:,} parts" if self.parts > 1 else ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the model; the answer is sent back as text.

    Attributes:
        request: What is asked.
        shown: Whether its text is what the person gets, as it comes.
        progress: How far the work is with it.
        recording: Which one its citations are put down to, where there are several; "" where
            they stay as they are written.
    """

    request: GenerationRequest
    shown: bool
    progress: Progress
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """Count what `messages` would make the model read; `TokensCounted` is sent back."""

    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """Text for the person that no model wrote; nothing is sent back."""

    text: str


@dataclass(frozen=True, slots=True)
class Keep:
    """A transcript that grows, as far as it is; nothing is sent back."""

    transcript: Transcript


Step: TypeAlias = Ask | Count | Say | Keep
Outcome: TypeAlias = str | TokensCounted | None
Work: TypeAlias = Generator[Step, Outcome, None]


def ask(
    request: GenerationRequest, *, shown: bool, progress: Progress
) -> Generator[Step, Outcome, str]:
    """The model's answer to `request`."""
    answer = yield Ask(request, shown, progress)
    assert isinstance(answer, str)
    return answer.strip()


def count(messages: tuple[Message, ...]) -> Generator[Step, Outcome, int]:
    """How many tokens the model would read."""
    counted = yield from measure(messages)
    return counted.prompt_tokens


def measure(messages: tuple[Message, ...]) -> Generator[Step, Outcome, TokensCounted]:
    """What the model would read, and what it has room for."""
    counted = yield Count(messages)
    assert isinstance(counted, TokensCounted)
    return counted
