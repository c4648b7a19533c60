"""Numbers of lists that are cut: an item has its place's number, whatever is written there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_NUMBERED = re.compile(r" *\d{1,9}([.)])")


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A numbered list at the beginning of a block.

    Attributes:
        delimiter: What stands behind its numbers, "." or ")".
        first_number: Of its first item.
        offsets: Where its items begin, in characters.
    """

    delimiter: str
    first_number: int
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, tokens: Sequence[Token], starts: Sequence[int]) -> NumberedList | None:
        """The list that `tokens` begin with, if it has numbers.

        Args:
            tokens: Block tokens of the first block.
            starts: Where each line starts.
        """
        if not tokens or tokens[0].type != "ordered_list_open":
            return None
        items = (token for token in tokens if token.type == "list_item_open" and token.level == 1)
        offsets = tuple(starts[item.map[0]] for item in items if item.map is not None)
        start = tokens[0].attrGet("start")
        return cls(tokens[0].markup, 1 if start is None else int(start), offsets)


class Numbering:
    """Which number comes next in the lists that the splitter has cut.

    Attributes:
        first_number: Of the block that is open, if it goes on with a numbered list.
    """

    def __init__(self, first_number: int | None = None) -> None:
        self.first_number = first_number
        self._left: list[tuple[int, str, int]] = []  # column, delimiter, next number

    def cut(self, numbered: NumberedList | None, offset: int, column: int, carry: int) -> None:
        """The open block ends at `offset`, and the next one is a part of it.

        Args:
            numbered: The list that it is, if it has numbers.
            offset: Characters before the cut.
            column: Columns by which it is set in.
            carry: By how much more the next block is: it is in an item of this list then.
        """
        begun_with, self.first_number = self.first_number, None
        self._left = [each for each in self._left if each[0] < column]
        if numbered is None:
            return
        first = numbered.first_number if begun_with is None else begun_with
        number = first + sum(1 for each in numbered.offsets if each < offset)
        if carry:
            self._left.append((column, numbered.delimiter, number))
        else:
            self.first_number = number

    def go_back(self, line: str) -> None:
        """The next block begins with an item, `line`, of a list that was left."""
        self.first_number = None
        column = len(line) - len(line.lstrip(" "))
        found = _NUMBERED.match(line)
        for left_column, delimiter, number in self._left:
            if left_column == column and found is not None and found[1] == delimiter:
                self.first_number = number
        self._left = [each for each in self._left if each[0] < column]

    def end(self) -> None:
        """The next block has nothing to do with the one that is open."""
        self.first_number = None
