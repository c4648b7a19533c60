"""The piece of a text that shows why it was found."""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.storage.search_query import HIT_END, HIT_START
from gemini_desk.storage.search_words import ACCENTS, UNSPACED, fold_evenly, is_unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.storage.search_query import Term

_EXCERPT_CHARACTERS: Final = 160
_BEFORE_CHARACTERS: Final = 48  # of the excerpt, shown before its first hit
_EDGE_CHARACTERS: Final = 24  # an excerpt begins and ends between words if one ends so near
# Looked through in one text, 2 ms of work; a search shows a hundred.
_SEARCHED_CHARACTERS: Final = 50_000
_MOST_HITS: Final = 40
_BLOCK_CHARACTERS: Final = 2_000  # a block begins at most so far before the excerpt
_BEHIND_CHARACTERS: Final = 600
_FENCE: Final = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(`{3,}|~{3,})", re.MULTILINE)

# What stands before and behind a word, in ASCII text and in any other.
_EDGES: Final = {
    True: ("(?<![a-z0-9])", "(?![a-z0-9])"),
    False: (
        f"(?:(?<![^\\W_])|(?<=[{UNSPACED}]))",
        f"(?:(?![^\\W_{ACCENTS}])|(?=[{UNSPACED}]))",
    ),
}
# Letters that the index writes as two.
_DOUBLE: Final = {"ss": "ß", "ae": "æ", "oe": "œ", "th": "þ", "fi": "ﬁ", "fl": "ﬂ"}


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    term: int


def excerpt(text: str, terms: Sequence[Term]) -> str:
    """The piece of `text` with the most of `terms`, on one line, the hits marked.

    Without a hit (a filter alone, or far down a very long text) it is the beginning.
    """
    hits = _hits(text, tuple(terms))
    return _excerpt(text, hits, *_window(text, hits))


def excerpt_and_passage(text: str, terms: Sequence[Term]) -> tuple[str, str]:
    """The excerpt, and the whole blocks of Markdown that it is a piece of, marked as well."""
    hits = _hits(text, tuple(terms))
    start, end = _window(text, hits)
    return _excerpt(text, hits, start, end), _passage(text, hits, start, end)


def _excerpt(text: str, hits: Sequence[_Hit], start: int, end: int) -> str:
    before, behind = "…" if start > 0 else "", "…" if end < len(text) else ""
    return " ".join(f"{before}{_marked(text, hits, start, end)}{behind}".split())


def _marked(text: str, hits: Sequence[_Hit], start: int, end: int, first: int = 0) -> str:
    """`text` from `start` to `end`, the hits marked that stand there, none before `first`."""
    pieces: list[str] = []
    at = start
    for hit in hits:
        if hit.start < max(at, first) or hit.end > end:
            continue
        pieces += [text[at : hit.start], HIT_START, text[hit.start : hit.end], HIT_END]
        at = hit.end
    pieces.append(text[at:end])
    return "".join(pieces).replace(HIT_END + HIT_START, "")


def _passage(text: str, hits: Sequence[_Hit], start: int, end: int) -> str:
    """What must be read to know which marks of Markdown hold between `start` and `end`."""
    blank = text.rfind("\n\n", max(0, start - _BLOCK_CHARACTERS), start)
    begin = blank + 2 if blank >= 0 else 0 if start <= _BLOCK_CHARACTERS else start
    blank = text.find("\n\n", end, end + _BEHIND_CHARACTERS)
    stop = blank if blank >= 0 else min(len(text), end + _BEHIND_CHARACTERS)
    fence = _open_fence(text[:begin])
    passage = _marked(text, hits, begin, stop, first=start)
    # Farther in, white space belongs to the item of a list that is cut off.
    return f"{fence}\n{passage}" if fence else passage.lstrip() if begin else passage


def _open_fence(text: str) -> str:
    """The mark of the block of code that is open at the end of `text`; "" if none is."""
    opened = ""
    for fence in _FENCE.findall(text):
        if not opened:
            opened = fence
        elif fence.startswith(opened):
            opened = ""
    return opened


def _hits(text: str, terms: tuple[Term, ...]) -> list[_Hit]:
    """Where the terms stand, in order."""
    if not terms:
        return []
    text = fold_evenly(text[:_SEARCHED_CHARACTERS])
    found = _pattern(terms, text.isascii()).finditer(text)
    return [
        _Hit(match.start(), match.end(), match.lastindex or 0)
        for match in itertools.islice(found, _MOST_HITS)
    ]


@functools.lru_cache(16)
def _pattern(terms: tuple[Term, ...], is_ascii: bool) -> re.Pattern[str]:
    """Matches any of `terms` in folded text, the longest first; the group tells which."""
    longest_first = sorted(set(terms), key=lambda term: len("".join(term.words)), reverse=True)
    return re.compile("|".join(f"({_term_pattern(term, is_ascii)})" for term in longest_first))


def _term_pattern(term: Term, is_ascii: bool) -> str:
    pieces: list[str] = []
    starts, ends = _EDGES[is_ascii]
    for number, word in enumerate(term.words):
        alone = is_unspaced(word)
        if number:
            pieces.append(r"[\W_]*")
        last = number == len(term.words) - 1
        pieces.append("" if alone else starts)
        pieces.append(_word_pattern(word, is_ascii))
        pieces.append("" if alone or (last and term.is_beginning) else ends)
    return "".join(pieces)


def _word_pattern(word: str, is_ascii: bool) -> str:
    """`word`, in text that is folded letter by letter: with accents behind, or letters for two."""
    if is_ascii:
        return re.escape(word)
    pieces = []
    rest = word
    while rest:
        if double := _DOUBLE.get(rest[:2]):
            pieces.append(f"(?:{rest[0]}[{ACCENTS}]*{rest[1]}|{double})")
        else:
            pieces.append(re.escape(rest[0]))
        rest = rest[2:] if double else rest[1:]
    return f"[{ACCENTS}]*".join(pieces) + f"[{ACCENTS}]*"


def _window(text: str, hits: Sequence[_Hit]) -> tuple[int, int]:
    """Start and end of the excerpt: the earliest stretch that holds the most terms."""
    best_start, best_count = 0, 0
    for index, hit in enumerate(hits):
        reach = hit.start + _EXCERPT_CHARACTERS - _BEFORE_CHARACTERS
        count = len({it.term for it in hits[index:] if it.end <= reach})
        if count > best_count:
            best_start, best_count = max(0, hit.start - _BEFORE_CHARACTERS), count
    return _between_words(text, best_start, min(len(text), best_start + _EXCERPT_CHARACTERS))


def _between_words(text: str, start: int, end: int) -> tuple[int, int]:
    """`start` and `end`, moved inwards to the next space if there is one near."""
    if start > 0:
        space = text.find(" ", start, start + _EDGE_CHARACTERS)
        start = start if space < 0 else space + 1
    if end < len(text):
        space = text.rfind(" ", end - _EDGE_CHARACTERS, end)
        end = end if space <= start else space
    return start, end
