"""What one training example is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

CANNOT_TELL = "I cannot tell what this picture shows."
BLANK = "I cannot tell: the picture looks blank."
NO_TEXT = "There is no text in this picture."
NO_SPEECH = "I hear no speech in this recording."


class Turn(NamedTuple):
    """A prompt and the answer that is right."""

    prompt: str
    answer: str


class Mark(NamedTuple):
    """Where a shape is and what it looks like, for the spotting loss.

    Attributes:
        across: Its middle as a share of the picture's width.
        down: The same of the height.
        colour: Index of its colour.
        form: Index of its form.
        big: Index of its size, 0 or 1.
    """

    across: float
    down: float
    colour: int
    form: int
    big: int


class Span(NamedTuple):
    """Where in the picture a stretch of an answer is to be seen, for the pointing loss.

    Attributes:
        turn: Index of the turn.
        start: First byte of the answer that needs to be looked up there.
        stop: The byte after the last.
        across: The place as a share of the picture's width.
        down: The same of the height.
        colour: Index of the colour by which the prompt names it, -1 if it does not.
        form: Index of the form by which the prompt names it, -1 if it does not.
    """

    turn: int
    start: int
    stop: int
    across: float
    down: float
    colour: int = -1
    form: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A conversation about at most one picture or one recording, or the last part of a longer one.

    Attributes:
        task: What is practised; losses and measurements are kept apart by it.
        turns: The conversation. The picture or recording belongs to the first turn.
        picture: RGB, any size, or None.
        waveform: float32, shape (n_samples,), in [-1.0, 1.0] at 16 kHz, or None.
        spelled: The characters that can be read or heard from first to last, for the alignment
            loss; None when there is no such order.
        marks: The shapes in the picture, for the spotting loss.
        spans: Where the answers are to be seen in the picture, for the pointing loss.
        media_first: Whether the picture or recording stands before the first prompt.
        guessed: The answers cannot be known from what is shown; only what is asked for is learned.
        before: What was said, shown and played earlier in the same conversation.
    """

    task: str
    turns: tuple[Turn, ...]
    picture: Image | None = None
    waveform: NDArray | None = None  # type: ignore[type-arg]
    spelled: str | None = None
    marks: tuple[Mark, ...] = ()
    spans: tuple[Span, ...] = ()
    media_first: bool = True
    guessed: bool = False
    before: tuple[Example, ...] = ()

    @property
    def parts(self) -> tuple[Example, ...]:
        """The whole conversation, cut so that each part has at most one picture or recording."""
        return (*self.before, self)
