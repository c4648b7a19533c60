"""A sound file → the pieces that a model gets, each with its samples.

    file → blocks at 16 kHz → voice activity → pieces

One piece of sound is in memory at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.media.audio import iter_blocks
from gemini_desk.media.voice_activity import SAMPLE_RATE_HZ, speech_probabilities
from gemini_desk.tasks.long_audio.cutting import Cutter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.tasks.long_audio.cutting import CutRules
    from gemini_desk.tasks.long_audio.pieces import Piece
    from gemini_desk.transcripts.transcript import Damage


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Heard:
    """What was found next in a recording.

    Attributes:
        settled_s: Up to here every moment is in a piece that was given, or a pause.
        piece: The next piece; None where there is a pause so far.
        samples: Its sound from `heard_from_s` on: float32, mono at 16 kHz, shape (n_samples,).
    """

    settled_s: float
    piece: Piece | None = None
    samples: NDArray[np.float32] | None = None

    def sound_of(self, part: Piece) -> NDArray[np.float32]:
        """The sound of a part of the piece."""
        assert self.piece is not None
        assert self.samples is not None
        from_s = self.piece.heard_from_s
        start, end = (
            round((time_s - from_s) * SAMPLE_RATE_HZ) for time_s in (part.heard_from_s, part.end_s)
        )
        return self.samples[start:end]


def listen(
    path: Path,
    rules: CutRules,
    *,
    track: int | None = None,
    on_damage: Callable[[Damage], None] | None = None,
) -> Iterator[Heard]:
    """Hear a recording from its beginning to its end.

    Args:
        path: A sound file.
        rules: How pieces are cut.
        track: Which sound track, counted from 0; None for the best one.
        on_damage: Called where something of the file cannot be read.

    Yields:
        Pieces in order, and between them how far the recording is heard. The last `settled_s` is
        its length, as it was decoded.

    Raises:
        UnsupportedAttachmentError: The file cannot be read.
    """
    cutter = Cutter(rules)
    sound = _Tape()
    blocks = iter_blocks(path, sample_rate_hz=SAMPLE_RATE_HZ, track=track, on_damage=on_damage)
    counted = _Counted(blocks)
    for samples, probabilities in speech_probabilities(counted):
        sound.append(samples)
        for piece in cutter.feed(probabilities.tolist()):
            yield Heard(piece.end_s, piece, sound.between(piece.heard_from_s, piece.end_s))
        sound.forget_before(cutter.needed_from_s)
        yield Heard(cutter.settled_s)
    duration_s = counted.samples / SAMPLE_RATE_HZ
    for piece in cutter.finish(duration_s):
        yield Heard(piece.end_s, piece, sound.between(piece.heard_from_s, piece.end_s))
    yield Heard(duration_s)


class _Counted(Iterator["NDArray[np.float32]"]):
    """The same blocks; how many samples they had is known at the end."""

    def __init__(self, blocks: Iterator[NDArray[np.float32]]) -> None:
        self._blocks = blocks
        self.samples = 0

    def __next__(self) -> NDArray[np.float32]:
        block = next(self._blocks)
        self.samples += len(block)
        return block


class _Tape:
    """The last stretch of a recording, by time."""

    def __init__(self) -> None:
        self._blocks: list[NDArray[np.float32]] = []
        self._from = 0  # sample number of the first one that is kept

    def append(self, samples: NDArray[np.float32]) -> None:
        self._blocks.append(samples)

    def between(self, start_s: float, end_s: float) -> NDArray[np.float32]:
        import numpy as np

        start = round(start_s * SAMPLE_RATE_HZ) - self._from
        end = round(end_s * SAMPLE_RATE_HZ) - self._from
        return np.concatenate(self._blocks)[max(start, 0) : end]

    def forget_before(self, time_s: float) -> None:
        limit = round(time_s * SAMPLE_RATE_HZ)
        while self._blocks and self._from + len(self._blocks[0]) <= limit:
            self._from += len(self._blocks.pop(0))
