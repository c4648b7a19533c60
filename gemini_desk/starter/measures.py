"""Figures with their uncertainty: shares of right answers, error rates of characters and words."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_Z = 1.96
"""Of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure.

    Attributes:
        value: The figure, 0 to 1; error rates can be more.
        low: Lower end of its 95 % interval.
        high: Upper end.
        items: How many examples it was measured on.
    """

    value: float
    low: float
    high: float
    items: int

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


def share(right: Sequence[bool]) -> Figure:
    """Returns the share of right answers with Wilson's interval."""
    n = len(right)
    p = sum(right) / n
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    reach = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return Figure(p, max(0.0, middle - reach), min(1.0, middle + reach), n)


def edit_distance(said: Sequence[str], right: Sequence[str]) -> int:
    """Returns how many insertions, deletions and replacements turn one into the other."""
    row = list(range(len(right) + 1))
    for i, first in enumerate(said, start=1):
        diagonal, row[0] = row[0], i
        for j, second in enumerate(right, start=1):
            replaced = diagonal + (first != second)
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, replaced)
    return row[-1]


def error_rate(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Figure:
    """Returns edits per right symbol over a whole set, with a bootstrap interval.

    Args:
        pairs: What was said and what is right, as characters or as words.
    """
    counts = [(edit_distance(said, right), len(right)) for said, right in pairs]

    def rate(sample: Sequence[tuple[int, int]]) -> float:
        return sum(edits for edits, _ in sample) / max(1, sum(length for _, length in sample))

    rng = random.Random(0)
    drawn = sorted(rate(rng.choices(counts, k=len(counts))) for _ in range(1000))
    return Figure(rate(counts), drawn[25], drawn[975], len(counts))


def slot_f1(pairs: Sequence[tuple[set[str], set[str]]]) -> Figure:
    """Returns the F1 of slots over a whole set, with a bootstrap interval.

    Args:
        pairs: The slots that were named and those that are right.
    """
    counts = [(len(said & right), len(said) + len(right)) for said, right in pairs]

    def f1(sample: Sequence[tuple[int, int]]) -> float:
        return 2 * sum(both for both, _ in sample) / max(1, sum(total for _, total in sample))

    rng = random.Random(0)
    drawn = sorted(f1(rng.choices(counts, k=len(counts))) for _ in range(1000))
    return Figure(f1(counts), drawn[25], drawn[975], len(counts))


def mean(figures: Sequence[Figure]) -> Figure:
    """Returns the mean of shares measured on sets of their own."""
    value = fmean(figure.value for figure in figures)
    variance = sum(((figure.high - figure.low) / 2 / _Z) ** 2 for figure in figures)
    reach = _Z * math.sqrt(variance) / len(figures)
    items = sum(figure.items for figure in figures)
    return Figure(value, max(0.0, value - reach), min(1.0, value + reach), items)
