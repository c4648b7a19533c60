"""Where a long text can be cut without parsing it.

Stretches are parsed on their own, when somebody comes near; that is why a text of any length
opens at once. Most begin behind a blank line, at the left edge, with a letter or a heading's
mark, outside code and formulas: no block reaches over such a line. Where there is none for
long, a stretch begins within a list, a table, a quote or a paragraph, and what the parser must
know of the text before goes with it (`Beginning`).
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.ui.markdown.cutting import is_balanced, leading_spaces
from gemini_desk.ui.markdown.open_blocks import OpenCode, OpenList, OpenTable
from gemini_desk.ui.markdown.splitter import TOP, Beginning

if TYPE_CHECKING:
    from collections.abc import Iterator

# From how many characters on a stretch ends.
_STRETCH_CHARACTERS: Final = 4000  # between two blocks
_BLOCK_CHARACTERS: Final = 6000  # between two items, two rows, two quoted paragraphs
_LINE_CHARACTERS: Final = 8000  # at any line; within one that is even longer
_BEGINS = re.compile(r"#{1,6} |[^\W\d_]")
_WORD = re.compile(r"\w")
_SENTENCE_END = re.compile(r"[.!?…][\"')”’»]?[ \t](?=[^\W\d_])|[。！？](?=[^\W\d_])")
_WORD_END = re.compile(r"[ \t](?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text.

    Attributes:
        source: Its Markdown.
        beginning: What it is in the middle of.
    """

    source: str
    beginning: Beginning = TOP


def cut_into_stretches(source: str) -> list[Stretch]:
    """The stretches of `source`, in order; joined they are `source` again."""
    if len(source) < 2 * _STRETCH_CHARACTERS or "\r" in source:
        return [Stretch(source)]
    starts = [(0, TOP), *_Cutter(source).cuts(), (len(source), TOP)]
    return [
        Stretch(source[start:end], beginning)
        for (start, beginning), (end, _) in itertools.pairwise(starts)
    ]


class _Cutter:
    """Walks over the lines of a text, and knows what each is in."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._start = 0  # of the stretch that grows
        self._before = ""  # the line before
        self._code = OpenCode()
        self._list = OpenList()
        self._table = OpenTable(source)

    def cuts(self) -> Iterator[tuple[int, Beginning]]:
        """Where the stretches behind the first one start, and what they begin with."""
        position = 0
        lines = self._source.split("\n")
        for index, line in enumerate(lines):
            was_table = self._table.is_open
            is_code = self._code.is_open
            if not is_code:
                following = lines[index + 1] if index + 1 < len(lines) else ""
                self._table.take(line, following, self._before, position)
                number = self._list.take(line, self._before)
                beginning = self._beginning(line, position - self._start, number, was_table)
                if beginning is not None and position:
                    self._start = position
                    yield position, beginning
            self._code.take(line)
            if self._code.opened_at is not None:
                self._list.end_before(self._code.opened_at)
            if not is_code and not self._code.is_open and not self._table.is_open:
                yield from self._within(line, position)
            self._before = line
            position += len(line) + 1

    def _beginning(
        self, line: str, length: int, number: int | None, was_table: bool
    ) -> Beginning | None:
        """What a stretch would begin with at `line`; None if the one before goes on."""
        if length < _STRETCH_CHARACTERS:
            return None
        is_blank = not self._before.strip()
        if is_blank and _BEGINS.match(line):
            return TOP
        if length < _BLOCK_CHARACTERS:
            return None
        if was_table:
            return self._table.beginning() if self._table.is_open else None
        if number is not None:
            return Beginning(is_part=True, first_number=number)
        if line.startswith(">") and self._before.startswith(">"):
            is_between = not self._before.lstrip("> ")
            return Beginning(is_part=True) if is_between or length >= _LINE_CHARACTERS else None
        if length < _LINE_CHARACTERS or not _WORD.search(line) or self._table.is_open:
            return None
        if line.startswith((">", "    ", "\t")) and not self._list.is_open:
            # Indented code stays so only with its indentation.
            return Beginning(is_part=not is_blank) if line[0] != ">" else TOP
        return Beginning(carry=leading_spaces(line), is_part=not is_blank)

    def _within(self, line: str, position: int) -> Iterator[tuple[int, Beginning]]:
        """Cuts within a line that is as long as a chapter."""
        end = position + len(line)
        while end - self._start >= _LINE_CHARACTERS + _STRETCH_CHARACTERS:
            offset = self._offset(max(position, self._start))
            if offset is None or offset >= end:
                return
            self._start = offset
            yield offset, Beginning(is_part=True)

    def _offset(self, line_start: int) -> int | None:
        """Behind a sentence, or a word, or at last anywhere."""
        source = self._source
        first = max(self._start + _STRETCH_CHARACTERS, line_start + 1)
        last = max(first, self._start + _LINE_CHARACTERS)
        for found in _SENTENCE_END.finditer(source, first, last):
            if is_balanced(source[self._start : found.end()]):
                return found.end()
        word = _WORD_END.search(source, first, last)
        if word is not None:
            return word.end()
        letter = re.compile(r"[^\W\d_]").search(source, first, last)
        return letter.start() if letter is not None else None
