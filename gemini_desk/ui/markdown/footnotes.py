"""Footnotes as the window shows them: a small note where it stands, linked both ways.

The addresses of these links begin with `#`: they lead within the answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from markdown_it.token import Token

NOTE_PREFIX: Final = "#note-"
REFERENCE_PREFIX: Final = "#noted-"


def reference_html(label: str) -> str:
    """HTML of a reference in the text."""
    return f"<sup>{_link(label, NOTE_PREFIX, REFERENCE_PREFIX)}</sup>"


def mark_html(label: str) -> str:
    """HTML of what a note begins with."""
    return f"{_link(label, REFERENCE_PREFIX, NOTE_PREFIX)}&nbsp;&nbsp;"


def note_mark(address: str) -> re.Pattern[str]:
    """What finds the place, in the source, that an address within the answer leads to."""
    is_note = address.startswith(NOTE_PREFIX)
    label = unquote(address.removeprefix(NOTE_PREFIX).removeprefix(REFERENCE_PREFIX))
    return re.compile(rf"\[\^{re.escape(label)}\]" + (":" if is_note else "(?!:)"))


def mark_footnotes(tokens: list[Token]) -> None:
    """Give each note its mark, and its paragraphs a class of their own."""
    label: str | None = None
    is_inside = False
    for token in tokens:
        if token.type == "footnote_reference_open":
            label, is_inside = str(token.meta["label"]), True
        elif token.type == "footnote_reference_close":
            is_inside = False
        elif is_inside and token.type == "paragraph_open":
            token.attrSet("class", "note")
        elif is_inside and label is not None and token.type == "inline":
            mark = type(token)("footnote_mark", "", 0, content=label)
            token.children = [mark, *(token.children or [])]
            label = None


def _link(label: str, to: str, own: str) -> str:
    from markdown_it.common.utils import escapeHtml

    name = quote(label, safe="")
    return f'<a name="{own[1:]}{name}" href="{to}{name}">{escapeHtml(label)}</a>'
