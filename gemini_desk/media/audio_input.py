"""AudioInput: an open source of sound, whatever it comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

from gemini_desk.media.audio_devices import InputDevice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class AudioInput(Protocol):
    """An open source of sound.

    Attributes:
        name: What the system calls it.
        sample_rate_hz: Samples per second of every block: the device's own rate.
    """

    name: str
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
