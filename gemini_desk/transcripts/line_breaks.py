"""Where a text may be broken into lines, and where that reads best.

Languages with blanks break at blanks. Chinese, Japanese and Korean text breaks between any two of
its wide characters, but a line never begins with a closing mark nor ends with an opening one
(the least of https://www.w3.org/TR/jlreq/#characters_not_starting_a_line).
"""

from __future__ import annotations

import functools
import unicodedata
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_NOT_FIRST: Final = frozenset("、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】…‥,.!?;:)]}%")
_NOT_LAST: Final = frozenset("‘“（〔［｛〈《「『【([{")
_SENTENCE_ENDS: Final = frozenset(".!?。！？…")
_CLAUSE_ENDS: Final = frozenset(",;:、，；：–—)")
# What a break costs beside uneven parts, 0.0 to 1.0 of one part being empty.
_AT_CLAUSE: Final = 0.08
_ANYWHERE: Final = 0.2


class Unit(NamedTuple):
    """What is never broken: a word, or one wide character with the marks that cling to it.

    Attributes:
        text: Without blanks around it.
        width: In columns; wide characters take two.
        gap: Columns of the blank before it: 0 or 1.
    """

    text: str
    width: int
    gap: int


def width_of(text: str) -> int:
    """Columns that a text takes: two for a wide character, none for a combining one."""
    return sum(map(_columns, text))


def units_of(text: str, longest: int) -> list[Unit]:
    """The units of a text; words of more than `longest` columns are cut."""
    units: list[Unit] = []
    for word in text.split():
        gap = 1 if units else 0
        for part in _parts(word):
            for piece in _cut(part, longest):
                units.append(Unit(piece, width_of(piece), gap))
                gap = 0
    return units


def text_of(units: Sequence[Unit]) -> str:
    """The units on one line."""
    return "".join(" " * unit.gap + unit.text for unit in units).strip()


def total_width(units: Sequence[Unit]) -> int:
    """Columns of the units on one line."""
    return sum(unit.width + unit.gap for unit in units) - (units[0].gap if units else 0)


def divided(
    units: Sequence[Unit], count: int, reach: Callable[[int], int]
) -> list[Sequence[Unit]] | None:
    """`units` in `count` parts that are as even as may be and end where it reads best.

    Args:
        units: Of the text.
        count: How many parts, at least 1.
        reach: The furthest end of a part that begins with a unit.

    Returns:
        The parts, or None if that many do not do.
    """
    edges = [0, *accumulate(unit.gap + unit.width for unit in units)]
    mean = total_width(units) / count
    penalties = [_break_cost(unit.text) for unit in units]
    penalties[-1:] = [0.0]

    @functools.cache
    def parts_from(start: int) -> list[tuple[int, float]]:
        """Ends of a part that begins there, and what it costs."""
        begin = edges[start] + units[start].gap
        return [
            (end, ((edges[end] - begin) / mean - 1) ** 2 + penalties[end - 1])
            for end in range(start + 1, reach(start) + 1)
        ]

    # By the end of each part: the least cost so far, and where the part begins.
    layers: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in range(count):
        layer: dict[int, tuple[float, int]] = {}
        for start, (before, _begin) in layers[-1].items():
            for end, cost in parts_from(start) if start < len(units) else ():
                if end not in layer or before + cost < layer[end][0]:
                    layer[end] = (before + cost, start)
        layers.append(layer)
    if len(units) not in layers[-1]:
        return None
    parts: list[Sequence[Unit]] = []
    end = len(units)
    for layer in reversed(layers[1:]):
        start = layer[end][1]
        parts.append(units[start:end])
        end = start
    return parts[::-1]


def ends_phrase(text: str) -> bool:
    """Whether a sentence or a clause ends with `text`, as its marks say."""
    return _break_cost(text) < _ANYWHERE


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _parts(word: str) -> Iterator[str]:
    """A word without blanks, broken between wide characters."""
    part = ""
    for character in word:
        may_break = (
            part
            and (_columns(character) == 2 or _columns(part[-1]) == 2)
            and character not in _NOT_FIRST
            and part[-1] not in _NOT_LAST
            and _columns(character) > 0
        )
        if may_break:
            yield part
            part = ""
        part += character
    if part:
        yield part


def _cut(part: str, longest: int) -> Iterator[str]:
    piece, columns = "", 0
    for character in part:
        width = _columns(character)
        if piece and columns + width > longest:
            yield piece
            piece, columns = "", 0
        piece += character
        columns += width
    yield piece


def _break_cost(text: str) -> float:
    last = text.rstrip("\"'”’»)]」』")[-1:]
    if last in _SENTENCE_ENDS:
        return 0.0
    return _AT_CLAUSE if last in _CLAUSE_ENDS else _ANYWHERE
