"""Where a long text can be cut without parsing it.

A stretch begins at a line that no block reaches over: behind a blank line, at the left edge,
with a letter or a heading's mark, outside code and formulas. Stretches are parsed on their
own, when somebody comes near; that is why a text of any length opens at once.
"""

from __future__ import annotations

import re
from typing import Final

_STRETCH_CHARACTERS: Final = 6000
_FENCE = re.compile(r"[ >\t]*(`{3,}|~{3,})[ \t]*(.*)")
_MATHS = re.compile(r"\$\$|\\\[|\\\]")
_BEGINS = re.compile(r"#{1,6} |[^\W\d_]")


def cut_into_stretches(source: str) -> list[str]:
    """The stretches of `source`, in order; joined they are `source` again."""
    if len(source) < 2 * _STRETCH_CHARACTERS or "\r" in source:
        return [source]
    starts = [0]
    fence, indent = "", 0
    is_maths = is_blank = False
    position = 0
    for line in source.split("\n"):
        is_cuttable = is_blank and not fence and not is_maths
        if is_cuttable and position - starts[-1] >= _STRETCH_CHARACTERS and _BEGINS.match(line):
            starts.append(position)
        mark = _FENCE.match(line)
        if fence:
            is_closing = mark is not None and mark.end(1) <= indent + 3 + len(mark[1])
            if mark is not None and is_closing and mark[1].startswith(fence) and not mark[2]:
                fence = ""
        elif mark is not None and not (mark[1][0] == "`" and "`" in mark[2]):
            fence, indent = mark[1], mark.start(1)
        else:
            for sign in _MATHS.findall(line):
                is_maths = not is_maths if sign == "$$" else sign == "\\["
        is_blank = not line.strip()
        position += len(line) + 1
    return [source[a:b] for a, b in zip(starts, [*starts[1:], len(source)], strict=True)]
