"""Whose turn it is in a voice conversation. GUI thread only."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.media.turn import TurnPhase
from gemini_desk.ui.speech.reader import ReadingState

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.media.hands_free import Hearing


class VoiceState(StrEnum):
    """What is going on."""

    OFF = "off"
    OPENING = "opening"  # the microphone is being opened
    LISTENING = "listening"
    HEARING = "hearing"  # somebody speaks
    THINKING = "thinking"  # the model answers, and nothing of it can be said yet
    SPEAKING = "speaking"


_OF_THE_PERSON: Final = (VoiceState.OPENING, VoiceState.LISTENING, VoiceState.HEARING)


class Listens(Protocol):
    """What the conversation hears with; see `Ears`."""

    opened: Any
    hearing: Any
    turn_ended: Any
    failed: Any

    def listen(self, device_name: str = "", limit_s: float | None = None) -> None:
        """Open the microphone."""

    def deafen(self) -> None:
        """Close it."""


class Reads(Protocol):
    """What the conversation speaks with; see `Reader`."""

    state_changed: Any

    def stop(self) -> None:
        """Fall silent."""


class VoiceConversation(QObject):
    """The state machine: the person's turn, the model's turn, the person's turn again.

    It listens while nobody else does anything. An answer that begins, or anything that is
    read aloud, closes the microphone; when there is neither, it is opened again.

    Signals:
        state_changed: The `VoiceState`.
        said: Path of what the person has said; it shall be sent.
        heard: A `Hearing`, to be shown.
        interrupted: The answer shall be stopped.
        notice: Level, text, hint.

    Attributes:
        device_name: Which microphone; "" for the system's choice.
        limit_s: The longest turn that the model takes; None for any.
    """

    state_changed = Signal(object)
    said = Signal(object)
    heard = Signal(object)
    interrupted = Signal()
    notice = Signal(str, str, str)

    def __init__(self, ears: Listens, reader: Reads, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ears = ears
        self._reader = reader
        self._state = VoiceState.OFF
        self._is_sending = False  # what was said is on its way into the conversation
        self._is_answering = False
        self._reading = ReadingState.IDLE
        self.device_name = ""
        self.limit_s: float | None = None
        ears.opened.connect(self._on_opened)
        ears.hearing.connect(self._on_hearing)
        ears.turn_ended.connect(self._on_turn)
        ears.failed.connect(self._on_deaf)
        reader.state_changed.connect(self._on_reading)

    @property
    def state(self) -> VoiceState:
        """What is going on."""
        return self._state

    @property
    def is_on(self) -> bool:
        """Whether the mode is on."""
        return self._state is not VoiceState.OFF

    # -- what the person wants ------------------------------------------------------------

    @Slot()
    def toggle(self) -> None:
        """Begin, or end it."""
        if self.is_on:
            self.leave()
        else:
            self.enter()

    @Slot()
    def enter(self) -> None:
        """Begin: listen, as soon as what is being answered or read has ended."""
        if not self.is_on:
            self._is_sending = False
            self._state = VoiceState.THINKING
            self._settle()
            if self._state is VoiceState.THINKING:  # that has not been told yet
                self.state_changed.emit(self._state)

    @Slot()
    def leave(self) -> None:
        """End it; an answer that is being written goes on in silence."""
        if self.is_on:
            self._set_state(VoiceState.OFF)
            self._ears.deafen()
            self._reader.stop()

    @Slot()
    def interrupt(self) -> None:
        """Stop the model and listen; when it is the person's turn anyway, leave."""
        if self._state in _OF_THE_PERSON:
            self.leave()
        elif self.is_on:
            self._is_sending = False
            self._reader.stop()
            if self._is_answering:
                self.interrupted.emit()
            self._settle()

    # -- what happens ---------------------------------------------------------------------

    @Slot(bool)
    def set_answering(self, answering: bool) -> None:
        """Whether the open conversation is being answered."""
        self._is_answering = answering
        if answering:
            self._is_sending = False
        self._settle()

    @Slot()
    def give_up_sending(self) -> None:
        """What was said could not be sent: listen again."""
        self._is_sending = False
        self._settle()

    @Slot()
    def _on_opened(self) -> None:
        if self._state is VoiceState.OPENING:
            self._set_state(VoiceState.LISTENING)

    @Slot(object)
    def _on_hearing(self, hearing: Hearing) -> None:
        if self._state not in (VoiceState.LISTENING, VoiceState.HEARING):
            return
        speaks = hearing.phase in (TurnPhase.HEARING, TurnPhase.PAUSING)
        self._set_state(VoiceState.HEARING if speaks else VoiceState.LISTENING)
        self.heard.emit(hearing)

    @Slot(object)
    def _on_turn(self, path: object) -> None:
        if self._state in _OF_THE_PERSON:
            self._is_sending = True
            self._ears.deafen()
            self._set_state(VoiceState.THINKING)
            self.said.emit(path)

    @Slot(object)
    def _on_deaf(self, error: GeminiDeskError) -> None:
        if self.is_on:
            self.notice.emit("error", error.message, error.hint)
            self.leave()

    @Slot(object)
    def _on_reading(self, state: ReadingState) -> None:
        self._reading = state
        self._settle()

    def _settle(self) -> None:
        """Give the turn to whom it belongs now."""
        if not self.is_on:
            return
        if self._reading in (ReadingState.SPEAKING, ReadingState.PAUSED):
            wanted = VoiceState.SPEAKING
        elif self._reading is not ReadingState.IDLE or self._is_answering or self._is_sending:
            wanted = VoiceState.THINKING
        elif self._state in _OF_THE_PERSON:
            return
        else:
            self._set_state(VoiceState.OPENING)
            self._ears.listen(self.device_name, self.limit_s)
            return
        if self._state in _OF_THE_PERSON:
            self._ears.deafen()  # the loudspeaker would be heard
        self._set_state(wanted)

    def _set_state(self, state: VoiceState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
