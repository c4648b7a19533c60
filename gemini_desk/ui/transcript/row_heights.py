"""Where the rows of a long list stand, most of whose heights are guesses; knows no Qt."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class RowHeights:
    """Heights of rows, in px, and their prefix sums."""

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._exact: list[bool] = []
        self._tops: list[int] | None = [0]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    @property
    def total(self) -> int:
        """Height of all rows."""
        return self._prefix_sums()[-1]

    def is_exact(self, index: int) -> bool:
        """Whether the height of a row was measured."""
        return self._exact[index]

    def splice(self, start: int, end: int, guesses: Iterable[int]) -> None:
        """Put rows of about these heights in the place of those from `start` to `end`."""
        new = list(guesses)
        self._heights[start:end] = new
        self._exact[start:end] = [False] * len(new)
        self._tops = None

    def set(self, index: int, height: int) -> None:
        """A row was measured."""
        self._exact[index] = True
        if self._heights[index] != height:
            self._heights[index] = height
            self._tops = None

    def top(self, index: int) -> int:
        """Upper edge of a row; of what would follow the last one, the end."""
        return self._prefix_sums()[index]

    def at(self, y: int) -> int:
        """The row at height `y`; the nearest one beyond the ends, -1 where there is none."""
        return min(max(0, bisect_right(self._prefix_sums(), y) - 1), len(self._heights) - 1)

    def _prefix_sums(self) -> list[int]:
        if self._tops is None:
            self._tops = list(accumulate(self._heights, initial=0))
        return self._tops
