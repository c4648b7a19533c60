"""AudioInput: blocks of samples from a microphone of PortAudio, at the device's own rate."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from gemini_desk.errors import AudioDeviceError
from gemini_desk.media.audio_devices import (
    InputDevice,
    absent_device,
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
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.media.audio_input import AudioInput

logger = logging.getLogger(__name__)


def open_portaudio_input(device: InputDevice | None = None) -> AudioInput:
    """Open a microphone through PortAudio; worker threads only.

    A device that cannot be opened is looked for once more: it may have been plugged in, or
    the sound system may have been started, since PortAudio last looked.

    Raises:
        AudioDeviceError: There is none, it is busy, unplugged, or may not be used.
    """
    with portaudio_lock:
        try:
            return _PortAudioInput(device)
        except AudioDeviceError:
            if not rescan_devices():
                raise
            return _PortAudioInput(device)


class _PortAudioInput:
    """A PortAudio input stream."""

    def __init__(self, device: InputDevice | None) -> None:
        found = _find(device)
        self._on_block: Callable[[NDArray[np.float32]], None] | None = None
        self._on_lost: Callable[[], None] | None = None
        self._closing = threading.Event()
        self._stream = self._open(found)
        remember_stream(self._stream)
        self.name = found.name
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
    raise absent_device(device.name)


def _first(devices: tuple[InputDevice, ...]) -> InputDevice:
    if not devices:
        raise no_device("microphone")
    return devices[0]
