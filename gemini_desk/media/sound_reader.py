"""SoundReader: what a decoder of sound files offers.

Every decoder gives float32 blocks of shape (frames, channels), one after the other, so that
a file of any length needs the memory of one block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray


class UnreadableSoundError(Exception):
    """A decoder cannot open the file; the message is the decoder's own. Stays in this room."""


class NoSuchTrackError(Exception):
    """The file has fewer sound tracks; the argument is how many. Stays in this room."""


# Called with the frames between which something is lost; the second is None where the sound ends.
OnLoss: TypeAlias = "Callable[[int, int | None], None]"


class SoundReader(Protocol):
    """An open sound file.

    Attributes:
        sample_rate_hz: Samples per second of every block.
        channels: Second dimension of every block.
        media_type: Refined by the decoder: a Matroska file without pictures is sound.
        track: Which sound track it is, counted from 0.
    """

    sample_rate_hz: int
    channels: int
    media_type: str
    track: int

    def count_frames(self) -> int:
        """Frames that are really there, as far as can be told without decoding all of them."""

    def lacks_frames_behind(self, frame: int) -> bool:
        """Whether the header proves that there was more behind the last frame."""

    def blocks(
        self, first_frame: int = 0, on_loss: OnLoss | None = None, *, exact: bool = True
    ) -> Iterator[NDArray[np.float32]]:
        """Decode from a frame on: float32, shape (frames, channels), not yet clipped.

        Where `exact` is not needed it may begin some milliseconds off, but soon.
        """
