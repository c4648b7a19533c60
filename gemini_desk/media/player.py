"""Plays a clip: any file that `media.audio` reads."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import GeminiDeskError
from gemini_desk.media.audio import iter_blocks
from gemini_desk.media.loudspeaker import AudioOutput, OutputFactory, open_loudspeaker
from gemini_desk.media.tempo import at_tempo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

_STEP_S: Final = 1 / 30  # one report of the position for each; also how soon stop() is heard


class Player:
    """Plays one clip at a time; starting another ends the one before.

    No method waits for the sound system, so all may be called on the GUI thread; the work
    is done by one thread per clip, which also makes the calls to `on_position` and
    `on_ended`.
    """

    def __init__(
        self,
        *,
        output_factory: OutputFactory = open_loudspeaker,
        on_position: Callable[[float], None] | None = None,
        on_ended: Callable[[GeminiDeskError | None], None] | None = None,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            output_factory: Opens the loudspeaker.
            on_position: Gets the second of the clip that is heard, about 30 times a second.
            on_ended: Told that the clip was played to its end (None), or why it could not
                be; not called for a clip that `stop` or another `play` ended.
        """
        self._output_factory = output_factory
        self._on_position = on_position
        self._on_ended = on_ended
        self._playback: _Playback | None = None

    @property
    def is_playing(self) -> bool:
        """Whether a clip is being played now, paused ones included."""
        return self._playback is not None and self._playback.is_running

    @property
    def is_paused(self) -> bool:
        """Whether a clip waits for `resume`."""
        return self.is_playing and self._playback is not None and self._playback.is_paused

    def play(
        self, path: Path, *, start_s: float = 0.0, speed: float = 1.0, track: int | None = None
    ) -> None:
        """Play a file from second `start_s` on; trouble is told to `on_ended`.

        Args:
            path: The file.
            start_s: Where to begin.
            speed: 0.5 to 2.0 times as fast, at the same pitch.
            track: Which sound track, counted from 0; None for the best one.
        """
        before = self._playback
        if before is not None:
            before.stop()
        self._playback = _Playback(
            path,
            track,
            start_s,
            speed,
            self._output_factory,
            self._on_position,
            self._on_ended,
            before,
        )
        self._playback.start()

    def pause(self) -> None:
        """Fall silent and keep the place; harmless when nothing plays."""
        if self._playback is not None:
            self._playback.pause()

    def resume(self) -> None:
        """Go on after `pause`; harmless when nothing is paused."""
        if self._playback is not None:
            self._playback.resume()

    def stop(self) -> None:
        """End the clip; harmless when nothing plays."""
        if self._playback is not None:
            self._playback.stop()

    def close(self, timeout_s: float = 5.0) -> None:
        """End the clip and wait until the loudspeaker is free: before the program ends."""
        if self._playback is not None:
            self._playback.stop()
            self._playback.join(timeout_s)


class _Playback:
    """One clip on its way to the loudspeaker, and the thread that carries it."""

    def __init__(
        self,
        path: Path,
        track: int | None,
        start_s: float,
        speed: float,
        output_factory: OutputFactory,
        on_position: Callable[[float], None] | None,
        on_ended: Callable[[GeminiDeskError | None], None] | None,
        before: _Playback | None,
    ) -> None:
        self._path = path
        self._track = track
        self._start_s = max(start_s, 0.0)
        self._speed = speed
        self._output_factory = output_factory
        self._on_position = on_position
        self._on_ended = on_ended
        self._before = before
        self._stopped = threading.Event()
        self._may_run = threading.Event()
        self._may_run.set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)

    @property
    def is_running(self) -> bool:
        return not (self._stopped.is_set() or self._ended.is_set())

    @property
    def is_paused(self) -> bool:
        return not self._may_run.is_set()

    def start(self) -> None:
        self._thread.start()

    def pause(self) -> None:
        self._may_run.clear()

    def resume(self) -> None:
        self._may_run.set()

    def stop(self) -> None:
        self._stopped.set()
        self._may_run.set()

    def join(self, timeout_s: float | None = None) -> None:
        self._thread.join(timeout_s)

    def _run(self) -> None:
        if self._before is not None:  # many devices can be opened only once
            self._before.join()
            self._before = None
        error: GeminiDeskError | None = None
        try:
            self._play()
        except GeminiDeskError as reason:
            error = reason.with_traceback(None)
        if not self._stopped.is_set():
            self._ended.set()
            if self._on_ended is not None:
                self._on_ended(error)

    def _play(self) -> None:
        if self._stopped.is_set():
            return
        output = self._output_factory()
        try:
            position_s = self._start_s
            for step in self._steps(output.sample_rate_hz):
                if not self._may_run.is_set():
                    self._wait(output)
                if self._stopped.is_set():
                    return
                output.write(step)
                position_s += self._speed * len(step) / output.sample_rate_hz
                if self._on_position is not None:
                    self._on_position(max(position_s - output.latency_s, self._start_s))
            output.drain()
        finally:
            output.close()

    def _wait(self, output: AudioOutput) -> None:
        output.pause()
        self._may_run.wait()
        if not self._stopped.is_set():
            output.resume()

    def _steps(self, sample_rate_hz: int) -> Iterator[NDArray[np.float32]]:
        """The clip from its start second on, in steps of 33 ms."""
        size = max(int(sample_rate_hz * _STEP_S), 1)
        for block in at_tempo(self._from_start(sample_rate_hz), sample_rate_hz, self._speed):
            for start in range(0, len(block), size):
                yield block[start : start + size]

    def _from_start(self, sample_rate_hz: int) -> Iterator[NDArray[np.float32]]:
        for block in iter_blocks(
            self._path,
            sample_rate_hz=sample_rate_hz,
            start_s=self._start_s,
            track=self._track,
            exact=False,
        ):
            if self._stopped.is_set():
                return
            yield block
