"""AudioInput: blocks of samples from a microphone, at the device's own rate."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from gemini_desk.errors import AudioDeviceError
from gemini_desk.media.audio_devices import (
    InputDevice,
    close_stream,
    device_error,
    list_input_devices,
    load_portaudio,
    no_device,
    portaudio_lock,
    quiet_drivers,
    refuses_format,
    remember_stream,
    rescan_devices,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)


class AudioInput(Protocol):
    """An open source of sound.

    Attributes:
        sample_rate_hz: Samples per second of every block.
    """

    sample_rate_hz: int

    def start(
        self, on_block: Callable[[NDArray[np.float32]], None], on_lost: Callable[[], None]
    ) -> None:
        """Let the sound come; called once.

        Args:
            on_block: Gets each block, mono float32 of shape (n_samples,), its own to keep;
                called on the source's thread, must be quick, and is never called again once
                `close` has returned.
            on_lost: Called at most once, on the source's thread, if the source ends by
                itself (unplugged, for instance).

        Raises:
            AudioDeviceError: It cannot be started.
        """

    def close(self) -> None:
        """End it; harmless when done twice. Callable from any thread but the source's own."""


# Opens a microphone (None: the system's default) or raises AudioDeviceError. May take 100 ms.
InputFactory: TypeAlias = Callable[[InputDevice | None], AudioInput]


def open_microphone(device: InputDevice | None = None) -> AudioInput:
    """Open a microphone through PortAudio; worker threads only.

    A device that cannot be opened is looked for once more: it may have been plugged in, or
    the sound system may have been started, since PortAudio last looked.

    Raises:
        AudioDeviceError: There is none, it is busy, unplugged, or may not be used.
    """
    with portaudio_lock:
        try:
            return _Microphone(device)
        except AudioDeviceError:
            if not rescan_devices():
                raise
            return _Microphone(device)


class _Microphone:
    """A PortAudio input stream."""

    def __init__(self, device: InputDevice | None) -> None:
        found = _find(device)
        self._on_block: Callable[[NDArray[np.float32]], None] | None = None
        self._on_lost: Callable[[], None] | None = None
        self._closing = threading.Event()
        self._stream = self._open(found)
        remember_stream(self._stream)
        self.sample_rate_hz = round(self._stream.samplerate)

    def start(
        self, on_block: Callable[[NDArray[np.float32]], None], on_lost: Callable[[], None]
    ) -> None:
        """Let the sound come: see `AudioInput.start`."""
        self._on_block, self._on_lost = on_block, on_lost
        sounddevice = load_portaudio()
        try:
            with portaudio_lock, quiet_drivers():
                self._stream.start()
        except sounddevice.PortAudioError as error:
            self.close()
            raise device_error(error, "microphone") from error

    def close(self) -> None:
        """End it: see `AudioInput.close`."""
        self._closing.set()
        close_stream(self._stream)

    def _open(self, device: InputDevice) -> Any:
        """Open the stream: mono if the device agrees, else with all its channels."""
        sounddevice = load_portaudio()
        for channels in (1, device.channels):
            try:
                with quiet_drivers():
                    return sounddevice.InputStream(
                        device=device.index,
                        samplerate=device.sample_rate_hz,
                        channels=channels,
                        dtype="float32",
                        callback=self._receive,
                        finished_callback=self._finish,
                    )
            except sounddevice.PortAudioError as error:
                if channels == device.channels or not refuses_format(error):
                    raise device_error(error, "microphone") from error
        raise AssertionError("unreachable: the last try returns or raises")

    def _receive(self, block: NDArray[np.float32], _frames: int, _time: Any, _status: Any) -> None:
        """PortAudio's thread; `block` (frames, channels) is reused after the call."""
        if self._on_block is not None and not self._closing.is_set():
            self._on_block(block.mean(axis=1) if block.shape[1] > 1 else block[:, 0].copy())

    def _finish(self) -> None:
        """PortAudio's thread: the stream ended, by `close` or because the device is gone."""
        if not self._closing.is_set() and self._on_lost is not None:
            logger.info("the microphone went away")
            self._on_lost()


def _find(device: InputDevice | None) -> InputDevice:
    """The device as PortAudio numbers it now: numbers change when others come and go."""
    devices = list_input_devices(rescan=False)
    if device is None:
        return next((found for found in devices if found.is_default), None) or _first(devices)
    for found in devices:
        if (found.index, found.name) == (device.index, device.name):
            return found
    for found in devices:
        if found.name == device.name:
            return found
    raise AudioDeviceError(
        f"The microphone “{device.name}” is not connected.",
        hint="Plug it in again, or choose another one.",
    )


def _first(devices: tuple[InputDevice, ...]) -> InputDevice:
    if not devices:
        raise no_device("microphone")
    return devices[0]
