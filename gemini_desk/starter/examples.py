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
        media_first: Whether the picture or recording stands before the first prompt.
    """

    task: str
    turns: tuple[Turn, ...]
    picture: Image | None = None
    waveform: NDArray | None = None  # type: ignore[type-arg]
    spelled: str | None = None
    media_first: bool = True
