"""Where a block that grows too long may be cut.

Every rule looks only at text up to the cut and a few characters beyond it, and the first
cut in the text wins. So the cuts are the same however the text was dealt out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

# In characters. A list is cut between items, where its parts join without a seam; a
# paragraph is left whole for as long as a reader would call it one.
LIST_PART_CHARACTERS: Final = 600
LONG_BLOCK_CHARACTERS: Final = 1200  # a paragraph after a sentence, a quote after a line
LINE_CUT_CHARACTERS: Final = 1400  # any block: at the next line
WORD_CUT_CHARACTERS: Final = 1450  # any line: at the next space
HARD_CUT_CHARACTERS: Final = 1500  # any text
# QTextDocument takes 0.3 to 1 ms to lay a row out.
TABLE_PART_ROWS: Final = 12

_SENTENCE_END = re.compile(r"[.!?…][\"')”’»]?[ \t](?=\S)")
_FENCE_LINE = re.compile(r" *(?:`{3,}[^`]*|~{3,}.*)$")


@dataclass(frozen=True, slots=True)
class Cut:
    """A place to cut a text.

    Attributes:
        offset: Characters before the cut.
        carry: Columns of indentation that what follows has because of the list around it.
        is_part: Whether what follows continues what is before.
        is_item: Whether what follows is an item of a list that the text before is set in by.
    """

    offset: int
    carry: int = 0
    is_part: bool = True
    is_item: bool = False


def cut_list(tokens: Sequence[Token], lines: Sequence[str], starts: Sequence[int]) -> Cut | None:
    """Before code or a formula inside the list, or between items once the part is long enough.

    Args:
        tokens: Block tokens of the list.
        lines: The lines of the text.
        starts: Where each line starts.
    """
    quotes = 0
    for token in tokens:
        if token.type.startswith("blockquote"):
            quotes += token.nesting
        if token.map is None or quotes or token.map[0] == 0:
            continue
        line = token.map[0]
        if _stands_alone(token, lines[line]):
            return Cut(starts[line], carry=leading_spaces(lines[line]))
        is_item = token.type == "list_item_open" and token.level == 1
        if is_item and starts[line] >= LIST_PART_CHARACTERS:
            return Cut(starts[line])
    return None


def _stands_alone(token: Token, line: str) -> bool:
    """Whether a block inside a list is drawn by a widget of its own, from `line` on."""
    if token.type == "fence":
        return bool(_FENCE_LINE.match(line))
    return token.type == "formula_block" and line.lstrip(" ").startswith(token.markup)


def cut_table(tokens: Sequence[Token], starts: Sequence[int]) -> Cut | None:
    """Between two rows; `starts` as in `cut_list`."""
    rows = [token.map[0] for token in tokens if token.type == "tr_open" and token.map]
    for count, line in enumerate(rows[1:]):  # without the header
        is_long = starts[line] >= LINE_CUT_CHARACTERS
        if count >= TABLE_PART_ROWS or (count and is_long):
            return Cut(starts[line])
    return None


def cut_quote(lines: Sequence[str], starts: Sequence[int]) -> Cut | None:
    """Between two quoted lines; arguments as in `cut_list`."""
    for line, start in zip(lines, starts, strict=True):
        if start >= LONG_BLOCK_CHARACTERS and line.startswith(">"):
            return Cut(start)
    return None


def cut_paragraph(text: str) -> Cut | None:
    """After a sentence, where no emphasis, code or link is open."""
    for end in _SENTENCE_END.finditer(text, LONG_BLOCK_CHARACTERS, LINE_CUT_CHARACTERS + 1):
        offset = end.end()
        line_start = text.rfind("\n", 0, offset) + 1
        is_table_row = "|" in text[line_start:offset]  # perhaps a header; its next line tells
        if not is_table_row and is_balanced(text[:offset]):
            return Cut(offset)
    return None


def cut_anywhere(
    text: str, lines: Sequence[str], starts: Sequence[int], *, dedents: bool = True
) -> Cut | None:
    """At a line, a space, or at last in the middle of a word; arguments as in `cut_list`.

    With `dedents`, the indentation of the line is that of a list, and no part of the text.
    """
    for index, (line, start) in enumerate(zip(lines, starts, strict=True)):
        if LINE_CUT_CHARACTERS <= start < WORD_CUT_CHARACTERS and line.strip():
            follows_text = bool(lines[index - 1].strip())
            carry = leading_spaces(line) if dedents else 0
            return Cut(start, carry=carry, is_part=follows_text)
    if len(text) <= HARD_CUT_CHARACTERS:
        return None
    space = text.find(" ", WORD_CUT_CHARACTERS, HARD_CUT_CHARACTERS)
    return Cut(space + 1 if space >= 0 else HARD_CUT_CHARACTERS)


def leading_spaces(line: str) -> int:
    """Columns of indentation; a tab counts as none, as it hardly occurs in answers."""
    return len(line) - len(line.lstrip(" "))


def is_balanced(text: str) -> bool:
    """Whether no emphasis, code, link or formula seems to be open at the end of `text`."""
    return (
        text.count("`") % 2 == 0
        and text.count("**") % 2 == 0
        and text.count("[") == text.count("]")
        and text.count("(") == text.count(")")
        and text.count("$") % 2 == 0
    )
