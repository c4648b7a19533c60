"""Markdown as plain text: what one reads of it, without the marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gemini_desk.markdown.parser import markdown_parser

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_TASK: Final = re.compile(r"\[([ xX])\]\s+")
_BULLET: Final = "• "
_BETWEEN_CELLS: Final = " · "


def plain_text(source: str) -> str:
    """`source` as it is read, each block and each row of a table on lines of its own.

    Items have bullets, boxes or numbers; code and formulas are as they were written.
    """
    tokens = markdown_parser().parse(source, {"hopeful": True})  # notes may stand farther down
    lines = [""]
    for before, token in zip([None, *tokens], tokens, strict=False):
        match token.type:
            case "list_item_open":
                lines.append(f"{token.info}{token.markup} " if token.info else _BULLET)
            case "inline":
                lines[-1] = _with_box(lines[-1], "".join(_words(token.children or ())))
            case "fence" | "code_block" | "formula_block":
                lines += token.content.splitlines()
            case "th_open" | "td_open" if before is not None and before.type != "tr_open":
                lines[-1] += _BETWEEN_CELLS
            case "tr_open" | "paragraph_open" | "heading_open" if _ends(before):
                lines.append("")
            case _:
                pass
    return "\n".join(filter(None, lines))


def _ends(before: Token | None) -> bool:
    """Whether what stands before a block is not the bullet that it belongs to."""
    return before is not None and before.type != "list_item_open"


def _with_box(begun: str, words: str) -> str:
    task = _TASK.match(words) if begun == _BULLET else None
    if task is None:
        return begun + words
    return f"{'☐' if task[1] == ' ' else '☑'} {words[task.end() :]}"


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "code_inline" | "formula":
                yield token.content
            case "softbreak" | "hardbreak":
                yield "\n"
            case "image":
                yield from _words(token.children or ())
            case _:
                pass
