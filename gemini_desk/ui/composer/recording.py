"""A recording from its start to its clip; the sound system is only touched on a worker."""

from __future__ import annotations

import functools
import logging
import time
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.errors import GeminiDeskError
from gemini_desk.ui.background import Background
from gemini_desk.ui.composer.opening import SILENCE_DBFS, open_chosen
from gemini_desk.ui.composer.take import Take
from gemini_desk.ui.composer.thrown_away import ThrownAway

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.media.audio_input import InputFactory

logger = logging.getLogger(__name__)

LONG_S = 5.0  # what is shorter is sooner said again than brought back


class RecordingState(Enum):
    """Where a recording stands."""

    IDLE = "idle"
    STARTING = "starting"  # the microphone is being opened
    RECORDING = "recording"
    PAUSED = "paused"
    FINISHING = "finishing"  # the last samples go to disk


class Recording(QObject):
    """Records one clip after the other. GUI thread only.

    Attributes:
        folder: Where clips go while they are recorded.

    Signals:
        state_changed: The new `RecordingState`.
        finished: Path of a clip.
        ended_by_itself: The `GeminiDeskError` that says why; what came until then follows as
            `finished`. Where nothing came, it is told as `failed`, and only then.
        failed: The `GeminiDeskError`; nothing follows.
        fell_back: A sentence: another microphone is used than was chosen.
        thrown_away: Path of a clip that `take_back` brings back, for a while.
        left_behind: Tuple of paths: clips that were being recorded when the application ended.
    """

    state_changed = Signal(object)
    finished = Signal(object)
    ended_by_itself = Signal(object)
    failed = Signal(object)
    fell_back = Signal(str)
    thrown_away = Signal(object)
    left_behind = Signal(object)
    _recorder_ended = Signal(object, object)

    def __init__(
        self,
        folder: Path,
        *,
        input_factory: InputFactory | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Prepare; no device is touched yet.

        Args:
            folder: Where clips go while they are recorded.
            input_factory: Opens a microphone; the real one if None.
            parent: Owner.
        """
        super().__init__(parent)
        self.folder = folder
        self._made_in = folder
        self._input_factory = input_factory
        self._background = Background("recording", self)
        self._state = RecordingState.IDLE
        self._take: Take | None = None
        self._thrown_away = ThrownAway(self._background, self)
        self._thrown_away.kept.connect(self.thrown_away)
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
        return level.rms_dbfs if level is not None else SILENCE_DBFS

    def start(self, device_name: str = "") -> None:
        """Start a clip, unless one is being recorded.

        Args:
            device_name: Which microphone; "" for the system's choice.
        """
        if self.active:
            return
        take = self._take = Take(device_name)
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
            take.stop,
            functools.partial(self._stopped, take),
            functools.partial(self._lost, take),
        )

    @Slot()
    def toggle_pause(self) -> None:
        """Pause the clip, or go on with it."""
        take = self._take
        if take is None or take.recorder is None:
            return
        if self._state is RecordingState.RECORDING:
            take.recorder.pause()
            self._set_state(RecordingState.PAUSED)
        elif self._state is RecordingState.PAUSED:
            take.recorder.resume()
            self._set_state(RecordingState.RECORDING)

    def cancel(self) -> None:
        """End the clip and throw it away; a long one is kept for a moment."""
        take = self._take
        if take is None or self._state is RecordingState.FINISHING:
            return
        is_long = self.elapsed_s >= LONG_S
        self._take = None
        self._set_state(RecordingState.IDLE)
        self._thrown_away.add(take, keep=is_long)

    def take_back(self, clip: Path) -> None:
        """Let a clip that was thrown away be `finished` after all, if it is there."""
        if self._thrown_away.take_back(clip):
            self.finished.emit(clip)

    def look_for_clips(self) -> None:
        """Look for clips that an earlier run left behind; `left_behind` names them.

        What recording needs is loaded then, too: the first one is not to begin later than others.
        """
        self._background.run(self._find_clips, self._clips_found, _log)

    def close(self) -> None:
        """End the worker; a clip in the making stays on disk."""
        take, self._take = self._take, None
        self._background.close()
        self._thrown_away.close()
        if take is not None and take.recorder is not None:
            try:
                take.recorder.stop()
            except GeminiDeskError as error:
                _log(error)

    # -- the worker ----------------------------------------------------------------------

    def _open(self, take: Take) -> str:
        """Start the recorder; returns what there is to tell about the microphone."""
        from gemini_desk.media.recorder import MAX_RECORDING_S, Recorder

        opened = open_chosen(take.device_name, self._input_factory)
        recorder = Recorder(
            self.folder,
            input_factory=lambda _device: opened.source,
            on_level=functools.partial(setattr, take, "level"),
            on_ended=functools.partial(self._recorder_ended.emit, take),
            max_duration_s=MAX_RECORDING_S,
        )
        recorder.start()
        take.recorder = recorder
        return opened.note

    def _find_clips(self) -> tuple[Path, ...]:
        import numpy as np  # noqa: F401
        import soundfile  # noqa: F401

        from gemini_desk.media.left_behind import mended_clips
        from gemini_desk.media.recorder import Recorder  # noqa: F401

        # The person may have chosen another folder since.
        folders = dict.fromkeys((self._made_in, self.folder))
        return tuple(
            clip for folder in folders for clip in mended_clips(folder, before_s=self._since_s)
        )

    # -- back on the GUI thread ----------------------------------------------------------

    def _opened(self, take: Take, note: str) -> None:
        if take is self._take:
            if note:
                self.fell_back.emit(note)
            if self._state is RecordingState.STARTING:
                self._set_state(RecordingState.RECORDING)
            self._background.run(_import_what_a_clip_needs, _nothing, _log)

    def _clips_found(self, clips: tuple[Path, ...]) -> None:
        if clips and not self.active:
            self.left_behind.emit(clips)

    def _stopped(self, take: Take, path: Path | None) -> None:
        if take is not self._take:
            return
        self._take = None
        if take.reason is not None:
            self.ended_by_itself.emit(take.reason)
        if path is not None:
            self.finished.emit(path)  # before the state: nobody must think that nothing comes
        self._set_state(RecordingState.IDLE)

    def _lost(self, take: Take, error: GeminiDeskError) -> None:
        if take is not self._take:
            return
        self._take = None
        # That nothing was recorded says less than why.
        self.failed.emit(take.reason or error)
        self._set_state(RecordingState.IDLE)

    @Slot(object, object)
    def _on_recorder_ended(self, take: Take, error: GeminiDeskError) -> None:
        if take is self._take:
            take.reason = error
            self.finish()

    def _set_state(self, state: RecordingState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)


def _import_what_a_clip_needs() -> None:
    """While somebody speaks: at the end of the first clip nobody waits 0.1 s for it."""
    from gemini_desk.chat import draft, transcription  # noqa: F401
    from gemini_desk.media import attachment_kinds, peaks, sound_tracks  # noqa: F401
    from gemini_desk.ui.composer import attachment_card  # noqa: F401


def _nothing(_result: None) -> None:
    """Nobody waits for what is only imported early."""


def _log(error: GeminiDeskError) -> None:
    logger.info("ending a recording: %s", error.message)
