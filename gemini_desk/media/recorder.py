"""Records a microphone into a file, as it comes."""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import AudioDeviceError, GeminiDeskError, InputError
from gemini_desk.media.level_meter import Level, LevelMeter
from gemini_desk.media.microphone import AudioInput, InputFactory, open_microphone
from gemini_desk.media.recording_file import RecordingFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.media.audio_devices import InputDevice

logger = logging.getLogger(__name__)

MAX_RECORDING_S: Final = 4 * 3600.0  # a forgotten recording must not fill the disk
_NO_SAMPLES_TIMEOUT_S: Final = 2.0
_QUEUE_BLOCKS: Final = 8_192  # a minute and more of waiting for a slow disk


class Recorder:
    """Records one clip after the other into a folder.

    The microphone's thread only queues blocks; a writer thread per clip puts them on disk,
    measures them and watches for a microphone that falls silent.

    `start`, `stop` and `cancel` wait for the sound system (100 ms and more): call them on
    worker threads, one at a time. The properties may be read from any thread.
    """

    def __init__(
        self,
        folder: Path,
        *,
        input_factory: InputFactory = open_microphone,
        on_level: Callable[[Level], None] | None = None,
        on_ended: Callable[[GeminiDeskError], None] | None = None,
        max_duration_s: float = MAX_RECORDING_S,
        no_samples_timeout_s: float = _NO_SAMPLES_TIMEOUT_S,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            folder: Where the clips go; made when needed.
            input_factory: Opens the microphone.
            on_level: Gets the level about 30 times a second, on the writer thread.
            on_ended: Told why a recording ended by itself (microphone gone, disk full, too
                long), on the writer thread; `stop` then returns what came until then.
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
    """One recording: its source, its queue, its writer thread and its file."""

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
        self._source = source
        self._on_ended = on_ended
        self._meter = LevelMeter(on_level, source.sample_rate_hz) if on_level else None
        self._max_duration_s = max_duration_s
        self._max_samples = int(max_duration_s * source.sample_rate_hz)
        self._timeout_s = no_samples_timeout_s
        self._queue: queue.Queue[NDArray[np.float32] | _Ending] = queue.Queue(_QUEUE_BLOCKS)
        self._overrun = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write, name="recorder", daemon=True)

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive() and not self._ended.is_set()

    def start(self) -> None:
        """Start the source and the writer; leaves nothing behind if that fails."""
        try:
            self._source.start(self._take, self._lose)
        except GeminiDeskError:
            self._source.close()
            self.file.delete()
            raise
        self._thread.start()

    def finish(self) -> None:
        """Close the source, let the writer empty the queue, and wait for it."""
        self._source.close()
        if threading.current_thread() is self._thread:
            return  # asked for by `on_ended`: everything is written
        self._queue.put(_ASKED)
        self._thread.join()

    def _take(self, block: NDArray[np.float32]) -> None:
        """The source's thread."""
        self._put(block)

    def _lose(self) -> None:
        """The source's thread: the device is gone."""
        self._put(_LOST)

    def _put(self, item: NDArray[np.float32] | _Ending) -> None:
        """Never waits: the source's thread has a deadline for each block."""
        try:
            self._queue.put_nowait(item)
        except queue.Full:
            self._overrun.set()

    def _write(self) -> None:
        """The writer thread."""
        error: GeminiDeskError | None = None
        try:
            self._write_until_the_end()
        except GeminiDeskError as reason:
            error = reason.with_traceback(None)
        self.file.close()
        self._ended.set()
        if error is None:
            return
        logger.info("the recording ended by itself: %s", error.message)
        self._source.close()
        if self._on_ended is not None:
            self._on_ended(error)

    def _write_until_the_end(self) -> None:
        while True:
            try:
                item = self._queue.get(timeout=self._timeout_s)
            except queue.Empty:
                raise AudioDeviceError(
                    "The microphone stopped sending sound.",
                    hint=f"Check its plug and its switch. {_KEPT}",
                ) from None
            if isinstance(item, _Ending):
                if item is _LOST:
                    raise AudioDeviceError(
                        "The microphone was unplugged or switched off.",
                        hint=f"Plug it in again, or choose another one. {_KEPT}",
                    )
                return
            room = self._max_samples - self.file.n_samples
            self.file.append(item[:room])
            if self._meter is not None:
                self._meter.add(item, self.file.duration_s)
            if len(item) >= room:
                raise InputError(
                    f"The recording reached {self._max_duration_s:g} s and was ended.", hint=_KEPT
                )
            if self._overrun.is_set():
                raise AudioDeviceError(
                    "The disk is too slow to record to.", hint=f"Close other programs. {_KEPT}"
                )


_KEPT: Final = "What was recorded until then is kept."


class _Ending:
    """Ends a queue of blocks."""


_ASKED: Final = _Ending()  # by stop() or cancel()
_LOST: Final = _Ending()  # the device is gone
