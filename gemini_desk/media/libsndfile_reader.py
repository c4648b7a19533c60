"""WAV, FLAC, AIFF and their kin through libsndfile."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.media.ffmpeg_reader import FfmpegReader
from gemini_desk.media.sound_reader import UnreadableSoundError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.media.sound_reader import OnLoss

logger = logging.getLogger(__name__)

LIBSNDFILE_TYPES: Final = frozenset(
    {
        "audio/wav",
        "audio/x-w64",
        "audio/flac",
        "audio/aiff",
        "audio/basic",
        "audio/x-caf",
    }
)  # OGG is FFmpeg's: here pages that are damaged would be left out, and what follows come early
_UNKNOWN_FRAMES: Final = 2**48  # a file that does not know its length says 2**63 - 1
_SMALL_LOSS_S: Final = 0.25
_BLOCK_FRAMES: Final = 32_768
_FINE_BLOCK_FRAMES: Final = 1_024  # what a damaged place can cost


class LibsndfileReader:
    """WAV, FLAC, AIFF and their kin through libsndfile.

    Each pass opens the file anew: after one failure libsndfile refuses to go on. FFmpeg then
    reads the rest.
    """

    track = 0

    def __init__(self, path: Path, media_type: str) -> None:
        self._path = path
        self.media_type = media_type
        with self._opened() as file:
            self.sample_rate_hz: int = file.samplerate
            self.channels: int = file.channels
            self.declared_frames: int = file.frames

    def count_frames(self) -> int:
        """What the header says if the last frame can be reached, else a full count."""
        if self._is_reachable(self.declared_frames - 1):
            return self.declared_frames
        return sum(len(block) for block in self.blocks())

    def lacks_frames_behind(self, frame: int) -> bool:
        """Whether the header says that there is more."""
        missing = self.declared_frames - frame
        return _SMALL_LOSS_S * self.sample_rate_hz < missing < _UNKNOWN_FRAMES

    def blocks(
        self, first_frame: int = 0, on_loss: OnLoss | None = None, *, exact: bool = True
    ) -> Iterator[NDArray[np.float32]]:
        """Decode from a frame on, which is always exact; what is damaged is left out."""
        import soundfile

        del exact
        done = first_frame
        for size in (_BLOCK_FRAMES, _FINE_BLOCK_FRAMES):  # fine steps, once, up to the damage
            try:
                with self._opened() as file:
                    file.seek(done)
                    while len(block := file.read(size, dtype="float32", always_2d=True)):
                        done += len(block)
                        yield block
            except soundfile.LibsndfileError:
                logger.debug("the sound is damaged after frame %d", done, exc_info=True)
            else:
                self._check_end(done, on_loss)
                return
        yield from self._after_damage(done, on_loss)

    def _check_end(self, done: int, on_loss: OnLoss | None) -> None:
        if on_loss is not None and self.lacks_frames_behind(done):
            on_loss(done, None)

    def _after_damage(self, done: int, on_loss: OnLoss | None) -> Iterator[NDArray[np.float32]]:
        """What FFmpeg can read behind a place that stops libsndfile."""
        try:
            reader = FfmpegReader(self._path, self.media_type)
        except UnreadableSoundError:
            reader = None
        same = reader is not None and (reader.sample_rate_hz, reader.channels) == (
            self.sample_rate_hz,
            self.channels,
        )
        if reader is not None and same:
            yield from reader.blocks(done, on_loss)
        elif on_loss is not None:
            on_loss(done, None)

    def _is_reachable(self, frame: int) -> bool:
        import soundfile

        if not 0 <= frame < _UNKNOWN_FRAMES:
            return False
        try:
            with self._opened() as file:
                file.seek(frame)
                return len(file.read(1, dtype="float32", always_2d=True)) == 1
        except soundfile.LibsndfileError:
            return False

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        import soundfile

        # soundfile takes names for text, but on Linux they are any bytes.
        name = str(self._path) if sys.platform == "win32" else os.fsencode(self._path)
        try:
            file = soundfile.SoundFile(name)
        except soundfile.LibsndfileError as error:
            if not self._path.exists():
                raise FileNotFoundError(self._path) from None
            raise UnreadableSoundError(str(error)) from error
        with file:
            yield file
