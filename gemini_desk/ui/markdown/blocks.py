"""Blocks: pieces of Markdown that are parsed, laid out and drawn on their own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """How a block is drawn."""

    PROSE = "prose"  # paragraphs, headings, lists, rules
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    FORMULA = "formula"  # displayed, on a line of its own


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of Markdown.

    Attributes:
        kind: How it is drawn.
        source: Its Markdown, without the indentation that `indent` stands for; for code
            the code itself, without the fences; for a formula all of it, marks included.
        indent: Columns by which it is set in: it came from inside a list that was cut.
        is_part: Whether it continues a block that was too long and was cut before it.
        is_heading: Whether it begins with a heading, which wants more room above.
        language: First word of a fence's info string; "" for all else.
        is_closed: Whether all of a code block, or of a formula, has arrived.
        table_head: Header and delimiter row of the table that this part belongs to.
        column_weights: Widths of the columns in the first part of this table, in percent.
        first_number: Of the first item, where the block goes on with a numbered list: what is
            written there need not be the number that is meant.
    """

    kind: BlockKind
    source: str
    indent: int = 0
    is_part: bool = False
    is_heading: bool = False
    language: str = ""
    is_closed: bool = True
    table_head: str = ""
    column_weights: tuple[int, ...] = ()
    first_number: int | None = None
