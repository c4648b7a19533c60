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
_OPENS_CODE = re.compile(r"[`~$\\]")  # or a formula; other lines cannot
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
    """Walks over the lines of a text, and knows what each is in.

    A long text may have a hundred thousand lines: one that is blank, or far from where a stretch
    may end, costs next to nothing.
    """

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
        is_code = in_table = False
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            if is_code:
                self._code.take(line)
                is_code = self._code.is_open
            elif line and not line.isspace():
                if in_table or line[0] == "|":
                    self._table.take(line, following, self._before, position)
                beginning = self._look(line, position, was_table=in_table)
                in_table = self._table.is_open
                if beginning is not None and position:
                    self._start = position
                    yield position, beginning
                if _OPENS_CODE.search(line):
                    self._code.take(line)
                    is_code = self._code.is_open
                    if self._code.opened_at is not None:
                        self._list.end_before(self._code.opened_at)
                is_long = position + len(line) - self._start >= _LINE_CHARACTERS
                if is_long and not is_code and not in_table:
                    yield from self._within(line, position)
            elif in_table:
                self._table.take(line, following, self._before, position)
                in_table = self._table.is_open
            self._before = line
            position += len(line) + 1

    def _look(self, line: str, position: int, *, was_table: bool) -> Beginning | None:
        """What a stretch would begin with at `line`, which is not blank and no code."""
        number = self._list.take(line, self._before)
        length = position - self._start
        if length < _STRETCH_CHARACTERS:
            return None
        return self._beginning(line, length, number, was_table)

    def _beginning(
        self, line: str, length: int, number: int | None, was_table: bool
    ) -> Beginning | None:
        """The same of a stretch that is `length` long; None if it goes on."""
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
