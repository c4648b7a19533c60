"""Growing Markdown, split into finished blocks and the one that is still open.

A block is finished as soon as another one begins behind it, by the parser's own judgement,
so finished blocks look as they would in the whole text. Only the open tail is parsed again.
A block that grows too long is cut (`cutting.py`), and code or a formula inside a list is taken
out of it, so that it can be drawn by a widget of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from gemini_desk.markdown.formulas import is_displayed, open_formula
from gemini_desk.ui.markdown.blocks import Block, BlockKind
from gemini_desk.ui.markdown.cutting import (
    Cut,
    cut_anywhere,
    cut_paragraph,
    cut_quote,
    leading_spaces,
)
from gemini_desk.ui.markdown.fences import (
    closing_fence,
    could_open_fence,
    fenced_code,
    opening_fence,
)
from gemini_desk.ui.markdown.looking import Look, look_at
from gemini_desk.ui.markdown.numbering import Numbering
from gemini_desk.ui.markdown.tokens import column_weights

# Long texts are fed in pieces that grow until one finishes a block: all of a piece is parsed
# for each block in it, and a long block again with each piece.
_LEAST_PIECE_CHARACTERS: Final = 200
_LARGEST_PIECE_CHARACTERS: Final = 1600
_ITEM = re.compile(r" *(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
# What makes lines code: four columns, with tabs that go to the next multiple of four.
_INDENTATION = re.compile(r"^(?: {4}| {0,3}\t| {1,3}$)", re.MULTILINE)
# A line that is still arriving, whose place among the blocks no further character changes.
_LETTER = re.compile(r"[^\W\d_]")
_UNDECIDED = re.compile(r" *(?:```|~~~|\[(?![^\]]*\][^:]))")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a text is in the middle of, where it begins.

    Attributes:
        carry: Columns of indentation that it has because of a list around it.
        is_part: Whether its first block continues one.
        table_head: Header and delimiter row, if that is a table.
        column_weights: The widths of its columns then, in percent.
        first_number: Of its first item, if that is a numbered list.
    """

    carry: int = 0
    is_part: bool = False
    table_head: str = ""
    column_weights: tuple[int, ...] = ()
    first_number: int | None = None


TOP: Final = Beginning()


class BlockSplitter:
    """Splits a growing text; the blocks do not depend on how it was dealt out."""

    def __init__(self, beginning: Beginning = TOP) -> None:
        self._tail = ""  # begins with the first line of the open block
        self._carry = beginning.carry
        self._is_part = beginning.is_part
        self._table_head = beginning.table_head
        self._column_weights = beginning.column_weights
        self._numbering = Numbering(beginning.first_number)
        self._scanned = 0  # characters of an open fence in which its end was looked for
        self._is_whole = False
        self._look = Look()

    @property
    def beginning(self) -> Beginning:
        """What the open block begins with: another splitter could go on from there."""
        return Beginning(
            self._carry, self._is_part, self._table_head, self._column_weights,
            self._numbering.first_number,
        )  # fmt: skip

    def feed(self, text: str) -> list[Block]:
        """Take more text and return the blocks that it finished."""
        text = text.replace("\r", "")
        finished: list[Block] = []
        start, size = 0, _LEAST_PIECE_CHARACTERS
        while True:
            self._tail += text[start : start + size]
            start, count = start + size, len(finished)
            while (block := self._take_block()) is not None:
                finished.append(block)
            if start >= len(text):
                return finished
            has_grown = len(finished) == count
            size = (
                min(2 * size, _LARGEST_PIECE_CHARACTERS) if has_grown else _LEAST_PIECE_CHARACTERS
            )

    def finish(self) -> list[Block]:
        """Return what is left; the text is whole."""
        finished: list[Block] = []
        self._is_whole = True
        if self._tail:
            finished += self.feed("" if self._tail.endswith("\n") else "\n")
            while (block := self._take_block()) is not None:
                finished.append(block)
        if self._tail.strip():
            finished.append(self._block(self._tail, is_closed=True))
        self._start_over("", Cut(0, is_part=False))
        return finished

    def open_block(self) -> Block | None:
        """The block that is still growing; None if nothing of it can be shown yet."""
        if not self._tail.strip() or self._could_become_fence():
            return None
        return self._block(self._tail, is_closed=False)

    def _could_become_fence(self) -> bool:
        return "\n" not in self._tail and could_open_fence(self._dedented(self._tail))

    # ------------------------------------------------------------------ cutting

    def _take_block(self) -> Block | None:
        self._skip_blank_lines()
        if not self._tail:
            return None
        text = self._dedented(self._tail)
        opening = opening_fence(text)
        cut = self._prose_cut(text) if opening is None else self._fence_cut(text, opening)
        if cut is None:
            return None
        raw_offset = self._raw_offset(text, cut.offset)
        block = self._block(self._tail[:raw_offset], is_closed=True)
        if block.kind is BlockKind.TABLE and cut.is_part:
            block = self._remember_table(block)
        else:
            self._table_head, self._column_weights = "", ()
        self._number(cut, self._tail[raw_offset:])
        self._start_over(self._tail[raw_offset:], replace(cut, carry=self._carry + cut.carry))
        return block

    def _number(self, cut: Cut, behind: str) -> None:
        """Find out which number comes next, if the cut is within a list."""
        numbered = self._look.numbered
        first = self._look.first
        is_inside = first is not None and first.type in ("bullet_list_open", "ordered_list_open")
        if cut.is_item:
            self._numbering.go_back(behind.lstrip("\n"))
        elif cut.is_part or (is_inside and cut.carry):
            self._numbering.cut(numbered, cut.offset, self._carry, cut.carry)
        else:
            self._numbering.end()

    def _start_over(self, tail: str, cut: Cut) -> None:
        self._tail, self._carry, self._is_part = tail, cut.carry, cut.is_part
        self._scanned = 0
        self._look = Look()

    def _skip_blank_lines(self) -> None:
        stripped = self._tail.lstrip("\n ")
        if not stripped:
            return  # indentation of the first line is not known yet
        line_start = self._tail.rfind("\n", 0, len(self._tail) - len(stripped)) + 1
        self._tail = self._tail[line_start:]
        self._scanned = max(0, self._scanned - line_start)
        if self._carry:
            self._carry = min(self._carry, leading_spaces(self._tail))

    def _fence_cut(self, text: str, opening: re.Match[str]) -> Cut | None:
        end, looked = closing_fence(text, opening, self._scanned)
        if end is not None:
            return Cut(end, is_part=False)
        self._scanned = looked if not self._carry else 0  # offsets shift when text is dedented
        return None

    def _prose_cut(self, text: str) -> Cut | None:
        settled = text.rfind("\n") + 1
        rest = text[settled:]
        if _LETTER.search(rest) and not _UNDECIDED.match(rest):
            decided, characters = text, settled + 1
        else:
            decided, characters = text[:settled], settled
        if not self._is_whole and (held := open_formula(text)) is not None and held < characters:
            decided, characters = text[:held], held
            if decided.endswith("\n\n") and is_displayed(text[held : held + 2]):
                decided += "x"  # formula or text: behind a blank line it is a block of its own
        prefix = self._table_head
        lines = text.split("\n")
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))[:-1]
        if self._look.parsed_characters != characters:
            self._look = look_at(decided, prefix, lines, starts, characters)
        look = self._look
        candidates = [look.cut, self._next_item(lines, starts)]
        if look.first is not None and look.first.type == "blockquote_open":
            candidates.append(cut_quote(lines, starts))
        elif look.first is not None and look.first.type in ("paragraph_open", "heading_open"):
            candidates.append(cut_paragraph(text))
        keeps_indentation = look.first is not None and look.first.type == "code_block"
        candidates.append(cut_anywhere(text, lines, starts, dedents=not keeps_indentation))
        cuts = [cut for cut in candidates if cut is not None]
        return min(cuts, key=lambda cut: cut.offset) if cuts else None

    def _next_item(self, lines: list[str], starts: list[int]) -> Cut | None:
        """Where an item of the list begins that the open block was taken out of."""
        if not self._carry:
            return None
        raw_lines = self._tail.split("\n")
        for index in range(1, len(lines)):
            if leading_spaces(raw_lines[index]) < self._carry and _ITEM.match(lines[index]):
                return Cut(starts[index], is_part=False, is_item=True)
        return None

    # ------------------------------------------------------------------ blocks

    def _block(self, raw: str, *, is_closed: bool) -> Block:
        text = self._dedented(raw)
        opening = opening_fence(text)
        if opening is not None:
            code, language = fenced_code(text, opening, is_closed=is_closed)
            return Block(BlockKind.CODE, code, self._carry, language=language, is_closed=is_closed)
        first = self._look.first
        kind = BlockKind.PROSE
        match first.type if first is not None else "":
            case "blockquote_open":
                kind = BlockKind.QUOTE
            case "table_open":
                kind = BlockKind.TABLE
            case "formula_block" if is_closed:
                return Block(BlockKind.FORMULA, text.strip(), self._carry)
            case "" if not is_closed and is_displayed(text) and leading_spaces(text) < 4:
                return Block(BlockKind.FORMULA, text.strip(), self._carry, is_closed=False)
            case "code_block" if is_closed:
                code = _INDENTATION.sub("", text.rstrip("\n"))
                return Block(BlockKind.CODE, code, self._carry)
        return Block(
            kind,
            text,
            self._carry,
            is_part=self._is_part,
            is_heading=first is not None and first.type == "heading_open",
            table_head=self._table_head if kind is BlockKind.TABLE else "",
            column_weights=self._column_weights if kind is BlockKind.TABLE else (),
            first_number=self._numbering.first_number,
        )

    def _remember_table(self, block: Block) -> Block:
        if not self._table_head:
            head = block.source.split("\n", 2)
            self._table_head = f"{head[0]}\n{head[1]}\n"
            self._column_weights = column_weights(block.source)
        return replace(block, column_weights=self._column_weights)

    def _dedented(self, text: str) -> str:
        if not self._carry:
            return text
        return re.sub(rf"^ {{1,{self._carry}}}", "", text, flags=re.MULTILINE)

    def _raw_offset(self, dedented: str, offset: int) -> int:
        """Where `offset` of the dedented tail is in the tail itself."""
        if not self._carry:
            return offset
        removed = sum(
            min(self._carry, leading_spaces(line))
            for line in self._tail.split("\n")[: dedented.count("\n", 0, offset) + 1]
        )
        if offset and dedented[offset - 1] == "\n":  # before the spaces of the next line
            line = self._tail.split("\n")[dedented.count("\n", 0, offset)]
            removed -= min(self._carry, leading_spaces(line))
        return offset + removed
