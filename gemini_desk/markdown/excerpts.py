"""Excerpts of Markdown as plain text: a few words in a list, where nothing is rendered."""

from __future__ import annotations

import re
from typing import Final

# On one line: an excerpt has no line breaks. Marks of hits may stand anywhere; they stay.
_LINK: Final = re.compile(r"!?\[([^\]\[]*)\]\([^)\s\ue000\ue001]*(?:\)|(…)$)")
_FOUND_ADDRESS: Final = re.compile(r"!?\[([^\]\[]*)\]\(([^)\s]*[\ue000\ue001][^)\s]*)\)")
_MARKUP: Final = re.compile(
    r"(?:^|(?<=\s))#{1,6}\s+"  # headings
    r"|`{3,}\w*|~{3,}\w*|`+"  # code
    r"|\|(?:\s*:?-+:?\s*\|)+"  # below the head of a table
    r"|(?<![\w\ue001])(?:\*{1,3}|_{1,3}|~~)(?=[\w\ue000\"“(\[])"  # emphasis begins
    r"|(?<=[\w\ue001.,;:!?\"”)\]])(?:\*{1,3}|_{1,3}|~~)(?![\w\ue000])"  # and ends
    r"|^[>*+]\s+"  # a quote, an item; farther in it may be arithmetic
    r"|(?<=[.!?:;]\s)[-*+]\s(?=\S)"  # but not behind the end of a sentence
)
_BARS: Final = re.compile(r"\s*\|\s*")


def without_markup(excerpt: str) -> str:
    """An excerpt, on one line, as it is read: without the marks of Markdown."""
    text = _MARKUP.sub("", _FOUND_ADDRESS.sub(r"\1 (\2)", _LINK.sub(r"\1\2", excerpt)))
    return _BARS.sub(" ", text).strip() if text.count("|") > 1 else text.strip()
