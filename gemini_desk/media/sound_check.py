"""How loud a microphone is before anything is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.media.capture import NO_SAMPLES_TIMEOUT_S, Capture
from gemini_desk.media.level_meter import Level, LevelMeter

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.media.audio_input import AudioInput


class SoundCheck:
    """Listens to a microphone and keeps nothing.

    `start` and `stop` wait for the sound system: worker threads only.
    """

    def __init__(
        self,
        source: AudioInput,
        on_level: Callable[[Level], None],
        on_ended: Callable[[GeminiDeskError], None],
        *,
        no_samples_timeout_s: float = NO_SAMPLES_TIMEOUT_S,
    ) -> None:
        """Prepare.

        Args:
            source: An open microphone; closed at the end.
            on_level: Gets the level about 30 times a second, on a thread of its own.
            on_ended: Told why the sound ended by itself, on that thread.
            no_samples_timeout_s: A microphone that gives nothing for so long is gone.
        """
        self._meter = LevelMeter(on_level, source.sample_rate_hz)
        self._rate_hz = source.sample_rate_hz
        self._n_samples = 0
        self._capture = Capture(source, self, on_ended, no_samples_timeout_s=no_samples_timeout_s)

    def start(self) -> None:
        """Begin to listen.

        Raises:
            AudioDeviceError: The microphone does not start.
        """
        self._capture.start()

    def stop(self) -> None:
        """End it; harmless when it ended by itself."""
        self._capture.finish()

    def take(self, block: NDArray[np.float32]) -> None:
        """See `Sink.take`."""
        self._n_samples += len(block)
        self._meter.add(block, self._n_samples / self._rate_hz)

    def close(self) -> None:
        """See `Sink.close`."""
