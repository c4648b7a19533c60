"""AudioOutput: takes blocks of samples and plays them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from gemini_desk.errors import AudioDeviceError
from gemini_desk.media.audio_devices import (
    close_stream,
    device_error,
    load_portaudio,
    no_device,
    portaudio_lock,
    quiet_drivers,
    remember_stream,
    rescan_devices,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class AudioOutput(Protocol):
    """An open loudspeaker; used by one thread.

    Attributes:
        sample_rate_hz: Samples per second that it wants.
        latency_s: Seconds from `write` to the ear.
    """

    sample_rate_hz: int
    latency_s: float

    def write(self, samples: NDArray[np.float32]) -> None:
        """Play samples, mono float32 of shape (n_samples,); waits until there is room.

        Raises:
            AudioDeviceError: It went away.
        """

    def pause(self) -> None:
        """Fall silent once what was written has been heard."""

    def resume(self) -> None:
        """Go on after `pause`.

        Raises:
            AudioDeviceError: It went away.
        """

    def drain(self) -> None:
        """Wait until everything that was written has been heard."""

    def close(self) -> None:
        """Fall silent at once; harmless when done twice."""


OutputFactory: TypeAlias = Callable[[], AudioOutput]


def open_loudspeaker() -> AudioOutput:
    """Open the system's default loudspeaker through PortAudio; worker threads only.

    Raises:
        AudioDeviceError: There is none, it is busy, or may not be used.
    """
    with portaudio_lock:
        try:
            return _Loudspeaker()
        except AudioDeviceError:
            if not rescan_devices():
                raise
            return _Loudspeaker()


class _Loudspeaker:
    """A PortAudio output stream, written to by its player's thread."""

    def __init__(self) -> None:
        sounddevice = load_portaudio()
        try:
            device = sounddevice.query_devices(kind="output")
        except (sounddevice.PortAudioError, ValueError) as error:
            raise no_device("loudspeaker") from error
        self.sample_rate_hz = round(device["default_samplerate"])
        self._channels = min(2, device["max_output_channels"])  # some devices refuse mono
        try:
            with quiet_drivers():
                self._stream: Any = sounddevice.OutputStream(
                    device=device["index"],
                    samplerate=self.sample_rate_hz,
                    channels=self._channels,
                    dtype="float32",
                    latency="high",
                )
                remember_stream(self._stream)
                self._stream.start()
        except sounddevice.PortAudioError as error:
            if hasattr(self, "_stream"):
                self.close()
            raise device_error(error, "loudspeaker") from error
        self.latency_s = float(self._stream.latency)

    def write(self, samples: NDArray[np.float32]) -> None:
        """See `AudioOutput.write`."""
        import numpy as np

        frames = np.repeat(samples[:, None], self._channels, axis=1)
        sounddevice = load_portaudio()
        try:
            self._stream.write(frames)
        except sounddevice.PortAudioError as error:
            raise _went_away() from error

    def pause(self) -> None:
        """See `AudioOutput.pause`."""
        self.drain()

    def resume(self) -> None:
        """See `AudioOutput.resume`."""
        sounddevice = load_portaudio()
        try:
            with portaudio_lock, quiet_drivers():
                self._stream.start()
        except sounddevice.PortAudioError as error:
            raise _went_away() from error

    def drain(self) -> None:
        """See `AudioOutput.drain`."""
        sounddevice = load_portaudio()
        try:
            self._stream.stop()  # PortAudio's stop plays what it holds, abort does not
        except sounddevice.PortAudioError as error:
            raise _went_away() from error

    def close(self) -> None:
        """See `AudioOutput.close`."""
        close_stream(self._stream)


def _went_away() -> AudioDeviceError:
    return AudioDeviceError(
        "The loudspeaker went away while the clip was played.",
        hint="Plug it in or switch it on, then play the clip again.",
    )
