"""The texts of two pieces that overlap, so that nothing is said twice.

Both pieces were heard by a model, and the words of the overlap seldom come out alike. The end
of the one text and the beginning of the other are aligned word by word, as `difflib` does it;
what the second text says up to the end of the best match is what the first one said already.
"""

from __future__ import annotations

import difflib
import re
from typing import Final

_WORD = re.compile(r"\S+")
_BARE = re.compile(r"[^\w]+", re.UNICODE)
_WORDS_PER_S: Final = 5.0  # more than people say: the overlap reaches no further
_LEAST_LIKENESS: Final = 0.5


def without_repeated(before: str, text: str, overlap_s: float) -> str:
    """`text` without the words at its beginning that `before` ends with.

    Args:
        before: What was said up to the cut.
        text: What the next piece says, which heard `overlap_s` of it again.
        overlap_s: In seconds.
    """
    most = max(round(overlap_s * _WORDS_PER_S), 1)
    ends = _WORD.findall(before)[-most:]
    places = list(_WORD.finditer(text))[: 2 * most]
    begins = [match.group() for match in places]
    count = _repeated(list(map(_bare, ends)), list(map(_bare, begins)))
    if not count:
        return text
    return text[places[count].start() :] if count < len(places) else text[places[-1].end() :]


def joined(before: str, text: str) -> str:
    """Two texts with one blank between them."""
    return f"{before.rstrip()} {text.lstrip()}".strip()


def _repeated(ends: list[str], begins: list[str]) -> int:
    """How many words of `begins` repeat the end of `ends`."""
    best, best_likeness = 0, 0.0
    for count in range(1, min(len(ends), len(begins)) + 1):
        likeness = difflib.SequenceMatcher(
            None, ends[-count:], begins[:count], autojunk=False
        ).ratio()
        # A longer match of the same quality says more than a short one; it has to end with
        # the word that the first text ends with, or nearly: a cut word is heard in two ways.
        better = likeness >= _LEAST_LIKENESS and likeness * count > best_likeness * best
        if better and _alike(ends[-1], begins[count - 1]):
            best, best_likeness = count, likeness
    return best


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LEAST_LIKENESS


def _bare(word: str) -> str:
    return _BARE.sub("", word).casefold() or word
