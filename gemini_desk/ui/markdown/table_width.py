"""How narrow a table may become before its words fall apart."""

from __future__ import annotations

import functools
from typing import Final

_LONGEST_WORD: Final = 14  # longer ones may be broken
_PADDING: Final = 3  # of a cell


@functools.lru_cache(maxsize=256)
def least_characters(source: str) -> int:
    """Width of a table, in characters, at which its ordinary words are still whole."""
    widths: list[int] = []
    for line in source.strip().split("\n"):
        cells = line.strip().strip("|").split("|")
        widths += [1] * (len(cells) - len(widths))
        for column, cell in enumerate(cells):
            longest = max((len(word) for word in cell.split()), default=1)
            widths[column] = max(widths[column], min(_LONGEST_WORD, longest))
    return sum(widths) + _PADDING * len(widths)
