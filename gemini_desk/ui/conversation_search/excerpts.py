"""Excerpts with their marked words. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def unmark(excerpt: str, start: str, end: str) -> tuple[str, list[tuple[int, int]]]:
    """Take the marks out of an excerpt.

    Args:
        excerpt: On several lines perhaps.
        start: Stands before each word that was found; one character.
        end: Stands behind it; one character.

    Returns:
        The text on one line, and start and length of each word that was found in it.
    """
    pieces: list[str] = []
    found: list[tuple[int, int]] = []
    length = 0
    begin: int | None = None
    for character in " ".join(excerpt.split()):
        if character == start:
            begin = length
        elif character == end:
            if begin is not None and length > begin:
                found.append((begin, length - begin))
            begin = None
        else:
            pieces.append(character)
            length += 1
    return "".join(pieces), found


def cut(
    text: str, found: Sequence[tuple[int, int]], before: int, length: int
) -> tuple[str, list[tuple[int, int]]]:
    """The piece of `text` around the first found word, between words.

    Args:
        text: On one line.
        found: Start and length of each word that was found.
        before: How many characters there may be before the first of them.
        length: How many there may be in all.
    """
    text, found = shifted(text, found, before)
    if len(text) <= length:
        return text, found
    end = text.rfind(" ", length // 2, length)
    end = length if end < 0 else end
    return f"{text[:end]}…", [it for it in found if sum(it) <= end]


def shifted(
    text: str, found: Sequence[tuple[int, int]], room: int
) -> tuple[str, list[tuple[int, int]]]:
    """Begin `text` later, if its first found word stands farther in than `room` characters."""
    if not found or found[0][0] <= room:
        return text, list(found)
    cut = text.rfind(" ", 0, found[0][0] - room // 2) + 1
    if cut <= 1:
        return text, list(found)
    return f"…{text[cut:]}", [(begin - cut + 1, length) for begin, length in found]
