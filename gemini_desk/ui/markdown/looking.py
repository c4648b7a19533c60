"""What the parser says about the block that a text begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.markdown.parser import parse_blocks
from gemini_desk.ui.markdown.cutting import Cut, cut_list, cut_table
from gemini_desk.ui.markdown.numbering import NumberedList

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(slots=True)
class Look:
    """What the last parse of the tail said about its first block.

    Attributes:
        parsed_characters: Length of the text that was parsed.
        first: First token, None if there is none yet.
        cut: End of the first block, or a cut inside it, that the block structure shows.
        numbered: The first block, if it is a list with numbers.
    """

    parsed_characters: int = -1
    first: Token | None = None
    cut: Cut | None = None
    numbered: NumberedList | None = None


def look_at(
    decided: str, prefix: str, lines: list[str], starts: list[int], characters: int
) -> Look:
    """Parse `decided`.

    Args:
        decided: The text whose place among the blocks no further character changes.
        prefix: What stands before it for the parser alone: the head of a table.
        lines: The lines of all of the text.
        starts: Where each line starts.
        characters: How long the text is that is looked at.
    """
    shift = prefix.count("\n")
    tokens = parse_blocks(prefix + decided)
    tops = [token for token in tokens if token.level == 0 and token.map and token.nesting >= 0]
    if not tops:
        return Look(characters)
    end = tops[1].map[0] - shift if len(tops) > 1 and tops[1].map else len(lines)
    cut = Cut(starts[end], is_part=False) if end < len(lines) else None
    first = [token for token in tokens if token.map is None or token.map[0] - shift < end]
    inner = None
    if tops[0].type in ("bullet_list_open", "ordered_list_open"):
        inner = cut_list(first, lines, starts)
    elif tops[0].type == "formula_block" and tops[0].map is not None:
        inner = Cut(starts[tops[0].map[1] - shift], is_part=False)
    elif tops[0].type == "table_open":
        shifted = [0] * shift + starts
        inner = cut_table(first, shifted)
    return Look(characters, tops[0], inner or cut, NumberedList.of(first, starts))
