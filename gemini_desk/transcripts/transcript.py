"""A transcript and its segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable


class Stretch(Protocol):
    """A part of a recording."""

    @property
    def start_s(self) -> float:
        """Where it starts."""

    @property
    def end_s(self) -> float:
        """Where it ends."""


def uncovered(stretches: Iterable[Stretch], duration_s: float) -> tuple[tuple[float, float], ...]:
    """What lies between `stretches`, which are in order, from 0 to `duration_s`: start and end."""
    found: list[tuple[float, float]] = []
    end_s = 0.0
    for stretch in stretches:
        if stretch.start_s > end_s:
            found.append((end_s, stretch.start_s))
        end_s = stretch.end_s
    if duration_s > end_s:
        found.append((end_s, duration_s))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Damage:
    """A place of a sound file that cannot be read.

    Attributes:
        start_s: Where it begins, in seconds of what is decoded.
        end_s: Where sound goes on: the same as `start_s` if nobody knows how much is lost, and
            None if nothing behind it can be read.
    """

    start_s: float
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech.

    Attributes:
        start_s: Start, in seconds from the start of the recording.
        end_s: End, after `start_s`.
        text: What is said.
        confidence: 0.0 to 1.0, the least of its words', or None where it was not measured.
        speaker: A label that a person gave, or None.
        word_confidences: One value a word of `text.split()`, None for a word that a person wrote;
            empty where nothing was measured.
    """

    start_s: float
    end_s: float
    text: str
    confidence: float | None = None
    speaker: str | None = None
    word_confidences: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is said in a recording; segments are in order and never overlap.

    Attributes:
        language: What was asked for; None when the model chose.
        duration_s: Length of the recording in seconds.
        segments: The stretches of speech.
        done_s: How far it was heard; None to the end.
        track: Which sound track of the file, counted from 0.
        damages: Places that could not be read, in order.
    """

    language: str | None
    duration_s: float
    segments: tuple[Segment, ...] = ()
    done_s: float | None = None
    track: int = 0
    damages: tuple[Damage, ...] = ()

    @property
    def text(self) -> str:
        """The whole text, on one line."""
        return " ".join([" ".join(segment.text.split()) for segment in self.segments]).strip()

    @property
    def complete(self) -> bool:
        """Whether the recording was heard to its end."""
        return self.done_s is None

    @property
    def pauses(self) -> tuple[tuple[float, float], ...]:
        """Where nobody speaks, as start and end: all that was heard and no segment covers."""
        return uncovered(self.segments, self.duration_s if self.done_s is None else self.done_s)
