"""Where speech is, and where it may be cut.

    windows of activity → utterances → pieces

`Cutter` takes the probability of speech, window by window, and gives pieces as soon as they
are known. An utterance ends in a pause, or, if it grows too long for the model, where speech
is least likely; a piece is one or more utterances. A piece that begins without a pause hears
the last moments of the one before again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What Silero's own example takes: on above, off below.
_ON: Final = 0.5
_OFF: Final = 0.35
_SHORTEST_SPEECH_S: Final = 0.12  # "go" and "no" sound above `_ON` for 0.16 s and more
_SHORTEST_PAUSE_S: Final = 0.3
_LONGEST_PAUSE_S: Final = 2.0  # within a piece
# At most; of the longest piece where that is short.
_PAD_S: Final = 0.1  # of a pause, on either side of speech: words begin softly
_PAD_SHARE: Final = 0.1
_OVERLAP_S: Final = 2.0
_OVERLAP_SHARE: Final = 0.2
_SAME_S: Final = 0.001  # times come back from a database rounded
_EARLIEST_CUT: Final = 0.6  # of the longest utterance


@dataclass(frozen=True, slots=True)
class CutRules:
    """How pieces are cut.

    Attributes:
        longest_s: The longest sound that the model takes at once.
        window_s: Length of one window of the voice activity.
    """

    longest_s: float
    window_s: float

    @property
    def pad_s(self) -> float:
        """What of a pause stays on either side of speech."""
        return min(_PAD_S, _PAD_SHARE * self.longest_s)

    @property
    def overlap_s(self) -> float:
        """What is heard twice where there is no pause."""
        return min(_OVERLAP_S, _OVERLAP_SHARE * self.longest_s)

    @property
    def utterance_windows(self) -> int:
        """The longest utterance; with pads and overlap it still fits."""
        room_s = self.longest_s - self.overlap_s - 2 * self.pad_s
        return max(int(room_s / self.window_s) - 1, 2)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the recording that is transcribed at once.

    Attributes:
        start_s: Where it starts; not before the end of the one before.
        end_s: Where it ends.
        heard_from_s: Where the sound starts that the model gets: earlier than `start_s` if
            there was no pause to cut in.
        utterances: Start and end of what is said between its pauses, in order.
    """

    start_s: float
    end_s: float
    heard_from_s: float
    utterances: tuple[tuple[float, float], ...] = ()

    @property
    def overlaps(self) -> bool:
        """Whether the model hears the end of the piece before once more."""
        return self.heard_from_s < self.start_s


def split(piece: Piece, pad_s: float) -> list[Piece]:
    """The utterances of a piece, each with up to `pad_s` of the pauses around it."""
    parts: list[Piece] = []
    begin_s, heard_from_s = piece.start_s, piece.heard_from_s
    for (_, end_s), (next_s, _) in pairwise(piece.utterances):
        middle_s = (end_s + next_s) / 2
        parts.append(
            Piece(begin_s, min(end_s + pad_s, middle_s), heard_from_s, ((begin_s, end_s),))
        )
        begin_s = heard_from_s = max(next_s - pad_s, middle_s)
    parts.append(Piece(begin_s, piece.end_s, heard_from_s, piece.utterances[-1:]))
    return parts


def rest_of(piece: Piece, done_s: float, pad_s: float) -> Piece | None:
    """What of a piece is said after `done_s`; None if nothing is.

    What is known may have been cut otherwise: `done_s` can lie in the middle of an utterance,
    which is then heard whole again, as after a cut without a pause.
    """
    left = [part for part in split(piece, pad_s) if part.end_s > done_s + _SAME_S]
    if not left or piece.end_s <= done_s + _SAME_S:
        return None
    utterances = piece.utterances[-len(left) :]
    start_s = max(left[0].start_s, done_s)
    return Piece(start_s, piece.end_s, left[0].heard_from_s, utterances)


def _longer(piece: Piece, start_s: float, end_s: float, *, continues: bool) -> Piece:
    """A piece with another utterance, or with more of its last one."""
    before = piece.utterances
    if continues:
        before, start_s = before[:-1], before[-1][0]
    return replace(piece, end_s=end_s, utterances=(*before, (start_s, end_s)))


@dataclass(frozen=True, slots=True)
class _Utterance:
    """Speech between two pauses, or a part of it.

    Attributes:
        start: First window.
        end: The window behind the last one.
        continues: There was no pause before it.
    """

    start: int
    end: int
    continues: bool


class Cutter:
    """Turns voice activity into pieces, in order."""

    def __init__(self, rules: CutRules) -> None:
        self._rules = rules
        self._utterances = _Utterances(rules)
        self._packer = _Packer(rules)

    @property
    def settled_s(self) -> float:
        """Up to here every moment is in a piece that was given, or a pause."""
        speech_s = self._utterances.speech_from * self._rules.window_s - self._rules.pad_s
        return self._packer.settled_s(speech_s)

    @property
    def needed_from_s(self) -> float:
        """Sound before this is in no piece that is still to come."""
        return self.settled_s - self._rules.overlap_s - self._rules.pad_s

    def feed(self, probabilities: Iterable[float]) -> Iterator[Piece]:
        """Take the activity of further windows; gives the pieces that are known by then."""
        for probability in probabilities:
            utterance = self._utterances.take(probability)
            if utterance is not None:
                yield from self._packer.take(utterance)
            if not self._utterances.in_speech:
                yield from self._packer.wait(self._utterances.windows)

    def finish(self, duration_s: float) -> Iterator[Piece]:
        """The recording ends; gives the last pieces."""
        utterance = self._utterances.end()
        if utterance is not None:
            yield from self._packer.take(utterance)
        yield from self._packer.finish(duration_s)


class _Utterances:
    """Windows of activity → utterances."""

    def __init__(self, rules: CutRules) -> None:
        self._rules = rules
        self._pause = max(round(_SHORTEST_PAUSE_S / rules.window_s), 1)
        self._activity: list[float] = []  # of the open utterance, one value a window
        self._start: int | None = None
        self._quiet = 0  # windows at its end that are no speech
        self._continues = False
        self.windows = 0

    @property
    def in_speech(self) -> bool:
        """Whether an utterance is open."""
        return self._start is not None

    @property
    def speech_from(self) -> int:
        """The window where the open utterance begins, or the next one may."""
        return self.windows if self._start is None else self._start

    def take(self, probability: float) -> _Utterance | None:
        """Take one window; gives the utterance that ended with it."""
        self.windows += 1
        if self._start is None:
            if probability >= _ON:
                self._start = self.windows - 1
                self._activity = [probability]
                self._quiet = 0
            return None
        self._activity.append(probability)
        self._quiet = 0 if probability >= _OFF else self._quiet + 1
        if self._quiet >= self._pause:
            return self.end()
        if len(self._activity) >= self._rules.utterance_windows:
            return self._cut()
        return None

    def end(self) -> _Utterance | None:
        """End the open utterance before the windows without speech."""
        if self._start is None:
            return None
        length = max(len(self._activity) - self._quiet, 1)
        utterance = _Utterance(self._start, self._start + length, self._continues)
        self._start, self._continues = None, False
        return utterance

    def _cut(self) -> _Utterance:
        """Cut where speech is least likely; what follows goes on without a pause."""
        assert self._start is not None
        count = len(self._activity)
        place = min(
            range(max(int(_EARLIEST_CUT * count), 1), count), key=self._activity.__getitem__
        )
        utterance = _Utterance(self._start, self._start + place, self._continues)
        self._start += place
        self._activity = self._activity[place:]
        self._quiet = min(self._quiet, len(self._activity) - 1)
        self._continues = True
        return utterance


class _Packer:
    """Utterances → pieces."""

    def __init__(self, rules: CutRules) -> None:
        self._rules = rules
        self._open: Piece | None = None
        self._last_end_s = 0.0

    def take(self, utterance: _Utterance) -> Iterator[Piece]:
        """Add an utterance to the open piece, or end that and begin another."""
        rules = self._rules
        start_s, end_s = utterance.start * rules.window_s, utterance.end * rules.window_s
        if self._open is not None:
            near = start_s - self._open.end_s < _LONGEST_PAUSE_S
            if near and end_s + rules.pad_s - self._open.heard_from_s <= rules.longest_s:
                self._open = _longer(self._open, start_s, end_s, continues=utterance.continues)
                return
            yield self._close((self._open.end_s + start_s) / 2)
        elif end_s - start_s < _SHORTEST_SPEECH_S and not utterance.continues:
            return  # a click, with nothing near that it could belong to
        if utterance.continues:
            heard_from_s = max(start_s - rules.overlap_s, 0.0)
            self._open = Piece(start_s, end_s, heard_from_s, ((start_s, end_s),))
        else:
            begin_s = max(start_s - rules.pad_s, self._last_end_s)
            self._open = Piece(begin_s, end_s, begin_s, ((start_s, end_s),))

    def settled_s(self, speech_s: float) -> float:
        """How far the recording is dealt out, if further speech begins at `speech_s`."""
        return max(speech_s if self._open is None else self._open.start_s, self._last_end_s)

    def wait(self, windows: int) -> Iterator[Piece]:
        """Nobody speaks at window number `windows`: that may end the open piece."""
        now_s = windows * self._rules.window_s
        if self._open is not None and now_s - self._open.end_s >= _LONGEST_PAUSE_S:
            yield self._close(now_s)

    def finish(self, duration_s: float) -> Iterator[Piece]:
        """End the open piece with the recording."""
        if self._open is None:
            return
        if self._open.utterances[0][0] < duration_s:
            said = [
                (start_s, min(end_s, duration_s))
                for start_s, end_s in self._open.utterances
                if start_s < duration_s
            ]
            self._open = replace(self._open, end_s=said[-1][1], utterances=tuple(said))
            yield self._close(duration_s)

    def _close(self, latest_s: float) -> Piece:
        """End the open piece; its pad reaches no further than `latest_s`."""
        assert self._open is not None
        end_s = max(self._open.end_s, min(self._open.end_s + self._rules.pad_s, latest_s))
        piece = replace(self._open, end_s=end_s)
        self._open, self._last_end_s = None, end_s
        return piece
