"""Which way a text runs, by its first letter that says so."""

from __future__ import annotations

import unicodedata


def runs_leftwards(text: str) -> bool:
    """Whether `text` begins in a script that is written from right to left."""
    for character in text:
        if character.isascii() and not character.isalpha():
            continue
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
