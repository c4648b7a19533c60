"""A sound file that can be played even when its writer was killed in the middle."""

from __future__ import annotations

import errno
import os
import wave
from contextlib import suppress
from datetime import datetime
from typing import IO, TYPE_CHECKING

from gemini_desk.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_SAMPLE_BYTES = 2  # 16 bits: more than a microphone's noise leaves


class RecordingFile:
    """A growing mono WAV file of 16-bit samples, readable by its owner alone.

    `wave` writes the samples and then the lengths in the header, at every append, and hands
    both to the operating system: a killed process loses only what it never appended. WAV
    ends at 4 GB, about twelve hours at 48 kHz.

    Used by one thread at a time.

    Attributes:
        path: Where it is.
        sample_rate_hz: Samples per second.
        n_samples: Samples in the file.
    """

    def __init__(self, folder: Path, sample_rate_hz: int) -> None:
        """Create a file named after the present time in `folder`.

        Raises:
            StorageError: The folder cannot be written to.
        """
        self.sample_rate_hz = sample_rate_hz
        self.n_samples = 0
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path, self._file = _create(folder)
        except OSError as error:
            raise _refused(error) from None
        self._wave = wave.open(self._file, "wb")  # noqa: SIM115 - closed by close()
        self._wave.setnchannels(1)
        self._wave.setsampwidth(_SAMPLE_BYTES)
        self._wave.setframerate(sample_rate_hz)

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

        finite = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
        pcm = (np.clip(finite, -1.0, 1.0) * 32767.0).round().astype("<i2")
        try:
            self._wave.writeframes(pcm.tobytes())
            self._file.flush()
        except OSError as error:
            raise _refused(error) from None
        self.n_samples += len(samples)

    def close(self) -> None:
        """End the file; harmless when done twice, or when the disk is full or gone."""
        with suppress(OSError):  # append() has reported it, and what could be written is there
            self._wave.close()
        with suppress(OSError):
            self._file.close()

    def delete(self) -> None:
        """End the file and remove it."""
        self.close()
        self.path.unlink(missing_ok=True)


def _create(folder: Path) -> tuple[Path, IO[bytes]]:
    """A new file, never one that is there already."""
    stem = f"Recording {datetime.now():%Y-%m-%d %H.%M.%S}"  # local time: the person reads it
    number = 1
    while True:
        path = folder / (f"{stem}.wav" if number == 1 else f"{stem} ({number}).wav")
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        except FileExistsError:
            number += 1
        else:
            return path, os.fdopen(descriptor, "wb")


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
