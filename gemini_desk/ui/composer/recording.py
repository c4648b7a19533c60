"""A recording from its start to its clip; the sound system is only touched on a worker."""

from __future__ import annotations

import functools
import logging
import time
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.errors import GeminiDeskError
from gemini_desk.ui.background import Background

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from gemini_desk.media.audio_devices import InputDevice
    from gemini_desk.media.level_meter import Level
    from gemini_desk.media.microphone import InputFactory
    from gemini_desk.media.recorder import Recorder

logger = logging.getLogger(__name__)

_SILENCE_DBFS = -120.0


class RecordingState(Enum):
    """Where a recording stands."""

    IDLE = "idle"
    STARTING = "starting"  # the microphone is being opened
    RECORDING = "recording"
    FINISHING = "finishing"  # the last samples go to disk


@dataclass(slots=True)
class _Take:
    """One recording. `recorder` belongs to the worker, the rest may be read anywhere."""

    device_name: str
    max_duration_s: float | None
    recorder: Recorder | None = None
    level: Level | None = None


class Recording(QObject):
    """Records one clip after the other. GUI thread only.

    Signals:
        state_changed: The new `RecordingState`.
        finished: Path of a clip.
        ended_by_itself: The `GeminiDeskError` that says why; what came until then follows as
            `finished`.
        failed: The `GeminiDeskError`; nothing follows.
        devices_listed: Tuple of `InputDevice`.
        left_behind: Tuple of paths: clips that were being recorded when the application ended.
    """

    state_changed = Signal(object)
    finished = Signal(object)
    ended_by_itself = Signal(object)
    failed = Signal(object)
    devices_listed = Signal(object)
    left_behind = Signal(object)
    _recorder_ended = Signal(object, object)

    def __init__(
        self,
        folder: Path,
        *,
        input_factory: InputFactory | None = None,
        list_devices: Callable[[], Sequence[InputDevice]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Prepare; no device is touched yet.

        Args:
            folder: Where clips go while they are recorded.
            input_factory: Opens a microphone; the real one if None.
            list_devices: Lists microphones; the real ones if None.
            parent: Owner.
        """
        super().__init__(parent)
        self._folder = folder
        self._input_factory = input_factory
        self._list_devices = list_devices
        self._background = Background("recording", self)
        self._state = RecordingState.IDLE
        self._take: _Take | None = None
        self._thrown_away: list[_Take] = []
        self._since_s = time.time()
        self._recorder_ended.connect(self._on_recorder_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def state(self) -> RecordingState:
        """Where the recording stands."""
        return self._state

    @property
    def active(self) -> bool:
        """Whether a recording was started and its clip is not here yet."""
        return self._state is not RecordingState.IDLE

    @property
    def elapsed_s(self) -> float:
        """Seconds recorded so far."""
        level = self._take.level if self._take is not None else None
        return level.elapsed_s if level is not None else 0.0

    @property
    def loudness_dbfs(self) -> float:
        """Loudness now, -120.0 to 0.0."""
        level = self._take.level if self._take is not None else None
        return level.rms_dbfs if level is not None else _SILENCE_DBFS

    def start(self, device_name: str = "", *, max_duration_s: float | None = None) -> None:
        """Start a clip, unless one is being recorded.

        Args:
            device_name: Which microphone; "" for the system's choice.
            max_duration_s: The clip ends by itself then.
        """
        if self.active:
            return
        take = self._take = _Take(device_name, max_duration_s)
        self._set_state(RecordingState.STARTING)
        self._background.run(
            functools.partial(self._open, take),
            functools.partial(self._opened, take),
            functools.partial(self._lost, take),
        )

    def finish(self) -> None:
        """End the clip; `finished` follows. Works as well while the microphone is opened."""
        take = self._take
        if take is None or self._state is RecordingState.FINISHING:
            return
        self._set_state(RecordingState.FINISHING)
        self._background.run(
            functools.partial(self._stop, take),
            functools.partial(self._stopped, take),
            functools.partial(self._lost, take),
        )

    def cancel(self) -> None:
        """End the clip and throw it away."""
        take = self._take
        if take is None or self._state is RecordingState.FINISHING:
            return
        self._take = None
        self._thrown_away.append(take)
        self._set_state(RecordingState.IDLE)
        self._background.run(functools.partial(self._discard, take), _nothing, _log)

    def list_devices(self) -> None:
        """Look for microphones; `devices_listed` follows, or `failed`."""
        self._background.run(self._find_devices, self.devices_listed.emit, self.failed.emit)

    def look_for_clips(self) -> None:
        """Look for clips that an earlier run left behind; `left_behind` names them."""
        self._background.run(self._find_clips, self._clips_found, _log)

    def close(self) -> None:
        """End the worker; a clip in the making stays on disk."""
        take, self._take = self._take, None
        self._background.close()
        for thrown_away in self._thrown_away:  # the worker may have ended before it came to it
            self._discard(thrown_away)
        if take is not None and take.recorder is not None:
            try:
                take.recorder.stop()
            except GeminiDeskError as error:
                _log(error)

    # -- the worker ----------------------------------------------------------------------

    def _open(self, take: _Take) -> None:
        from gemini_desk.media.audio_devices import InputDevice
        from gemini_desk.media.microphone import open_microphone
        from gemini_desk.media.recorder import MAX_RECORDING_S, Recorder

        recorder = Recorder(
            self._folder,
            input_factory=self._input_factory or open_microphone,
            on_level=functools.partial(setattr, take, "level"),
            on_ended=functools.partial(self._recorder_ended.emit, take),
            max_duration_s=min(take.max_duration_s or MAX_RECORDING_S, MAX_RECORDING_S),
        )
        # Only the name was remembered; the rest changes when devices come and go.
        device = InputDevice(-1, take.device_name, False, 0, 0) if take.device_name else None
        recorder.start(device)
        take.recorder = recorder

    def _stop(self, take: _Take) -> Path | None:
        recorder, take.recorder = take.recorder, None
        return recorder.stop() if recorder is not None else None

    def _discard(self, take: _Take) -> None:
        recorder, take.recorder = take.recorder, None
        if recorder is not None:
            recorder.cancel()

    def _find_devices(self) -> tuple[InputDevice, ...]:
        if self._list_devices is not None:
            return tuple(self._list_devices())
        from gemini_desk.media.audio_devices import list_input_devices

        return list_input_devices()

    def _find_clips(self) -> tuple[Path, ...]:
        from gemini_desk.media.left_behind import mended_clips

        return mended_clips(self._folder, before_s=self._since_s)

    # -- back on the GUI thread ----------------------------------------------------------

    def _opened(self, take: _Take, _result: None) -> None:
        if take is self._take and self._state is RecordingState.STARTING:
            self._set_state(RecordingState.RECORDING)

    def _clips_found(self, clips: tuple[Path, ...]) -> None:
        if clips and not self.active:
            self.left_behind.emit(clips)

    def _stopped(self, take: _Take, path: Path | None) -> None:
        if take is not self._take:
            return
        self._take = None
        if path is not None:
            self.finished.emit(path)  # before the state: nobody must think that nothing comes
        self._set_state(RecordingState.IDLE)

    def _lost(self, take: _Take, error: GeminiDeskError) -> None:
        if take is not self._take:
            return
        self._take = None
        self.failed.emit(error)
        self._set_state(RecordingState.IDLE)

    @Slot(object, object)
    def _on_recorder_ended(self, take: _Take, error: GeminiDeskError) -> None:
        if take is self._take:
            self.ended_by_itself.emit(error)
            self.finish()

    def _set_state(self, state: RecordingState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)


def _nothing(_result: None) -> None:
    """Nobody waits for a cancelled clip."""


def _log(error: GeminiDeskError) -> None:
    logger.info("ending a recording: %s", error.message)
