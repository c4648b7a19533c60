"""Where a sentence ends, so that it can be said at one go. Knows no Qt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# A voice that pauses goes on with the sentence it was in: that must not be far back.
LONGEST_CHARACTERS: Final = 280
_CLOSING: Final = "\"'’”»)\\]}›"
_END: Final = re.compile(rf"[.!?…]+[{_CLOSING}]*(?=\s)|[。！？]+[」』）]*|[:;](?=\s*\n)")
_PAUSE: Final = re.compile(r"[,;:–—](?=\s)|[、，；：]")
_LAST_WORD: Final = re.compile(r"[^\s(\[“„«\"']+\Z")
_BLANKS: Final = re.compile(r"\s*")
_WORD_CHARACTERS: Final = 12  # of a word that may be an abbreviation
# A point behind these ends no sentence; English, German, French, Spanish.
_ABBREVIATIONS: Final = frozenset(
    "e.g i.e mr mrs ms dr prof st vs cf approx fig vol pp jr sr "
    "z.b d.h u.a bzw ca nr usf sog evtl vgl abb hr fr m mme mlle p.ex sra dra ud uds".split()
)


def sentence_ends(text: str, *, is_complete: bool = True) -> Iterator[int]:
    """Where sentences of `text` end, each place behind the blanks that follow it.

    Args:
        text: A paragraph.
        is_complete: Whether no more of it will come; else what stands behind the last
            sentence that surely ended is left out.
    """
    start = 0
    for found in _END.finditer(text):
        place = found.end()
        if place <= start or _goes_on(text, start, found):
            continue
        behind = _behind_blanks(text, place)
        if not is_complete and behind == len(text):
            break  # “3. ” may become “3. May”, “。” may become “。」”
        yield from _short_pieces(text, start, behind)
        start = behind
    if is_complete and start < len(text):
        yield from _short_pieces(text, start, len(text))


def _goes_on(text: str, start: int, mark: re.Match[str]) -> bool:
    """Whether the mark is that of an abbreviation or of a number within a sentence."""
    if mark[0][0] != ".":
        return mark[0][0] == "…" and _next_is_lower(text, mark.end())
    # Only its end is looked at: the text may be long, and come from anywhere.
    word = _LAST_WORD.search(text[max(start, mark.start() - _WORD_CHARACTERS) : mark.start()])
    if word is None:
        return True
    bare = word[0].lower()
    is_initial = len(bare) == 1 and bare.isalpha()
    is_ordinal = len(bare) <= 2 and bare.isdigit()
    return bare in _ABBREVIATIONS or is_initial or is_ordinal or _next_is_lower(text, mark.end())


def _next_is_lower(text: str, place: int) -> bool:
    behind = _behind_blanks(text, place)
    return text[behind : behind + 1].islower()


def _behind_blanks(text: str, place: int) -> int:
    blanks = _BLANKS.match(text, place)
    return blanks.end() if blanks is not None else place


def _short_pieces(text: str, start: int, end: int) -> Iterator[int]:
    """Ends of pieces of a sentence that is too long: at commas, else at blanks."""
    while end - start > LONGEST_CHARACTERS:
        room = text[start : start + LONGEST_CHARACTERS]
        pauses = [mark.end() for mark in _PAUSE.finditer(room)]
        cut = pauses[-1] if pauses and pauses[-1] > LONGEST_CHARACTERS // 3 else room.rfind(" ") + 1
        start += cut or LONGEST_CHARACTERS
        yield start
    yield end
