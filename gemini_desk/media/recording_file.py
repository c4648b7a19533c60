"""A sound file that grows for hours and is whole even when its writer was killed in the middle."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import StorageError
from gemini_desk.media.flac_repair import mend_flac

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

SUFFIX: Final = ".flac"


class RecordingFile:
    """A growing mono FLAC file of 16-bit samples, readable by its owner alone.

    Lossless, and about half as long as a WAV file of the same sound, which also ends at 4 GB.
    libFLAC writes a frame of 4,096 samples as soon as it is full (85 ms at 48 kHz) and hands
    it to the operating system at once, so a killed process loses less than that. What it
    leaves has no length in its header and perhaps half a frame at its end: `mend_flac` puts
    both right, at the next start.

    Used by one thread at a time.

    Attributes:
        path: Where it is.
        sample_rate_hz: Samples per second.
        n_samples: Samples given so far.
    """

    def __init__(self, folder: Path, sample_rate_hz: int) -> None:
        """Create a file named after the present time in `folder`.

        Raises:
            StorageError: The folder cannot be written to.
        """
        import soundfile

        self.sample_rate_hz = sample_rate_hz
        self.n_samples = 0
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path, self._disk = _create(folder)
        except OSError as error:
            raise _refused(error) from None
        self._encoder: soundfile.SoundFile | None = soundfile.SoundFile(
            self._disk, "w", sample_rate_hz, 1, "PCM_16", format="FLAC"
        )

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n_samples / self.sample_rate_hz

    def append(self, samples: NDArray[np.float32]) -> None:
        """Add samples: float32, shape (n_samples,), cut to [-1.0, 1.0].

        Raises:
            StorageError: The disk is full or gone.
        """
        import numpy as np

        if self._encoder is None:
            raise RuntimeError("the file is closed")
        finite = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
        pcm = (np.clip(finite, -1.0, 1.0) * 32767.0).round().astype(np.int16)
        with suppress(Exception):  # the encoder's own words for what `_Disk` knows exactly
            self._encoder.write(pcm)
        if self._disk.error is not None:
            raise _refused(self._disk.error) from None
        self.n_samples += len(samples)

    def close(self) -> None:
        """End the file; harmless when done twice, or when the disk is full or gone."""
        encoder, self._encoder = self._encoder, None
        if encoder is None:
            return
        with suppress(Exception):  # append() has reported it, and what could be written is there
            encoder.close()
        self._disk.close()
        if self._disk.error is not None:
            with suppress(OSError):
                mend_flac(self.path)

    def delete(self) -> None:
        """End the file and remove it."""
        self.close()
        self.path.unlink(missing_ok=True)


class _Disk:
    """What the encoder writes to; remembers the first error, which libsndfile tells vaguely."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.error: OSError | None = None

    def write(self, content: bytes) -> int:
        """Write all of `content`, or nothing more once something went wrong."""
        left = memoryview(content)
        while left and self.error is None:
            try:
                left = left[os.write(self._descriptor, left) :]
            except OSError as error:
                self.error = error.with_traceback(None)
        return len(content) - len(left)

    def read(self, size: int) -> bytes:
        """Read back: part of what libsndfile asks of a file."""
        return os.read(self._descriptor, size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place: at the end the encoder fills in the header."""
        return os.lseek(self._descriptor, offset, whence)

    def tell(self) -> int:
        """The place in bytes."""
        return os.lseek(self._descriptor, 0, os.SEEK_CUR)

    def close(self) -> None:
        """End it."""
        with suppress(OSError):
            os.close(self._descriptor)


def _create(folder: Path) -> tuple[Path, _Disk]:
    """A new file, never one that is there already."""
    stem = f"Recording {datetime.now():%Y-%m-%d %H.%M.%S}"  # local time: the person reads it
    number = 1
    while True:
        path = folder / (f"{stem}{SUFFIX}" if number == 1 else f"{stem} ({number}){SUFFIX}")
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | _BINARY, 0o600)
        except FileExistsError:
            number += 1
        else:
            return path, _Disk(descriptor)


_BINARY: Final = getattr(os, "O_BINARY", 0)  # Windows would translate line ends


def _refused(error: OSError) -> StorageError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(
            "The recording stopped: the disk is full.",
            hint="Free some space. What was recorded until now is kept.",
        )
    return StorageError(
        f"The recording cannot be written: {error.strerror or 'the disk refused'}.",
        hint="Check the folder that the application keeps its data in.",
    )
