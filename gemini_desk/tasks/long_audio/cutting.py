"""Where speech is, and where it may be cut.

    windows of activity → utterances → pieces

`Cutter` takes the probability of speech, window by window, and gives pieces as soon as they
are known. An utterance ends in a pause, or, if it grows too long for the model, where speech
is least likely; a piece is one or more utterances. A piece that begins without a pause hears
the last moments of the one before again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from gemini_desk.tasks.long_audio.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What Silero's own example takes: on above, off below.
_ON: Final = 0.5
_OFF: Final = 0.35
_SHORTEST_SPEECH_S: Final = 0.12  # "go" and "no" sound above `_ON` for 0.16 s and more
_SHORTEST_PAUSE_S: Final = 0.3
_SHORTEST_BREATH_S: Final = 0.06  # a pause within an utterance
_LONGEST_PAUSE_S: Final = 2.0  # within a piece
# At most; of the longest piece where that is short.
_PAD_S: Final = 0.1  # of a pause, on either side of speech: words begin softly
_PAD_SHARE: Final = 0.1
_OVERLAP_S: Final = 2.0
_OVERLAP_SHARE: Final = 0.2
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


def _longer(piece: Piece, more: Piece, *, continues: bool) -> Piece:
    """A piece with another utterance, or with more of its last one."""
    before, ((start_s, end_s),) = piece.utterances, more.utterances
    if continues:
        before, start_s = before[:-1], before[-1][0]
    return replace(
        piece,
        end_s=end_s,
        utterances=(*before, (start_s, end_s)),
        breaths=piece.breaths + more.breaths,
    )


@dataclass(frozen=True, slots=True)
class _Utterance:
    """Speech between two pauses, or a part of it.

    Attributes:
        start: First window.
        end: The window behind the last one.
        continues: There was no pause before it.
        breaths: First window, and the one behind the last, of its pauses that end no utterance.
    """

    start: int
    end: int
    continues: bool
    breaths: tuple[tuple[int, int], ...] = ()


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
        utterance = self._utterance(length)
        self._start, self._continues = None, False
        return utterance

    def _utterance(self, length: int) -> _Utterance:
        """The open utterance as far as `length` windows, with the breaths in it."""
        assert self._start is not None
        breaths, quiet_from = [], None
        for place, probability in enumerate(self._activity[:length]):
            if probability < _OFF:
                quiet_from = place if quiet_from is None else quiet_from
            elif quiet_from is not None:
                if (place - quiet_from) * self._rules.window_s >= _SHORTEST_BREATH_S:
                    breaths.append((self._start + quiet_from, self._start + place))
                quiet_from = None
        return _Utterance(self._start, self._start + length, self._continues, tuple(breaths))

    def _cut(self) -> _Utterance:
        """Cut where speech is least likely; what follows goes on without a pause."""
        assert self._start is not None
        count = len(self._activity)
        place = min(
            range(max(int(_EARLIEST_CUT * count), 1), count), key=self._activity.__getitem__
        )
        utterance = self._utterance(place)
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
        breaths = [(a * rules.window_s, b * rules.window_s) for a, b in utterance.breaths]
        alone = Piece(start_s, end_s, start_s, ((start_s, end_s),), tuple(breaths))
        if self._open is not None:
            near = start_s - self._open.end_s < _LONGEST_PAUSE_S
            if near and end_s + rules.pad_s - self._open.heard_from_s <= rules.longest_s:
                self._open = _longer(self._open, alone, continues=utterance.continues)
                return
            yield self._close((self._open.end_s + start_s) / 2)
        elif end_s - start_s < _SHORTEST_SPEECH_S and not utterance.continues:
            return  # a click, with nothing near that it could belong to
        if utterance.continues:
            heard_from_s = max(start_s - rules.overlap_s, 0.0)
            self._open = replace(alone, heard_from_s=heard_from_s)
        else:
            begin_s = max(start_s - rules.pad_s, self._last_end_s)
            self._open = replace(alone, start_s=begin_s, heard_from_s=begin_s)

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
