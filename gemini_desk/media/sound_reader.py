"""SoundReader: what a decoder of sound files offers.

Every decoder gives float32 blocks of shape (frames, channels), one after the other, so that
a file of any length needs the memory of one block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray


class UnreadableSoundError(Exception):
    """A decoder cannot open the file; the message is the decoder's own. Stays in this room."""


class SoundReader(Protocol):
    """An open sound file.

    Attributes:
        sample_rate_hz: Samples per second of every block.
        channels: Second dimension of every block.
        media_type: Refined by the decoder: a Matroska file without pictures is sound.
    """

    sample_rate_hz: int
    channels: int
    media_type: str

    def count_frames(self) -> int:
        """Frames that are really there, as far as can be told without decoding all of them."""

    def blocks(self, first_frame: int = 0) -> Iterator[NDArray[np.float32]]:
        """Decode from a frame on: float32, shape (frames, channels), not yet clipped."""
