"""Which block a line is in, judged line by line, without parsing.

Each judges carefully: where a line could mean two things, the block counts as ended, and
nobody relies on it until another one has begun beyond doubt.
"""

from __future__ import annotations

import re
from typing import Final

from gemini_desk.ui.markdown.cutting import leading_spaces
from gemini_desk.ui.markdown.splitter import Beginning, BlockSplitter

_FENCE = re.compile(r"[ >\t]*(`{3,}|~{3,})[ \t]*(.*)")
_MATHS = re.compile(r"\$\$|\\\[|\\\]")
_ITEM = re.compile(r"(\s*)([-*+]|(\d{1,9})([.)]))([ \t]+)\S")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_DELIMITERS = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$")
_LONGEST_FORMULA_CHARACTERS: Final = 2000  # what is longer is no formula to the splitter either
_FIRST_ROWS_CHARACTERS: Final = 4000  # more than the first part of a table ever has


class OpenCode:
    """Code between fences, or a displayed formula.

    Attributes:
        opened_at: Columns before the fence that the last line opened; None if it opened none.
    """

    def __init__(self) -> None:
        self.opened_at: int | None = None
        self._fence = ""
        self._indent = 0
        self._is_maths = False
        self._maths_characters = 0

    @property
    def is_open(self) -> bool:
        """Whether the next line is in it."""
        return bool(self._fence) or self._is_maths

    def take(self, line: str) -> None:
        """Look at the next line."""
        self.opened_at = None
        mark = _FENCE.match(line)
        if self._fence:
            is_closing = mark is not None and mark.end(1) <= self._indent + 3 + len(mark[1])
            if mark is not None and is_closing and mark[1].startswith(self._fence) and not mark[2]:
                self._fence = ""
        elif mark is not None and not (mark[1][0] == "`" and "`" in mark[2]):
            self._fence, self._indent = mark[1], mark.start(1)
            self.opened_at = self._indent
        else:
            for sign in _MATHS.findall(line):
                self._is_maths = not self._is_maths if sign == "$$" else sign == "\\["
                self._maths_characters = 0
            self._maths_characters += len(line)
            if self._maths_characters > _LONGEST_FORMULA_CHARACTERS:
                self._is_maths = False


class OpenList:
    """A list at the left edge, and the number that its next item has."""

    def __init__(self) -> None:
        self._mark = ""  # of its items: "-", "*", "+", "." or ")"
        self._number = 0
        self._content_column = 0

    @property
    def is_open(self) -> bool:
        """Whether the line that was taken last is in it."""
        return bool(self._mark)

    def end_before(self, column: int) -> None:
        """A block begins in `column`: it ends the list unless it is within an item."""
        if column < self._content_column:
            self._mark = ""

    def take(self, line: str, before: str) -> int | None:
        """Look at the next line, which follows `before`.

        Returns:
            The item's number if it begins another item of the list, counted from its first;
            0 for an item without numbers. None for any other line.
        """
        if (line[:1].isalpha() and not self._mark) or not line.strip():
            return None
        item = None if _RULE.match(line) else _ITEM.match(line)
        indent = leading_spaces(line)
        if item is not None and "\t" not in item[1] and indent < max(1, self._content_column):
            return self._take_item(item, before)
        is_inside = indent >= self._content_column or line[0] == "\t"
        is_lazy = bool(before.strip()) and bool(re.match(r" {0,3}[^\W\d_]", line))
        if self._mark and not is_inside and not is_lazy:
            self._mark = ""
        return None

    def _take_item(self, item: re.Match[str], before: str) -> int | None:
        mark = item[4] or item[2]
        is_same = mark == self._mark
        if not is_same:
            follows_text = bool(before.strip()) and not self._mark
            if item[3] and int(item[3]) != 1 and follows_text:
                return None  # a paragraph goes on that happens to have a number there
            self._mark = mark
            self._number = int(item[3] or 0)
        self._content_column = len(item[0]) - 1
        number = self._number
        self._number += 1 if item[3] else 0
        return number if is_same and not item[1] else None


class OpenTable:
    """A table whose lines begin with a bar."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._starts_at = -1
        self._rows_from = -1
        self._beginning: Beginning | None = None

    @property
    def is_open(self) -> bool:
        """Whether the line that was taken last is in it."""
        return self._starts_at >= 0

    def take(self, line: str, following: str, before: str, position: int) -> None:
        """Look at the next line, between `before` and `following`."""
        if self.is_open:
            if not line.startswith("|"):
                self._starts_at = -1
        elif line.startswith("|") and not before.strip() and _DELIMITERS.match(following.rstrip()):
            self._starts_at = position
            self._rows_from = position + len(line) + len(following) + 2
            self._beginning = None

    def beginning(self) -> Beginning | None:
        """What the next row begins with: columns as wide as in the part with the header."""
        if self._beginning is None:
            end = self._rows_from + _FIRST_ROWS_CHARACTERS
            splitter = BlockSplitter()
            splitter.feed(self._source[self._starts_at : end])
            self._beginning = splitter.beginning
        return self._beginning if self._beginning.table_head else None
