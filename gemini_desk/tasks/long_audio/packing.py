"""Whether a model does better with several utterances at once, or with one at a time.

Large models gain from what surrounds a sentence, and long pieces are fewer calls. Small ones get
lost in them: the starter, which has learned sentences of four words, is wrong in every word of half
a minute and in every fifth of single sentences. No checkpoint says so, but its own confidence
does: the first pieces are heard both ways, and the surer way is gone on with. A piece that the
model is very unsure of, or of which it leaves most out, is heard the other way later, too; and a
single utterance that is in doubt so is cut at its breaths, as long as that makes it surer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemini_desk.tasks.long_audio.omission import leaves_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.transcripts.transcript import Segment

_ENOUGH: Final = 2  # pieces more for the one way than for the other
# Mean confidence of the words. With 0.7 five short sentences, spoken with 0.15 to 0.3 s between
# them, have the errors that they have one by one; with 0.5 half as many again are left.
_UNSURE_BELOW: Final = 0.5  # of a piece
_UNSURE_UTTERANCE_BELOW: Final = 0.7


class Packing:
    """What is known so far of a model."""

    def __init__(self) -> None:
        self._lead = 0  # pieces that were surer together, less those that were surer apart

    @property
    def together(self) -> bool:
        """Whether a piece is heard as a whole, at least to begin with."""
        return self._lead > -_ENOUGH

    def in_doubt(self, together: Segment, speech_s: float) -> bool:
        """Whether a piece that was heard as a whole should be heard by utterances, too.

        Args:
            together: What was heard.
            speech_s: For how long somebody speaks in it.
        """
        if not together.text:
            return True  # what says nothing is unsure
        if together.word_confidences and self._lead < _ENOUGH:
            return True
        return _is_unsure(together, _UNSURE_BELOW) or leaves_out(together.text, speech_s)

    def choose(self, together: Segment, apart: Sequence[Segment], speech_s: float) -> bool:
        """Whether the utterances one by one are the better ones; remembered for what follows."""
        is_apart = is_better(apart, together, speech_s)
        self._lead += -1 if is_apart else 1
        self._lead = max(min(self._lead, _ENOUGH), -_ENOUGH)
        return is_apart


def is_doubtful(utterance: Segment, speech_s: float) -> bool:
    """Whether an utterance should be heard again in smaller parts.

    Not where nothing was: noise that is taken for speech has no words to be found.
    """
    if not utterance.text:
        return False
    return _is_unsure(utterance, _UNSURE_UTTERANCE_BELOW) or leaves_out(utterance.text, speech_s)


def is_better(parts: Sequence[Segment], whole: Segment, speech_s: float) -> bool:
    """Whether the parts of a piece are better than what was heard of all of it.

    Of a text that leaves most out, the few words may well be sure: then it is enough if those of
    the parts are not unsure. A model that does not say how sure it is has to say more.
    """
    if leaves_out(whole.text, speech_s):
        said = " ".join(part.text for part in parts)
        if len(said) <= len(whole.text):
            return False
        if not any(part.word_confidences for part in (whole, *parts)):
            return True
        return _mean_confidence(parts) >= min(_mean_confidence([whole]), _UNSURE_BELOW)
    return _mean_confidence(parts) > _mean_confidence([whole])


def _is_unsure(segment: Segment, below: float) -> bool:
    return bool(segment.word_confidences) and _mean_confidence([segment]) < below


def _mean_confidence(segments: Sequence[Segment]) -> float:
    """Of all words; a segment without words counts as one that is not sure at all."""
    confidences: list[float] = []
    for segment in segments:
        known = [value for value in segment.word_confidences if value is not None]
        confidences += known or [0.0]
    return sum(confidences) / len(confidences)
