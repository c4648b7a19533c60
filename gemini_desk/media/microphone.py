"""Microphones: which there are, when that changes, and blocks of samples from one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gemini_desk.errors import AudioDeviceError
from gemini_desk.media.audio_devices import (
    InputDevice,
    list_input_devices,
    refused_device,
    silent_system,
)
from gemini_desk.media.portaudio_input import open_portaudio_input
from gemini_desk.media.pulse.connection import NoSoundServerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.media.audio_input import AudioInput


class InputWatch(Protocol):
    """Tells when microphones come and go.

    Attributes:
        is_lost: Whether it tells nothing more: what it watched has gone.
    """

    is_lost: bool

    def close(self) -> None:
        """End it; harmless when done twice."""


def list_microphones() -> tuple[InputDevice, ...]:
    """The microphones, and the monitors where the system has some; worker threads only.

    Empty if there is none.

    Raises:
        AudioDeviceError: The sound system does not answer, or does not let this program in.
    """
    try:
        from gemini_desk.media.pulse.sources import list_sources

        return list_sources()
    except NoSoundServerError as error:
        if error.is_silent:
            raise silent_system() from None
        found = list_input_devices()
        if error.is_refusal and not found:
            raise refused_device("microphone") from None
        return found


def open_microphone(device: InputDevice | None = None) -> AudioInput:
    """Open a microphone or a monitor; worker threads only.

    Args:
        device: One of `list_microphones()`, or one with its name; None for the default.

    Raises:
        DeviceAbsentError: This one is not connected.
        AudioDeviceError: There is none, it is busy, or may not be used.
    """
    try:
        from gemini_desk.media.pulse.recording import PulseInput

        return PulseInput(device)
    except NoSoundServerError as error:
        if error.is_silent:
            raise silent_system() from None
        try:
            return open_portaudio_input(device)
        except AudioDeviceError:
            # The drivers say “busy” or nothing of a server that refuses; it knows better.
            if error.is_refusal:
                raise refused_device("microphone") from None
            raise


def watch_microphones(on_change: Callable[[], None]) -> InputWatch | None:
    """Be told when `list_microphones` would give something else; worker threads only.

    Args:
        on_change: Called on a thread of its own, perhaps several times in a row.

    Returns:
        None where nobody tells: look now and then.
    """
    try:
        from gemini_desk.media.pulse.sources import SourceWatch

        return SourceWatch(on_change)
    except NoSoundServerError:
        return None
