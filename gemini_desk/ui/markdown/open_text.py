"""Markdown that is still arriving, made fit to look at.

Without this a half-written `**word` would show its stars until the last two arrive, and a
first `-` below a paragraph would turn it into a heading for one frame.
"""

from __future__ import annotations

import re

# A last line of nothing but marks: a list item, a rule, a heading, a fence to come.
_BARE_MARKS = re.compile(r"(?:^|\n)[ \t>]*(?:[-=*+_#~`|:\s]+|\d{1,9}[.)]?|\[[ xX]?\]?)[ \t]*$")
_HALF_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*$")
_CODE_SPAN = re.compile(r"`[^`\n]*`")
_MARKS = ("**", "~~")


def presentable(source: str) -> str:
    """`source` with a last line of bare marks left out and open emphasis closed."""
    bare = _BARE_MARKS.search(source)
    if bare is not None and not source.endswith("\n"):
        source = source[: bare.start()]
    paragraph_start = source.rfind("\n\n") + 1
    head, open_text = source[:paragraph_start], source[paragraph_start:]
    open_text = _HALF_LINK.sub(r"\1", open_text)
    outside_code = _CODE_SPAN.sub("", open_text)
    if outside_code.count("`") % 2 and not outside_code.endswith("`"):
        return f"{head}{open_text}`"
    for mark in _MARKS:
        if outside_code.count(mark) % 2:
            stripped = open_text.rstrip()
            if stripped.endswith(mark):  # nothing inside yet
                return head + stripped.removesuffix(mark)
            return f"{head}{stripped}{mark}"
    return head + open_text
