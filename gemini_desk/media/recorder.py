"""Records a microphone into a file, as it comes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import AudioDeviceError, GeminiDeskError, InputError
from gemini_desk.media.capture import KEPT, NO_SAMPLES_TIMEOUT_S, Capture
from gemini_desk.media.level_meter import Level, LevelMeter
from gemini_desk.media.microphone import open_microphone
from gemini_desk.media.recording_file import RecordingFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.media.audio_devices import InputDevice
    from gemini_desk.media.audio_input import AudioInput, InputFactory

# A forgotten recording must not fill the disk: so long a one takes 1 to 3 GB at 48 kHz.
MAX_RECORDING_S: Final = 12 * 3600.0


class Recorder:
    """Records one clip after the other into a folder.

    A `Capture` per clip brings the sound; its thread puts it on disk and measures it.

    `start`, `stop` and `cancel` wait for the sound system (100 ms and more): call them on
    worker threads, one at a time. Everything else may be called from any thread.
    """

    def __init__(
        self,
        folder: Path,
        *,
        input_factory: InputFactory = open_microphone,
        on_level: Callable[[Level], None] | None = None,
        on_ended: Callable[[GeminiDeskError], None] | None = None,
        max_duration_s: float = MAX_RECORDING_S,
        no_samples_timeout_s: float = NO_SAMPLES_TIMEOUT_S,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            folder: Where the clips go; made when needed.
            input_factory: Opens the microphone.
            on_level: Gets the level about 30 times a second, on the capture's thread.
            on_ended: Told why a recording ended by itself (microphone gone, disk full, too
                long), on the capture's thread; `stop` then returns what came until then.
            max_duration_s: Longest clip; not one sample more is recorded.
            no_samples_timeout_s: A microphone that gives nothing for so long is gone.
        """
        self._folder = folder
        self._input_factory = input_factory
        self._on_level = on_level
        self._on_ended = on_ended
        self._max_duration_s = max_duration_s
        self._no_samples_timeout_s = no_samples_timeout_s
        self._clip: _Clip | None = None

    @property
    def is_recording(self) -> bool:
        """Whether sound is being recorded now."""
        clip = self._clip
        return clip is not None and clip.is_running

    @property
    def is_paused(self) -> bool:
        """Whether the clip waits for `resume`."""
        clip = self._clip
        return clip is not None and clip.paused.is_set()

    def pause(self) -> None:
        """Record nothing until `resume`; the microphone stays open, so that it is not lost."""
        if self._clip is not None:
            self._clip.paused.set()

    def resume(self) -> None:
        """Go on with the same clip."""
        if self._clip is not None:
            self._clip.paused.clear()

    @property
    def elapsed_s(self) -> float:
        """Seconds on disk of the clip that was started last."""
        clip = self._clip
        return 0.0 if clip is None else clip.file.duration_s

    def start(self, device: InputDevice | None = None) -> None:
        """Start a clip; returns once the microphone is running.

        Args:
            device: One of `list_input_devices()`; None for the system's default.

        Raises:
            AudioDeviceError: No microphone, busy, unplugged, or not allowed.
            StorageError: The folder cannot be written to.
        """
        if self._clip is not None:
            raise RuntimeError("a clip is being recorded: stop() or cancel() it first")
        source = self._input_factory(device)
        try:
            file = RecordingFile(self._folder, source.sample_rate_hz)
        except GeminiDeskError:
            source.close()
            raise
        clip = _Clip(
            source,
            file,
            self._on_level,
            self._on_ended,
            max_duration_s=self._max_duration_s,
            no_samples_timeout_s=self._no_samples_timeout_s,
        )
        self._clip = clip  # before it starts: it may end at once, and `on_ended` ask for it
        try:
            clip.start()
        except GeminiDeskError:
            self._clip = None
            raise

    def stop(self) -> Path:
        """End the clip and return its file, with everything that came.

        Also the way to the file of a clip that ended by itself.

        Raises:
            AudioDeviceError: Not one sample came; there is no file.
        """
        clip = self._finish()
        if clip.file.n_samples == 0:
            clip.file.delete()
            raise AudioDeviceError(
                "Nothing was recorded: no sound came from the microphone.",
                hint="Hold the button a little longer, or choose another microphone.",
            )
        return clip.file.path

    def cancel(self) -> None:
        """End the clip, if there is one, and remove its file."""
        if self._clip is not None:
            self._finish().file.delete()

    def _finish(self) -> _Clip:
        clip = self._clip
        if clip is None:
            raise RuntimeError("nothing is being recorded: start() first")
        clip.finish()
        self._clip = None
        return clip


class _Clip:
    """One recording: what becomes of the sound that comes."""

    def __init__(
        self,
        source: AudioInput,
        file: RecordingFile,
        on_level: Callable[[Level], None] | None,
        on_ended: Callable[[GeminiDeskError], None] | None,
        *,
        max_duration_s: float,
        no_samples_timeout_s: float,
    ) -> None:
        self.file = file
        self.paused = threading.Event()
        self._meter = LevelMeter(on_level, source.sample_rate_hz) if on_level else None
        self._max_duration_s = max_duration_s
        self._max_samples = int(max_duration_s * source.sample_rate_hz)
        self._capture = Capture(source, self, on_ended, no_samples_timeout_s=no_samples_timeout_s)

    @property
    def is_running(self) -> bool:
        return self._capture.is_running

    def start(self) -> None:
        """Let the sound come; leaves nothing behind if that fails."""
        try:
            self._capture.start()
        except GeminiDeskError:
            self.file.delete()
            raise

    def finish(self) -> None:
        """End it, with everything that came on disk."""
        self._capture.finish()

    def take(self, block: NDArray[np.float32]) -> None:
        """See `Sink.take`."""
        if self.paused.is_set():
            return
        room = self._max_samples - self.file.n_samples
        self.file.append(block[:room])
        if self._meter is not None:
            self._meter.add(block, self.file.duration_s)
        if len(block) >= room:
            raise InputError(
                f"The recording reached {_duration(self._max_duration_s)} and was ended.",
                hint=KEPT,
            )

    def close(self) -> None:
        """See `Sink.close`."""
        self.file.close()


def _duration(seconds: float) -> str:
    hours = seconds / 3600.0
    return f"{hours:g} hours" if hours >= 1.0 else f"{seconds:g} s"
