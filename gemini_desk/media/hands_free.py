"""Records one spoken turn after the other, and nothing between them."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.media.capture import NO_SAMPLES_TIMEOUT_S, Capture
from gemini_desk.media.level_meter import Level, LevelMeter
from gemini_desk.media.recording_file import RecordingFile
from gemini_desk.media.turn import PREROLL_S, TurnDetector, TurnPhase

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.media.audio_input import AudioInput
    from gemini_desk.media.microphone_gate import MicrophoneGate

_KEPT_SILENCE_S: Final = 0.4  # of the pause that ends a turn
MAX_TURN_S: Final = 600.0  # a radio that plays in the room must not be one turn for hours


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is heard, about 30 times a second.

    Attributes:
        phase: Where the turn stands.
        level: How loud it is; `elapsed_s` are the seconds of this turn.
        ends_in_s: How long the turn goes on if nobody speaks; 0.0 if nobody has spoken.
    """

    phase: TurnPhase
    level: Level
    ends_in_s: float


class HandsFreeRecorder:
    """Listens until it is stopped, and makes a file of each turn.

    What is heard before a turn is kept for `PREROLL_S` only, and in memory. `start`, `stop` and
    `cancel` wait for the sound system: worker threads only, one at a time.
    """

    def __init__(
        self,
        source: AudioInput,
        folder: Path,
        *,
        pause_s: float,
        gate: MicrophoneGate,
        on_turn: Callable[[Path], None],
        on_hearing: Callable[[Hearing], None],
        on_ended: Callable[[GeminiDeskError], None],
        no_samples_timeout_s: float = NO_SAMPLES_TIMEOUT_S,
    ) -> None:
        """Prepare.

        Args:
            source: An open microphone; closed at the end.
            folder: Where the turns go; made when needed.
            pause_s: So long a silence ends a turn.
            gate: While it is closed, nothing is listened to.
            on_turn: Gets the file of a turn that has ended, on a thread of its own.
            on_hearing: Told what is heard, on that thread.
            on_ended: Told why listening ended by itself, on that thread; a turn in the making
                has come before.
            no_samples_timeout_s: A microphone that gives nothing for so long is gone.

        Raises:
            GeminiDeskError: The voice activity model is not installed.
        """
        self._folder = folder
        self._gate = gate
        self._on_turn = on_turn
        self._on_hearing = on_hearing
        self._rate_hz = source.sample_rate_hz
        self._detector = TurnDetector(self._rate_hz, pause_s)
        self._begin_to_listen()
        self._before: deque[NDArray[np.float32]] = deque()  # what was heard before the turn
        self._n_before = 0
        self._held: list[NDArray[np.float32]] = []  # a pause that may be the end
        self._file: RecordingFile | None = None
        self._discards = threading.Event()
        self._ends_turn = threading.Event()
        self._muted = False
        self._capture = Capture(source, self, on_ended, no_samples_timeout_s=no_samples_timeout_s)

    def start(self) -> None:
        """Begin to listen.

        Raises:
            AudioDeviceError: The microphone does not start.
        """
        self._capture.start()

    def end_turn(self) -> None:
        """End the turn that is being spoken, without waiting for a pause; from any thread."""
        self._ends_turn.set()

    def stop(self) -> None:
        """End listening; a turn in the making is handed over first."""
        self._capture.finish()

    def cancel(self) -> None:
        """End listening; a turn in the making is thrown away."""
        self._discards.set()
        self._capture.finish()

    # -- the capture's thread ------------------------------------------------------------

    def take(self, block: NDArray[np.float32]) -> None:
        """See `Sink.take`."""
        if self._gate.is_closed:
            if not self._muted:
                self._hand_over()  # what was said before is whole
                self._muted = True
                self._begin_to_listen()
                self._detector.phase = TurnPhase.MUTED
            self._meter.add(block * 0.0, 0.0)
            return
        if self._muted:
            self._muted = False
            self._begin_to_listen()
        self._detector.add(block)
        self._keep(block)
        file = self._file
        elapsed_s = file.duration_s if file is not None else 0.0
        self._meter.add(block, elapsed_s)
        if self._detector.has_ended or self._ends_turn.is_set() or elapsed_s >= MAX_TURN_S:
            self._ends_turn.clear()
            self._hand_over()
            self._begin_to_listen()

    def close(self) -> None:
        """See `Sink.close`."""
        if self._discards.is_set() and self._file is not None:
            self._file.delete()
            self._file = None
        self._hand_over()

    def _begin_to_listen(self) -> None:
        self._detector.reset()
        self._meter = LevelMeter(self._tell, self._rate_hz)

    def _keep(self, block: NDArray[np.float32]) -> None:
        """Put a block where it belongs: before the turn, into it, or into a pause of it."""
        match self._detector.phase:
            case TurnPhase.LISTENING:
                self._before.append(block)
                self._n_before += len(block)
                while self._n_before - len(self._before[0]) >= PREROLL_S * self._rate_hz:
                    self._n_before -= len(self._before.popleft())
            case TurnPhase.PAUSING:
                self._held.append(block)
            case _:
                if self._file is None:
                    self._file = RecordingFile(self._folder, self._rate_hz)
                    self._write(self._before)
                    self._before.clear()
                    self._n_before = 0
                self._write(self._held)
                self._held.clear()
                self._write([block])

    def _write(self, blocks: list[NDArray[np.float32]] | deque[NDArray[np.float32]]) -> None:
        for block in blocks:
            if self._file is not None:
                self._file.append(block)

    def _hand_over(self) -> None:
        """End the file, if there is one, with a little of the pause after it."""
        import numpy as np

        file, self._file = self._file, None
        held, self._held = self._held, []
        self._before.clear()
        self._n_before = 0
        if file is None:
            return
        try:
            if held:
                file.append(np.concatenate(held)[: round(_KEPT_SILENCE_S * self._rate_hz)])
        finally:
            file.close()
            self._on_turn(file.path)

    def _tell(self, level: Level) -> None:
        detector = self._detector
        pausing = detector.phase is TurnPhase.PAUSING
        ends_in_s = max(detector.pause_s - detector.silence_s, 0.0) if pausing else 0.0
        if detector.phase is TurnPhase.HEARING:
            ends_in_s = detector.pause_s
        self._on_hearing(Hearing(detector.phase, level, ends_in_s))
