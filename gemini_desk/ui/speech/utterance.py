"""What is said at one go, and where each of its words stands in the text that is shown.

Plain values; knows no Qt. Offsets count UTF-16 units, as Qt and the voices' engines do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def units(text: str) -> int:
    """Length of `text` in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Run:
    """Words, and the stretch of the shown text that they stand for.

    Attributes:
        spoken: The words.
        start: Where the stretch begins.
        end: Where it ends.
        is_verbatim: Whether the words are the shown ones, unit for unit; else they describe
            the stretch as a whole, as “link to example.org” does an address.
    """

    spoken: str
    start: int
    end: int
    is_verbatim: bool = True

    def cut(self, first: int, last: int) -> Run:
        """The characters of it from `first` to `last`."""
        text = self.spoken[first:last]
        if not self.is_verbatim:
            return replace(self, spoken=text)
        start = self.start + units(self.spoken[:first])
        return Run(text, start, start + units(text))


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence, or another piece that is said at one go.

    Attributes:
        runs: Its words in order.
    """

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """What is said."""
        return "".join(run.spoken for run in self.runs)

    @property
    def start(self) -> int:
        """Where the stretch that it stands for begins."""
        return min(run.start for run in self.runs)

    @property
    def end(self) -> int:
        """Where that stretch ends."""
        return max(run.end for run in self.runs)

    @property
    def marked(self) -> tuple[int, int]:
        """The stretch that is marked while it is said: without the blanks behind it."""
        last = self.runs[-1]
        blanks = len(last.spoken) - len(last.spoken.rstrip()) if last.is_verbatim else 0
        return self.start, max(self.start, self.end - blanks)

    def stretch(self, start: int, length: int) -> tuple[int, int]:
        """Where in the shown text a word is that the voice's engine tells of.

        Args:
            start: Units of `text` before the word.
            length: Units of the word.
        """
        found: list[tuple[int, int]] = []
        before = 0
        for run in self.runs:
            size = units(run.spoken)
            first, last = max(start - before, 0), min(start + length - before, size)
            if first < last:
                is_verbatim = run.is_verbatim
                found.append(
                    (run.start + first, run.start + last) if is_verbatim else (run.start, run.end)
                )
            before += size
        if not found:
            return self.start, self.start
        return found[0][0], found[-1][1]

    def clipped(self, first: int, last: int) -> Utterance | None:
        """What of it stands between two offsets of the shown text; None if nothing does."""
        if first <= self.start and self.end <= last:
            return self
        kept: list[Run] = []
        for run in self.runs:
            start, end = max(run.start, first), min(run.end, last)
            if not run.is_verbatim:
                kept += [run] if run.start < last and max(run.end, run.start + 1) > first else []
            elif start < end:
                text = _cut_units(run.spoken, start - run.start, end - run.start)
                kept.append(Run(text, start, end))
        return said(*kept)


def said(*runs: Run) -> Utterance | None:
    """An utterance of these runs; None if there is nothing to say in them."""
    kept = tuple(run for run in runs if run.spoken)
    if not any(character.isalnum() for run in kept for character in run.spoken):
        return None
    return Utterance(kept)


def between(runs: Iterable[Run], first: int, last: int) -> tuple[Run, ...]:
    """The runs of the characters from `first` to `last` of what `runs` say together."""
    found: list[Run] = []
    before = 0
    for run in runs:
        size = len(run.spoken)
        start, end = max(first - before, 0), min(last - before, size)
        if start < end:
            found.append(run.cut(start, end))
        before += size
    return tuple(found)


def _cut_units(text: str, first: int, last: int) -> str:
    if text.isascii():
        return text[first:last]
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * first : 2 * last].decode("utf-16-le", "ignore")
