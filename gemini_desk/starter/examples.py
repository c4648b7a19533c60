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


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A conversation about at most one picture or one recording.

    Attributes:
        task: What is practised; losses and measurements are kept apart by it.
        turns: The conversation. The picture or recording belongs to the first turn.
        picture: RGB, any size, or None.
        waveform: float32, shape (n_samples,), in [-1.0, 1.0] at 16 kHz, or None.
        spelled: The characters that can be read or heard from first to last, for the alignment
            loss; None when there is no such order.
        marks: The shapes in the picture, for the spotting loss.
        media_first: Whether the picture or recording stands before the first prompt.
    """

    task: str
    turns: tuple[Turn, ...]
    picture: Image | None = None
    waveform: NDArray | None = None  # type: ignore[type-arg]
    spelled: str | None = None
    marks: tuple[Mark, ...] = ()
    media_first: bool = True
