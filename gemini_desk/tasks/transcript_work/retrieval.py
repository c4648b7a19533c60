"""Which segments of a transcript matter for a question: BM25, without an index on disk.

Why not map-reduce for each question: three hours of speech are some 40,000 tokens, minutes of
reading on a machine without a GPU, for an answer that mostly stands in a few lines. What has
no word in common with the question is not found this way; `answer.py` then reads everything.

Words are compared without case and accents, and by their first letters alone: a stemmer that
needs no language ("decided" and "decide", "Entscheidung" and "Entscheidungen").
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import TYPE_CHECKING, Final

from gemini_desk.storage.search_words import is_unspaced, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gemini_desk.tasks.transcript_work.fitting import Segments

_STEM: Final = 6  # letters of a word that count
# The usual values (Robertson and Zaragoza, “The Probabilistic Relevance Framework”, 2009).
_K1: Final = 1.2
_B: Final = 0.75
_NEIGHBOUR: Final = 0.4  # how much of a segment's worth those beside it have
_LEAST_RARITY: Final = 0.5  # below this a word stands in most segments and says nothing


class Retrieval:
    """The segments of one transcript, to be searched."""

    def __init__(self, segments: Segments) -> None:
        self._terms = [Counter(terms_of(f"{each.speaker or ''} {each.text}")) for each in segments]
        self._lengths = [counted.total() for counted in self._terms]
        self._average = max(1.0, sum(self._lengths) / max(1, len(self._lengths)))
        self._holding = Counter(term for counted in self._terms for term in counted)

    def ranked(self, question: str) -> list[int]:
        """Positions of segments that matter for `question`, best first; maybe none.

        A segment that matters brings its neighbours along: an answer often stands in the next
        sentence.
        """
        scores = self._scores(set(terms_of(question)))
        spread = [
            score + _NEIGHBOUR * max(scores[max(0, at - 1) : at] + scores[at + 1 : at + 2] + [0.0])
            for at, score in enumerate(scores)
        ]
        found = [at for at, score in enumerate(spread) if score > 0.0]
        return sorted(found, key=lambda at: (-spread[at], at))

    def _scores(self, terms: Iterable[str]) -> list[float]:
        scores = [0.0] * len(self._terms)
        for term in sorted(terms):
            rarity = self._rarity(term)
            if rarity < _LEAST_RARITY:
                continue
            for at, counted in enumerate(self._terms):
                often = counted[term]
                if often:
                    length = 1 - _B + _B * self._lengths[at] / self._average
                    scores[at] += rarity * often * (_K1 + 1) / (often + _K1 * length)
        return scores

    def _rarity(self, term: str) -> float:
        holding = self._holding[term]
        return math.log(1 + (len(self._terms) - holding + 0.5) / (holding + 0.5))


def terms_of(text: str) -> Sequence[str]:
    """What is compared: the beginnings of words, pairs of characters where words have no spaces."""
    words = words_of(text)
    terms = [word[:_STEM] for word in words if not is_unspaced(word)]
    terms += [
        first + second
        for first, second in itertools.pairwise(words)
        if is_unspaced(first) and is_unspaced(second)
    ]
    return terms
