"""One piece of sound → what is said in it, by the model.

The model is told how the text before ended, as its system prompt: names and spelling then go on
as they were. A template without a place for that goes without, and so does a model that answers
with those words instead of what it hears (as speech models do in loops, see
https://github.com/openai/whisper/discussions/679).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import GenerationRequest
from gemini_desk.media.voice_activity import SAMPLE_RATE_HZ
from gemini_desk.tasks.attach import attach
from gemini_desk.tasks.long_audio.confidence import word_confidences
from gemini_desk.tasks.long_audio.merging import without_repeated
from gemini_desk.tasks.long_audio.packing import Packing, is_better, is_doubtful
from gemini_desk.tasks.long_audio.pieces import halves, rest_of, split
from gemini_desk.tasks.long_audio.prompts import context_prompt
from gemini_desk.tasks.long_audio.repetition import repeats_itself
from gemini_desk.transcripts.transcript import Segment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.tasks.long_audio.cutting import CutRules
    from gemini_desk.tasks.long_audio.listening import Heard
    from gemini_desk.tasks.long_audio.pieces import Piece
    from gemini_desk.tasks.long_audio.session import Session

_TAIL_WORDS: Final = 30
_TAIL_CHARACTERS: Final = 300  # of a script without blanks
_LONGEST_PAUSE_S: Final = 10.0  # behind a longer one something else may be said
# What may break a loop, one after the other, before the piece is taken as it is.
_OTHERWISE: Final = (
    GenerationParameters(temperature=0.0, repetition_penalty=1.15),
    GenerationParameters(temperature=0.4, seed=1),
)


class _Said(NamedTuple):
    """An answer, and how sure the model was of its words (empty if it did not say)."""

    text: str
    confidences: tuple[float, ...]


class Listener:
    """Asks a model what is said in one piece after the other."""

    def __init__(
        self, session: Session, prompt: str, folder: Path, rules: CutRules, *, context: bool
    ) -> None:
        """Nothing is asked yet.

        Args:
            session: Who answers.
            prompt: What the model is asked for each piece.
            folder: For the clip that it hears.
            rules: By which pieces were cut.
            context: Whether it may be told what was said before.
        """
        self._session = session
        self._prompt = prompt
        self._folder = folder
        self._rules = rules
        self._context = context and session.model.capabilities.system_role
        self._packing = Packing()

    def segments(self, heard: Heard, done_s: float, before: Segment | None) -> Iterator[Segment]:
        """What is said in a piece after `done_s`, one segment after the other.

        Args:
            heard: With a piece.
            done_s: What is before is known.
            before: The last segment with a text.

        Yields:
            In order; those without text are pauses.
        """
        assert heard.piece is not None
        piece = rest_of(heard.piece, done_s, self._rules.pad_s)
        if piece is None:
            return
        parts = split(piece, self._rules.pad_s)
        if len(parts) == 1:
            yield from self._utterance(piece, heard, before)
            return
        if self._packing.together:
            together = self._segment(piece, heard, before)
            if not self._packing.in_doubt(together, piece.speech_s):
                yield together
                return
        apart: list[Segment] = []
        for part in parts:
            segments = self._utterance(part, heard, apart[-1] if apart else before)
            if self._packing.together:
                apart += segments
            else:
                yield from segments
                before = next((it for it in reversed(segments) if it.text), before)
        if self._packing.together:
            is_apart = self._packing.choose(together, apart, piece.speech_s)
            yield from apart if is_apart else (together,)

    def _utterance(self, part: Piece, heard: Heard, before: Segment | None) -> list[Segment]:
        """What is said in an utterance: cut at its breaths if it is in doubt, and that helps."""
        segment = self._segment(part, heard, before)
        sides = halves(part)
        if sides is None or not is_doubtful(segment, part.speech_s):
            return [segment]
        found: list[Segment] = []
        for side in sides:
            found += self._utterance(side, heard, found[-1] if found else before)
        return found if is_better(found, segment, part.speech_s) else [segment]

    def _segment(self, piece: Piece, heard: Heard, before: Segment | None) -> Segment:
        """What is said in `piece`, and in no segment before it; the text may be empty."""
        clip = self._clip(heard.sound_of(piece))
        tail = self._tail(piece, before)
        said = self._asked(piece, clip, tail)
        if tail and _only_repeats(tail, said.text):
            without = self._asked(piece, clip, "")
            if without.text.split() != said.text.split():
                self._context = False
                said = without
        text, confidences = said.text.strip(), said.confidences
        if piece.overlaps and before is not None:
            text = without_repeated(before.text, text, piece.start_s - piece.heard_from_s).strip()
            confidences = confidences[max(len(confidences) - len(text.split()), 0) :]
        if len(confidences) != len(text.split()):
            confidences = ()
        return Segment(
            piece.start_s,
            piece.end_s,
            text,
            confidence=min(confidences, default=None),
            word_confidences=confidences,
        )

    def _tail(self, piece: Piece, before: Segment | None) -> str:
        """How the text before ends, where the model is told."""
        if not self._context or before is None:
            return ""
        if piece.start_s - before.end_s > _LONGEST_PAUSE_S:
            return ""
        return " ".join(before.text.split()[-_TAIL_WORDS:])[-_TAIL_CHARACTERS:]

    def _asked(self, piece: Piece, clip: Attachment, tail: str) -> _Said:
        question = Message.user(self._prompt, clip)
        messages = (Message.system(context_prompt(tail)), question) if tail else (question,)
        request = GenerationRequest(
            messages, GenerationParameters(temperature=0.0), token_probabilities=True
        )
        heard_s = piece.end_s - piece.heard_from_s
        said = self._answer(request)
        for parameters in _OTHERWISE:
            if not repeats_itself(said.text, heard_s):
                break
            # Without the text before, which is what loops feed on.
            said = self._answer(replace(request, messages=(question,), parameters=parameters))
        return said

    def _answer(self, request: GenerationRequest) -> _Said:
        text, finished = self._session.answer(request)
        return _Said(text, word_confidences(finished.token_probabilities))

    def _clip(self, samples: NDArray[np.float32]) -> Attachment:
        import soundfile

        path = self._folder / "piece.wav"
        soundfile.write(path, samples, SAMPLE_RATE_HZ, subtype="PCM_16")
        return attach(path, AttachmentKind.AUDIO)


def _only_repeats(tail: str, text: str) -> bool:
    """Whether a text says nothing but what the one before it ended with."""
    words, ends = text.casefold().split(), tail.casefold().split()
    return bool(words) and any(
        words == ends[place : place + len(words)] for place in range(len(ends) - len(words) + 1)
    )
