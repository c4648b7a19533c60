"""Code as it is laid out: of a line that is as long as a book, only the beginning.

Qt shapes a line as a whole, 400,000 characters in most of a second, however few are in view.
So the rest of such a line gives way to a mark. Copies, files and the places of a selection are
those of the source; `ShownCode` says where they are in what is shown.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final, NamedTuple

LONGEST_LINE: Final = 10_000  # characters
# The same however much it stands for: while a line grows, nothing is laid out anew.
MARK: Final = " … the rest of this line is in the copy and in the saved file"


class _Cut(NamedTuple):
    """What is not shown of one line; places in UTF-16 units, as Qt counts them."""

    start: int  # in the source
    end: int
    mark: int  # where the mark begins in what is shown

    @property
    def behind_mark(self) -> int:
        return self.mark + len(MARK)


class ShownCode:
    """What is shown of one block of code, and which place is which.

    Attributes:
        source: The code.
        text: What is shown of it; as many lines.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = source
        self._cuts: list[_Cut] = []
        if len(source) > LONGEST_LINE:
            self._shorten()

    def _shorten(self) -> None:
        lines = self.source.split("\n")
        at = shown = 0
        for number, line in enumerate(lines):
            if len(line) > LONGEST_LINE:
                begin, rest = line[:LONGEST_LINE], line[LONGEST_LINE:]
                cut = _Cut(
                    at + _units(begin), at + _units(begin) + _units(rest), shown + _units(begin)
                )
                self._cuts.append(cut)
                lines[number] = begin + MARK
                at, shown = cut.end + 1, cut.behind_mark + 1
            else:
                units = _units(line) + 1
                at, shown = at + units, shown + units
        if self._cuts:
            self.text = "\n".join(lines)

    def shown_at(self, offset: int) -> int:
        """Where a place of the source is shown; what is not shown is at the mark's beginning."""
        number = bisect_left(self._cuts, offset, key=lambda cut: cut.start) - 1
        if number < 0:
            return offset
        cut = self._cuts[number]
        return cut.mark if offset < cut.end else cut.behind_mark + offset - cut.end

    def stretch_at(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the source is shown: one that is not, as the mark."""
        first, behind = self.shown_at(start), self.shown_at(end)
        for cut in self._cuts:
            if cut.start < end < cut.end:
                behind = cut.behind_mark
        return first, behind

    def source_at(self, place: int, coming_from: int | None = None) -> int:
        """Which place of the source is shown at `place`.

        Args:
            place: A place in what is shown.
            coming_from: The place of the source from which a step led there: from behind a
                mark, a step into it leads before it. Else the mark stands for its end.
        """
        number = bisect_left(self._cuts, place, key=lambda cut: cut.mark) - 1
        if number < 0:
            return place
        cut = self._cuts[number]
        if place >= cut.behind_mark:
            return cut.end + place - cut.behind_mark
        return cut.start if coming_from is not None and coming_from >= cut.end else cut.end


def _units(text: str) -> int:
    """How long `text` is as Qt counts."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
