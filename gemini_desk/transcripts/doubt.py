"""The words that a model was not sure of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from gemini_desk.transcripts.transcript import Segment

# Below even odds another word was as likely as this one.
DOUBTFUL_BELOW: Final = 0.5
_WORD: Final = re.compile(r"\S+")


class DoubtfulWord(NamedTuple):
    """A word and how sure the model was of it.

    Attributes:
        start: Its first character in the segment's text.
        end: Behind its last one.
        confidence: 0.0 to 1.0.
    """

    start: int
    end: int
    confidence: float


def doubtful_count(segment: Segment) -> int:
    """How many doubtful words a segment has; cheap, for it is asked of thousands of them."""
    if segment.confidence is not None and segment.confidence >= DOUBTFUL_BELOW:
        return 0
    known = segment.word_confidences
    return sum([each is not None and each < DOUBTFUL_BELOW for each in known])


def doubtful_words(segment: Segment) -> tuple[DoubtfulWord, ...]:
    """The doubtful words of a segment, in the order of its text."""
    if not doubtful_count(segment):
        return ()
    words = zip(_WORD.finditer(segment.text), segment.word_confidences, strict=False)
    return tuple(
        DoubtfulWord(word.start(), word.end(), confidence)
        for word, confidence in words
        if confidence is not None and confidence < DOUBTFUL_BELOW
    )
