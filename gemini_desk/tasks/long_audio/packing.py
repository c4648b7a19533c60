"""Whether a model does better with several utterances at once, or with one at a time.

Large models gain from what surrounds a sentence, and long pieces are fewer calls. Small ones get
lost in them: the starter, which has learned sentences of four words, is wrong in every word of half
a minute and in every fifth of single sentences. No checkpoint says so, but its own confidence
does: the first pieces are heard both ways, and the surer way is gone on with. A piece that the
model is very unsure of is heard the other way later, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.transcripts.transcript import Segment

_ENOUGH: Final = 2  # pieces more for the one way than for the other
_UNSURE_BELOW: Final = 0.5  # mean confidence of a piece's words


class Packing:
    """What is known so far of a model."""

    def __init__(self) -> None:
        self._lead = 0  # pieces that were surer together, less those that were surer apart

    @property
    def together(self) -> bool:
        """Whether a piece is heard as a whole, at least to begin with."""
        return self._lead > -_ENOUGH

    def in_doubt(self, together: Segment) -> bool:
        """Whether a piece that was heard as a whole should be heard by utterances, too."""
        if not together.word_confidences:
            # Somebody else's model may not say how sure it is; what says nothing is unsure.
            return not together.text
        return self._lead < _ENOUGH or _mean_confidence([together]) < _UNSURE_BELOW

    def choose(self, together: Segment, apart: Sequence[Segment]) -> bool:
        """Whether the utterances one by one are the surer ones; remembered for what follows."""
        is_apart = _mean_confidence(apart) > _mean_confidence([together])
        self._lead += -1 if is_apart else 1
        self._lead = max(min(self._lead, _ENOUGH), -_ENOUGH)
        return is_apart


def _mean_confidence(segments: Sequence[Segment]) -> float:
    """Of all words; a segment without words counts as one that is not sure at all."""
    confidences: list[float] = []
    for segment in segments:
        known = [value for value in segment.word_confidences if value is not None]
        confidences += known or [0.0]
    return sum(confidences) / len(confidences)
