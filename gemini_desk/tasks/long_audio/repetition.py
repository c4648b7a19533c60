"""A model that repeats itself in a loop, as models do on noise and music."""

from __future__ import annotations

from typing import Final

_LONGEST_PHRASE_WORDS: Final = 20
_MOST_REPEATS: Final = {1: 6, 2: 5}  # people say "no no no"; of longer phrases, see below
_MOST_LONG_REPEATS: Final = 4
_LONGEST_WORD: Final = 60
_FASTEST_WORDS_PER_S: Final = 8.0


def repeats_itself(text: str, duration_s: float) -> bool:
    """Whether `text` is a loop instead of what was said.

    Args:
        text: What the model wrote.
        duration_s: Length of the sound that it heard: nobody says 8 words a second for long.
    """
    words = text.casefold().split()
    if any(len(word) > _LONGEST_WORD for word in words):
        return True
    if len(words) > 20 and len(words) > _FASTEST_WORDS_PER_S * duration_s:
        return True
    for length in range(1, min(_LONGEST_PHRASE_WORDS, len(words) // 2) + 1):
        most = _MOST_REPEATS.get(length, _MOST_LONG_REPEATS)
        if _longest_run(words, length) > most:
            return True
    return False


def _longest_run(words: list[str], length: int) -> int:
    """How often a phrase of `length` words follows itself, at most."""
    longest = run = 0
    for place in range(length, len(words)):
        run = run + 1 if words[place] == words[place - length] else 0
        longest = max(longest, run)
    return longest // length + 1
