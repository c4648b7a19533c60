"""Listens until it is stopped, and hands over one spoken turn after the other."""

from __future__ import annotations

import functools
import logging
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.errors import GeminiDeskError
from gemini_desk.ui.background import Background
from gemini_desk.ui.composer.opening import open_chosen

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.media.audio_input import InputFactory
    from gemini_desk.media.hands_free import HandsFreeRecorder, Hearing
    from gemini_desk.media.microphone_gate import MicrophoneGate

logger = logging.getLogger(__name__)

SHORTEST_PAUSE_S: Final = 0.3  # shorter ones are between words
LONGEST_PAUSE_S: Final = 60.0


class HandsFreeState(Enum):
    """Whether somebody is listened to."""

    OFF = "off"
    STARTING = "starting"  # the microphone is being opened
    ON = "on"
    ENDING = "ending"


class _Session:
    """From `start` to `stop`. `recorder` belongs to the worker, the rest may be read anywhere."""

    def __init__(self, device_name: str) -> None:
        self.device_name = device_name
        self.recorder: HandsFreeRecorder | None = None
        self.hearing: Hearing | None = None


class HandsFree(QObject):
    """Listens for spoken turns. GUI thread only.

    Signals:
        state_changed: The new `HandsFreeState`.
        turn_ended: Path of a clip.
        ended_by_itself: The `GeminiDeskError` that says why; a turn has come before.
        failed: The `GeminiDeskError`: it could not begin to listen.
        fell_back: A sentence: another microphone is used than was chosen.

    Attributes:
        folder: Where turns go while they are recorded.
    """

    state_changed = Signal(object)
    turn_ended = Signal(object)
    ended_by_itself = Signal(object)
    failed = Signal(object)
    fell_back = Signal(str)
    _turn = Signal(object)
    _ended = Signal(object, object)

    def __init__(
        self,
        folder: Path,
        gate: MicrophoneGate,
        *,
        pause_s: float,
        input_factory: InputFactory | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Prepare; no device is touched yet.

        Args:
            folder: Where turns go while they are recorded.
            gate: Closed while the application plays something.
            pause_s: So long a silence ends a turn.
            input_factory: Opens a microphone; the real one if None.
            parent: Owner.
        """
        super().__init__(parent)
        self.folder = folder
        self.pause_s = pause_s
        self._gate = gate
        self._input_factory = input_factory
        self._background = Background("hands-free", self)
        self._state = HandsFreeState.OFF
        self._session: _Session | None = None
        self._turn.connect(self.turn_ended, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def pause_s(self) -> float:
        """So long a silence ends a turn; holds from the next start."""
        return self._pause_s

    @pause_s.setter
    def pause_s(self, pause_s: float) -> None:
        """What no ear would bear is not taken."""
        self._pause_s = min(max(pause_s, SHORTEST_PAUSE_S), LONGEST_PAUSE_S)

    @property
    def state(self) -> HandsFreeState:
        """Whether somebody is listened to."""
        return self._state

    @property
    def active(self) -> bool:
        """Whether it was started and has not ended yet."""
        return self._state is not HandsFreeState.OFF

    @property
    def hearing(self) -> Hearing | None:
        """What is heard now; None before the first sound."""
        return self._session.hearing if self._session is not None else None

    def start(self, device_name: str = "") -> None:
        """Begin to listen; `device_name` as for `Recording.start`."""
        if self.active:
            return
        session = self._session = _Session(device_name)
        self._set_state(HandsFreeState.STARTING)
        self._background.run(
            functools.partial(self._open, session),
            functools.partial(self._opened, session),
            functools.partial(self._lost, session),
        )

    @Slot()
    def end_turn(self) -> None:
        """Hand over the turn that is being spoken, without waiting for a pause."""
        recorder = self._session.recorder if self._session is not None else None
        if recorder is not None:
            recorder.end_turn()

    @Slot()
    def stop(self) -> None:
        """Listen no more; a turn that is being spoken is handed over."""
        self._end(keeps=True)

    @Slot()
    def cancel(self) -> None:
        """Listen no more; a turn that is being spoken is thrown away."""
        self._end(keeps=False)

    def close(self) -> None:
        """End the worker; a turn in the making stays on disk."""
        session, self._session = self._session, None
        self._background.close()
        if session is not None:
            self._finish(session, keeps=True)

    def _end(self, *, keeps: bool) -> None:
        session = self._session
        if session is None or self._state is HandsFreeState.ENDING:
            return
        self._set_state(HandsFreeState.ENDING)
        self._background.run(
            functools.partial(self._finish, session, keeps=keeps),
            functools.partial(self._stopped, session),
            functools.partial(self._lost, session),
        )

    # -- the worker ----------------------------------------------------------------------

    def _open(self, session: _Session) -> str:
        """Start the recorder; returns what there is to tell about the microphone."""
        from gemini_desk.media.hands_free import HandsFreeRecorder

        opened = open_chosen(session.device_name, self._input_factory)
        try:
            recorder = HandsFreeRecorder(
                opened.source,
                self.folder,
                pause_s=self.pause_s,
                gate=self._gate,
                on_turn=self._turn.emit,
                on_hearing=functools.partial(setattr, session, "hearing"),
                on_ended=functools.partial(self._ended.emit, session),
            )
        except GeminiDeskError:  # the voice activity model is missing
            opened.source.close()
            raise
        recorder.start()
        session.recorder = recorder
        return opened.note

    def _finish(self, session: _Session, *, keeps: bool) -> None:
        recorder, session.recorder = session.recorder, None
        if recorder is not None:
            if keeps:
                recorder.stop()
            else:
                recorder.cancel()

    # -- back on the GUI thread ----------------------------------------------------------

    def _opened(self, session: _Session, note: str) -> None:
        if session is self._session:
            if note:
                self.fell_back.emit(note)
            if self._state is HandsFreeState.STARTING:
                self._set_state(HandsFreeState.ON)

    def _stopped(self, session: _Session, _result: None) -> None:
        if session is self._session:
            self._session = None
            self._set_state(HandsFreeState.OFF)

    def _lost(self, session: _Session, error: GeminiDeskError) -> None:
        if session is self._session:
            self.failed.emit(error)
            self._stopped(session, None)

    @Slot(object, object)
    def _on_ended(self, session: _Session, error: GeminiDeskError) -> None:
        if session is self._session:
            self.ended_by_itself.emit(error)
            self._end(keeps=True)

    def _set_state(self, state: HandsFreeState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
