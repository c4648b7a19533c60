"""A microphone that plays a sound file into the recorder, in odd-sized blocks, and can vanish.

    microphone = FakeMicrophone(speech_wav)
    recorder = Recorder(folder, input_factory=microphone.open)
    recorder.start()
    microphone.played.wait(10)        # the whole file has been heard
    clip = recorder.stop()

The composer takes the same `input_factory`.
"""

from __future__ import annotations

import itertools
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soundfile

from gemini_desk.media.audio_devices import InputDevice, absent_device

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gemini_desk.errors import GeminiDeskError

_ODD_SIZES = (441, 383, 1, 1024, 97, 512, 381)  # what devices really give, and worse
_SILENCE_S = 0.01


class FakeMicrophone:
    """A microphone for as many recordings as are made; each hears the file from its beginning.

    Attributes:
        device: What a device list would show.
        played: Set once the whole file has been given to a recording. Silence follows, as
            from a microphone that nobody speaks into.
        opened_with: The devices that recordings asked for, in order.
        is_open: Whether a recording holds it now.
    """

    def __init__(
        self,
        source: Path | NDArray[np.float32],
        *,
        sample_rate_hz: int = 48_000,
        realtime: bool = False,
        vanish_after_s: float | None = None,
        hang_after_s: float | None = None,
        error: GeminiDeskError | None = None,
    ) -> None:
        """Prepare.

        Args:
            source: A sound file, or mono samples: float32, shape (n_samples,).
            sample_rate_hz: Rate of the samples; a file has its own.
            realtime: Give the file at the speed of a clock, else at once.
            vanish_after_s: Be unplugged after so many seconds of the file.
            hang_after_s: Give nothing more after so many seconds, without a word.
            error: Refuse to be opened, with this error.
        """
        if isinstance(source, Path):
            frames, sample_rate_hz = soundfile.read(source, dtype="float32", always_2d=True)
            self.samples: NDArray[np.float32] = frames.mean(axis=1)
        else:
            self.samples = source
        self.sample_rate_hz = sample_rate_hz
        self.realtime = realtime
        self.vanish_after_s = vanish_after_s
        self.hang_after_s = hang_after_s
        self.error = error
        self.device = InputDevice(0, "Fake microphone", True, sample_rate_hz, 1)
        self.played = threading.Event()
        self.opened_with: list[InputDevice | None] = []
        self._open: set[_FakeInput] = set()

    @property
    def is_open(self) -> bool:
        return bool(self._open)

    def list_devices(self) -> tuple[InputDevice, ...]:
        """Stands in for `list_input_devices`."""
        return () if self.error is not None else (self.device,)

    def open(self, device: InputDevice | None = None) -> _FakeInput:
        """The input factory."""
        self.opened_with.append(device)
        if self.error is not None:
            raise self.error
        if device is not None and device.name != self.device.name:
            raise absent_device(device.name)
        opened = _FakeInput(self)
        self._open.add(opened)
        return opened

    def unplug(self) -> None:
        """Vanish now, in mid-recording if there is one."""
        for opened in tuple(self._open):
            opened.unplugged.set()

    def closed(self, opened: _FakeInput) -> None:
        self._open.discard(opened)


class _FakeInput:
    """One recording's view of the microphone."""

    def __init__(self, microphone: FakeMicrophone) -> None:
        self.name = microphone.device.name
        self.sample_rate_hz = microphone.sample_rate_hz
        self.unplugged = threading.Event()
        self._microphone = microphone
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def start(
        self, on_block: Callable[[NDArray[np.float32]], None], on_lost: Callable[[], None]
    ) -> None:
        self._thread = threading.Thread(
            target=self._give, args=(on_block, on_lost), name="fake-microphone", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
        self._microphone.closed(self)

    def _give(
        self, on_block: Callable[[NDArray[np.float32]], None], on_lost: Callable[[], None]
    ) -> None:
        fake = self._microphone
        end = len(fake.samples)
        for limit_s in (fake.vanish_after_s, fake.hang_after_s):
            if limit_s is not None:
                end = min(end, round(limit_s * self.sample_rate_hz))
        given = 0
        for size in itertools.cycle(_ODD_SIZES):
            if given >= end or self._closed.is_set() or self.unplugged.is_set():
                break
            block = fake.samples[given : min(given + size, end)]
            on_block(block.copy())
            given += len(block)
            if fake.realtime:
                self._closed.wait(len(block) / self.sample_rate_hz)
        if fake.vanish_after_s is not None and not self._closed.is_set():
            on_lost()
            return
        if given >= end:
            fake.played.set()
        silence = np.zeros(round(_SILENCE_S * self.sample_rate_hz), np.float32)
        while not self._closed.wait(_SILENCE_S):
            if self.unplugged.is_set():
                on_lost()
                return
            if fake.hang_after_s is None:
                on_block(silence.copy())
