"""A piece: a stretch of a recording that a model hears at once, and what it can be cut into."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_SAME_S: Final = 0.001  # times come back from a database rounded
_SHORTEST_HALF_S: Final = 0.5  # a word


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the recording that is transcribed at once.

    Attributes:
        start_s: Where it starts; not before the end of the one before.
        end_s: Where it ends.
        heard_from_s: Where the sound starts that the model gets: earlier than `start_s` if
            there was no pause to cut in.
        utterances: Start and end of what is said between its pauses, in order.
        breaths: Start and end of the pauses within utterances: too short to cut in unless
            there is a reason.
    """

    start_s: float
    end_s: float
    heard_from_s: float
    utterances: tuple[tuple[float, float], ...] = ()
    breaths: tuple[tuple[float, float], ...] = ()

    @property
    def overlaps(self) -> bool:
        """Whether the model hears the end of the piece before once more."""
        return self.heard_from_s < self.start_s

    @property
    def speech_s(self) -> float:
        """For how long somebody speaks in it."""
        return sum(end_s - start_s for start_s, end_s in self.utterances)


def split(piece: Piece, pad_s: float) -> list[Piece]:
    """The utterances of a piece, each with up to `pad_s` of the pauses around it."""
    parts: list[Piece] = []
    begin_s, heard_from_s = piece.start_s, piece.heard_from_s
    for (_, end_s), (next_s, _) in pairwise(piece.utterances):
        middle_s = (end_s + next_s) / 2
        parts.append(
            _part(piece, begin_s, min(end_s + pad_s, middle_s), heard_from_s, ((begin_s, end_s),))
        )
        begin_s = heard_from_s = max(next_s - pad_s, middle_s)
    parts.append(_part(piece, begin_s, piece.end_s, heard_from_s, piece.utterances[-1:]))
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
    return _part(piece, start_s, piece.end_s, left[0].heard_from_s, utterances)


def halves(part: Piece) -> tuple[Piece, Piece] | None:
    """Both sides of an utterance's longest breath; None if it has none that could be cut in."""
    (start_s, end_s) = part.utterances[-1]
    places = [
        (breath_end_s - breath_s, (breath_s + breath_end_s) / 2)
        for breath_s, breath_end_s in part.breaths
        if breath_s - max(start_s, part.start_s) >= _SHORTEST_HALF_S
        and end_s - breath_end_s >= _SHORTEST_HALF_S
    ]
    if not places:
        return None
    _, place_s = max(places)
    return (
        _part(part, part.start_s, place_s, part.heard_from_s, ((start_s, place_s),)),
        _part(part, place_s, part.end_s, place_s, ((place_s, end_s),)),
    )


def _part(
    piece: Piece,
    start_s: float,
    end_s: float,
    heard_from_s: float,
    utterances: tuple[tuple[float, float], ...],
) -> Piece:
    breaths = tuple(it for it in piece.breaths if it[0] >= start_s and it[1] <= end_s)
    return Piece(start_s, end_s, heard_from_s, utterances, breaths)
