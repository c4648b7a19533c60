"""Displayed formulas that stand inside a paragraph: each on a line of its own.

To the parser, a formula is a block only if it has its lines to itself. One that has text
before or behind it is part of the paragraph; its author wants to see it displayed all the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gemini_desk.markdown.formulas import is_displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

# What ends the sentence stays with the formula: no line begins with it.
_PUNCTUATION: Final = re.compile(r"[.,;:!?…)\]]+(?=\s|\Z)")
_BREAKS: Final = ("softbreak", "hardbreak")


def with_displayed_formulas(tokens: Sequence[Token]) -> list[Token]:
    """`tokens`; a paragraph with such a formula becomes several. Changes them in place."""
    shown: list[Token] = []
    for index, token in enumerate(tokens):
        children = token.children or ()
        # Most have none, and are looked at again and again while they are written.
        parts = list(_parts(children)) if any(map(_stands_alone, children)) else []
        is_hidden = False
        if not any(map(_is_displayed, parts)) or tokens[index - 1].type != "paragraph_open":
            shown.append(token)  # cells and headings have one line only
            continue
        opening, closing = shown.pop(), tokens[index + 1]
        for number, part in enumerate(parts):
            if number:
                shown.append(closing.copy(hidden=is_hidden))
            # In a tight list only the first has no paragraph: it is beside the item's mark.
            is_hidden = opening.hidden and not number
            attributes = {"align": "center"} if _is_displayed(part) else {}
            shown.append(opening.copy(hidden=is_hidden, attrs=opening.attrs | attributes))
            shown.append(token.copy(children=part))
        closing.hidden = is_hidden
    return shown


def _parts(children: Sequence[Token]) -> Iterator[list[Token]]:
    """The children of a paragraph: runs of text, and formulas with what ends their sentence."""
    part: list[Token] = []
    for child in children:
        if _stands_alone(child):
            yield from _trimmed(part)
            part = [child]
            continue
        if _is_displayed(part):
            ending = _PUNCTUATION.match(child.content) if child.type == "text" else None
            rest = child.content
            if ending is not None and len(part) == 1:
                part.append(child.copy(content=ending[0]))
                rest = rest[ending.end() :]
            yield part
            part = [child.copy(content=rest)] if rest.strip() or child.type != "text" else []
            continue
        part.append(child)
    yield from _trimmed(part)


def _trimmed(part: list[Token]) -> Iterator[list[Token]]:
    """A run without the space and the line breaks at its ends, if anything is left."""
    while part and part[0].type in _BREAKS:
        del part[0]
    while part and (part[-1].type in _BREAKS or not (part[-1].content.strip() or part[-1].nesting)):
        del part[-1]
    if part and part[0].type == "text":
        part[0] = part[0].copy(content=part[0].content.lstrip())
    if part and part[-1].type == "text":
        part[-1] = part[-1].copy(content=part[-1].content.rstrip())
    if part:
        yield part


def _is_displayed(part: Sequence[Token]) -> bool:
    return bool(part) and _stands_alone(part[0])


def _stands_alone(child: Token) -> bool:
    """Whether a child is a displayed formula; within emphasis or a link it stays where it is."""
    return child.type == "formula" and child.level == 0 and is_displayed(child.markup)
