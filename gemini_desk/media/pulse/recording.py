"""AudioInput: sound from a source of the sound server."""

from __future__ import annotations

import ctypes
import logging
import threading
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.errors import AudioDeviceError
from gemini_desk.media.audio_devices import absent_device, busy_device, no_device, refused_device
from gemini_desk.media.pulse.connection import TIMEOUT_S, Connection, NoSoundServerError
from gemini_desk.media.pulse.library import (
    ERROR_ACCESS,
    ERROR_BUSY,
    ERROR_KILLED,
    ERROR_NO_ENTITY,
    FLOAT32,
    INVALID_INDEX,
    READ_CALLBACK,
    STREAM_ADJUST_LATENCY,
    STREAM_CALLBACK,
    STREAM_DONT_MOVE,
    STREAM_FAILED,
    STREAM_READY,
    STREAM_TERMINATED,
    BufferAttributes,
    SampleSpec,
)
from gemini_desk.media.pulse.sources import sources_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.media.audio_devices import InputDevice

logger = logging.getLogger(__name__)

_SAMPLE_BYTES: Final = 4
_BLOCK_S: Final = 0.02


class PulseInput:
    """A microphone or monitor, at its own sample rate, mixed to mono by the server.

    Attributes:
        name: What the server calls it.
        sample_rate_hz: Samples per second.
    """

    def __init__(self, device: InputDevice | None) -> None:
        """Find it; no sound comes yet. Worker threads only.

        Args:
            device: One of `list_sources()`, or one with its name; None for the default.

        Raises:
            NoSoundServerError: There is no server.
            AudioDeviceError: There is no microphone, or not this one.
        """
        self._closing = False
        self._told = False
        self._stream: Any = None
        self._on_block: Callable[[NDArray[np.float32]], None] | None = None
        self._on_lost: Callable[[], None] | None = None
        self._decided = threading.Event()
        self._callbacks = STREAM_CALLBACK(self._state_changed), READ_CALLBACK(self._read)
        self._connection = Connection(self._lose)
        try:
            self._device = _find(sources_of(self._connection), device)
        except (AudioDeviceError, NoSoundServerError):
            self._connection.close()
            raise
        self.name = self._device.name
        self.sample_rate_hz = self._device.sample_rate_hz

    def start(
        self, on_block: Callable[[NDArray[np.float32]], None], on_lost: Callable[[], None]
    ) -> None:
        """Let the sound come: see `AudioInput.start`."""
        self._on_block, self._on_lost = on_block, on_lost
        connection, library = self._connection, self._connection.library
        form = SampleSpec(FLOAT32, self.sample_rate_hz, 1)
        block_bytes = round(_BLOCK_S * self.sample_rate_hz) * _SAMPLE_BYTES
        buffer = BufferAttributes(*[INVALID_INDEX] * 4, block_bytes)
        flags = STREAM_DONT_MOVE | STREAM_ADJUST_LATENCY
        with connection.locked():
            stream = library.pa_stream_new(
                connection.context, b"Recording", ctypes.byref(form), None
            )
            self._stream = stream
            library.pa_stream_set_state_callback(stream, self._callbacks[0], None)
            library.pa_stream_set_read_callback(stream, self._callbacks[1], None)
            source = self._device.source.encode()
            library.pa_stream_connect_record(stream, source, ctypes.byref(buffer), flags)
        self._decided.wait(TIMEOUT_S)
        with connection.locked():
            ready = library.pa_stream_get_state(stream) == STREAM_READY
        if not ready:
            code = connection.error_code()
            error = self._refusal(code, connection.error_text(code))
            self.close()
            raise error

    def close(self) -> None:
        """End it: see `AudioInput.close`."""
        if self._closing:
            return
        self._closing = True
        connection, library = self._connection, self._connection.library
        if self._stream is not None:
            with connection.locked():
                library.pa_stream_disconnect(self._stream)
                library.pa_stream_unref(self._stream)
        connection.close()

    # -- the connection's thread ---------------------------------------------------------

    def _state_changed(self, stream: int, _user_data: object) -> None:
        state = self._connection.library.pa_stream_get_state(stream)
        if state == STREAM_READY:
            self._decided.set()
        elif state in (STREAM_FAILED, STREAM_TERMINATED):
            if self._decided.is_set():
                self._lose()
            self._decided.set()

    def _read(self, stream: int, _n_bytes: int, _user_data: object) -> None:
        import numpy as np

        library = self._connection.library
        data, size = ctypes.c_void_p(), ctypes.c_size_t()
        while True:
            library.pa_stream_peek(stream, ctypes.byref(data), ctypes.byref(size))
            if size.value == 0:
                return
            if data.value is None:  # a hole: the server lost so much
                block = np.zeros(size.value // _SAMPLE_BYTES, np.float32)
            else:
                content = ctypes.string_at(data.value, size.value)
                block = np.frombuffer(content, np.float32).copy()
            library.pa_stream_drop(stream)
            if self._on_block is not None and not self._closing:
                self._on_block(block)

    def _lose(self) -> None:
        if not self._closing and not self._told and self._on_lost is not None:
            self._told = True
            logger.info("the microphone went away")
            self._on_lost()

    def _refusal(self, code: int, text: str) -> AudioDeviceError:
        if code == ERROR_ACCESS:
            return refused_device("microphone")
        if code in (ERROR_BUSY, 0):  # 0: it did not answer in time
            return busy_device("microphone")
        if code in (ERROR_NO_ENTITY, ERROR_KILLED):
            return absent_device(self.name)
        return AudioDeviceError(
            f"The microphone “{self.name}” cannot be opened ({text}).",
            hint="Choose another microphone, or unplug it and plug it in again.",
        )


def _find(devices: tuple[InputDevice, ...], device: InputDevice | None) -> InputDevice:
    if device is None:
        found = next((other for other in devices if other.is_default), None)
        if found is None:
            raise no_device("microphone")
        return found
    for other in devices:
        if other.name == device.name:
            return other
    raise absent_device(device.name)
