"""Fenced code: where it begins and ends, and what is within."""

from __future__ import annotations

import re

from gemini_desk.ui.markdown.cutting import leading_spaces

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^\n]*)\n")
_GROWING = re.compile(r" {0,3}(?:`{1,2}|`{3,}[^`]*|~+[^~]*)")


def opening_fence(text: str) -> re.Match[str] | None:
    """The line that `text` begins with, if it opens a fence: its mark, and what is behind it."""
    opening = _FENCE.match(text)
    # Behind backticks there are none: they would be code within a line.
    return None if opening is None or (opening[1][0] == "`" and "`" in opening[2]) else opening


def could_open_fence(line: str) -> bool:
    """Whether a line that is still arriving may yet open a fence."""
    return bool(_GROWING.fullmatch(line))


def closing_fence(text: str, opening: re.Match[str], start: int) -> tuple[int | None, int]:
    """Look for the end of a fence.

    Args:
        text: From its opening on.
        opening: That, as `opening_fence` found it.
        start: Where the first line begins that was not looked at before.

    Returns:
        Where the closing line ends, None if it is not there; and where to look on.
    """
    closing = re.compile(rf" {{0,3}}{re.escape(opening[1])}{opening[1][0]}*[ \t]*")
    start = max(opening.end(), start)
    while (end := text.find("\n", start)) >= 0:
        if closing.fullmatch(text, start, end):
            return end + 1, start
        start = end + 1
    return None, start


def fenced_code(text: str, opening: re.Match[str], *, is_closed: bool) -> tuple[str, str]:
    """The code, without a closing fence or the part of one that has arrived; and its language."""
    code = text[opening.end() :]
    indented = code.rstrip("\n").rsplit("\n", 1)[-1]
    last_line = indented.strip()
    is_fence = set(last_line) == {opening[1][0]} and leading_spaces(indented) < 4
    if is_fence and (not is_closed or len(last_line) >= len(opening[1])):
        code = code.rstrip("\n")
        code = code[: code.rfind("\n") + 1]
    info = opening[2].split()
    language = info[0].strip("{}.").lower() if info else ""
    return code.removesuffix("\n"), language
