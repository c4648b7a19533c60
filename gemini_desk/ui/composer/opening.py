"""Opens the microphone that was chosen, or another one that is there. Worker threads only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gemini_desk.errors import DeviceAbsentError

SILENCE_DBFS: Final = (
    -120.0
)  # what the level is while nothing is heard, as `media.level_meter` has it

if TYPE_CHECKING:
    from gemini_desk.media.audio_input import AudioInput, InputFactory


class Opened(NamedTuple):
    """An open microphone.

    Attributes:
        source: Where the sound comes from.
        note: What to tell the person: another one than they chose; "" if nothing.
    """

    source: AudioInput
    note: str


def open_chosen(device_name: str, input_factory: InputFactory | None) -> Opened:
    """Open the microphone of this name, and the system's own if that is not connected.

    Args:
        device_name: What was chosen; "" for the system's choice.
        input_factory: Opens a microphone; the real one if None.

    Raises:
        AudioDeviceError: No microphone can be opened.
    """
    from gemini_desk.media.audio_devices import InputDevice
    from gemini_desk.media.microphone import open_microphone

    factory = input_factory or open_microphone
    if not device_name:
        return Opened(factory(None), "")
    try:
        # Only the name was remembered; the rest changes when devices come and go.
        return Opened(factory(InputDevice(-1, device_name, False, 0, 0)), "")
    except DeviceAbsentError:
        source = factory(None)
        return Opened(source, f"“{device_name}” is not connected; “{source.name}” is used instead.")
