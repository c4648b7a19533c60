"""PortAudio: loading it, which microphones and loudspeakers there are, and what its errors mean.

PortAudio exists once in a process and is not safe to call from several threads at a time, so
this module holds the one lock around it. Everything here may take 100 ms and more: worker
threads only.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.errors import AudioDeviceError, DeviceAbsentError

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

portaudio_lock: Final = threading.RLock()  # held around every call that opens, closes or lists
_open_streams: Final[set[int]] = set()  # ids of stream objects; guarded by the lock


@dataclass(frozen=True, slots=True)
class InputDevice:
    """A microphone, or what the system offers as one.

    Attributes:
        index: The system's number for it; may change when devices come and go.
        name: What the system calls it; no two have the same name at one time.
        is_default: The system's choice.
        sample_rate_hz: Its own sample rate.
        channels: Channels it has.
        source: The sound server's name for it; "" if there is no server.
        is_monitor: It gives what the computer plays.
        is_muted: It is switched off in the system's sound settings.
    """

    index: int
    name: str
    is_default: bool
    sample_rate_hz: int
    channels: int
    source: str = ""
    is_monitor: bool = False
    is_muted: bool = False


def list_input_devices(*, rescan: bool = True) -> tuple[InputDevice, ...]:
    """The microphones there are, empty when there is none.

    Args:
        rescan: Look for devices that were plugged in or out meanwhile. PortAudio can do so
            only by starting anew, so nothing is looked for while a stream is open.

    Raises:
        AudioDeviceError: PortAudio itself is missing or does not start.
    """
    with portaudio_lock:
        sounddevice = load_portaudio()
        if rescan:
            rescan_devices()
        try:
            default_index = sounddevice.default.device[0]
            host_api = sounddevice.default.hostapi  # the others list the same devices again
            return tuple(
                InputDevice(
                    index=device["index"],
                    name=device["name"],
                    is_default=device["index"] == default_index,
                    sample_rate_hz=round(device["default_samplerate"]),
                    channels=device["max_input_channels"],
                )
                for device in sounddevice.query_devices()
                if device["max_input_channels"] > 0 and device["hostapi"] == host_api
            )
        except sounddevice.PortAudioError:
            logger.debug("the devices cannot be listed", exc_info=True)
            return ()


def load_portaudio() -> Any:
    """The module `sounddevice`, its library loaded and started.

    Raises:
        AudioDeviceError: The library is not installed, or the sound system does not answer.
    """
    with portaudio_lock:
        try:
            return importlib.import_module("sounddevice")
        except OSError as error:  # also what ctypes says of a library it does not find
            logger.debug("PortAudio cannot be loaded", exc_info=True)
            hint = "Install it and start again"
            if sys.platform == "linux":
                hint += " (on Debian and Ubuntu: sudo apt install libportaudio2)"
            raise AudioDeviceError(
                "The sound library PortAudio is not installed.", hint=f"{hint}."
            ) from error
        except ImportError:
            raise
        except Exception as error:  # its own PortAudioError cannot be imported without it
            logger.debug("PortAudio does not start", exc_info=True)
            raise silent_system() from error


def rescan_devices() -> bool:
    """Let PortAudio look for devices anew; False if an open stream forbids it."""
    with portaudio_lock:
        sounddevice = load_portaudio()
        if _open_streams:
            return False
        try:
            # PortAudio lists devices when it starts; sounddevice has no other way to start it.
            while sounddevice._initialized:  # noqa: SLF001
                sounddevice._terminate()  # noqa: SLF001
            sounddevice._initialize()  # noqa: SLF001
        except sounddevice.PortAudioError as error:
            raise device_error(error, "microphone") from error
        return True


@contextmanager
def quiet_drivers() -> Iterator[None]:
    """Keep what drivers print to the terminal from it, as `sounddevice` does when it starts.

    ALSA and PortAudio write notes for their developers to standard error whenever a device
    cannot be opened; the person gets an `AudioDeviceError` instead.
    """
    with portaudio_lock:  # two threads would restore each other's substitute
        try:
            kept = os.dup(2)
        except OSError:  # a windowed process without standard error
            yield
            return
        try:
            with Path(os.devnull).open("wb") as nowhere:
                os.dup2(nowhere.fileno(), 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def remember_stream(stream: object) -> None:
    """Note that a stream is open: PortAudio must not start anew now."""
    with portaudio_lock:
        _open_streams.add(id(stream))


def close_stream(stream: Any) -> None:
    """Abort and close a stream, whatever state its device is in; harmless when done twice."""
    with portaudio_lock:
        if id(stream) not in _open_streams:
            return
        _open_streams.discard(id(stream))
        with quiet_drivers(), suppress(Exception):  # its device may be gone
            stream.abort()
        with quiet_drivers(), suppress(Exception):
            stream.close()


# What PortAudio's error codes and the host's texts mean to a person. Codes: portaudio.h.
_DEVICE_UNAVAILABLE: Final = -9985
_INVALID_DEVICE: Final = -9996
_BAD_DEVICE_CODES: Final = {_INVALID_DEVICE, -9986}  # -9986: internal error, seen when it vanished
_INVALID_CHANNELS: Final = -9998
_INVALID_RATE: Final = -9997


def refuses_format(error: Exception) -> bool:
    """Whether the device is there but wants another sample rate or number of channels."""
    return _code(error) in (_INVALID_CHANNELS, _INVALID_RATE)


def device_error(error: Exception, device: str) -> AudioDeviceError:
    """A PortAudioError in words for a person; `device` is `microphone` or `loudspeaker`."""
    text = str(error).lower()
    code = _code(error)
    logger.debug("PortAudio reports %s: %s", code, error)
    if "permission" in text or "access" in text or "not permitted" in text:
        return refused_device(device)
    if "busy" in text or "in use" in text or code == _DEVICE_UNAVAILABLE:
        return busy_device(device)
    if code in _BAD_DEVICE_CODES or "no such device" in text or "querying device" in text:
        return no_device(device)
    return AudioDeviceError(
        f"The {device} cannot be opened ({_reason(error)}).",
        hint="Choose another device, or unplug it and plug it in again.",
    )


def no_device(device: str) -> AudioDeviceError:
    """The error for a computer without a microphone or loudspeaker."""
    return AudioDeviceError(
        f"No {device} was found.", hint="Plug one in or switch it on, then try again."
    )


def refused_device(device: str) -> AudioDeviceError:
    """The error for a device that this program may not use."""
    return AudioDeviceError(
        f"This program may not use the {device}.",
        hint="Allow it in the system's privacy settings"
        + (", or join the group “audio”." if sys.platform == "linux" else "."),
    )


def busy_device(device: str) -> AudioDeviceError:
    """The error for a device that somebody else uses."""
    return AudioDeviceError(
        f"The {device} is busy: another program holds it, or it does not answer.",
        hint="Close the other program, or choose another device.",
    )


def silent_system() -> AudioDeviceError:
    """The error for a sound system that is there and does nothing."""
    return AudioDeviceError(
        "The sound system of this computer does not answer.",
        hint="Check that sound works in other programs, then try again.",
    )


def absent_device(name: str) -> DeviceAbsentError:
    """The error for a microphone that was chosen and is not there."""
    return DeviceAbsentError(
        f"The microphone “{name}” is not connected.",
        hint="Plug it in again, or choose another one.",
    )


def _code(error: Exception) -> int | None:
    code = error.args[1] if len(error.args) > 1 else None
    return code if isinstance(code, int) else None


def _reason(error: Exception) -> str:
    """The library's own sentence, without its preface."""
    reason = str(error.args[0] if error.args else error)
    return reason.rsplit(": ", 1)[-1].split(" [", 1)[0] or "unknown reason"
