"""Says what a source gives, one utterance after the other; pauses, goes on, stops.

GUI thread only. Pausing stops the voice and going on says the sentence again, from its word
where the voice's engine tells of words: the engines' own pausing stalls on some systems.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.ui.speech.languages import language_of

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.ui.conversation.aloud.sources import Spoken
    from gemini_desk.ui.speech.speaker import Speaker
    from gemini_desk.ui.speech.utterance import Utterance

_TELLING_CHARACTERS: Final = 60  # a shorter text does not tell its language


class SpeechSource(Protocol):
    """Where the words come from; see `conversation/aloud/sources.py`."""

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will come."""

    def next(self) -> Spoken | None:
        """What comes next; None if it is not there yet, or if nothing more comes."""


class ReadingState(StrEnum):
    """What the reader is doing."""

    IDLE = "idle"
    OPENING = "opening"  # the system's voices are being found
    SPEAKING = "speaking"
    WAITING = "waiting"  # for more text
    PAUSED = "paused"


class Reader(QObject):
    """Reads one thing at a time.

    Signals:
        state_changed: The `ReadingState`.
        spoken_changed: The `Spoken` that is said now, None for nothing.
        word_changed: Start and end of the word that is said, in the shown text.
        finished: What was to be read has been read to its end.
        failed: A `GeminiDeskError`: nothing can be read.
    """

    state_changed = Signal(object)
    spoken_changed = Signal(object)
    word_changed = Signal(int, int)
    finished = Signal()
    failed = Signal(object)

    def __init__(self, speaker: Speaker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._source: SpeechSource | None = None
        self._spoken: Spoken | None = None
        self._utterance: Utterance | None = None  # what of it is said: not all after a pause
        self._word: tuple[int, int] | None = None
        self._number = 0
        self._state = ReadingState.IDLE
        speaker.began.connect(self._on_began)
        speaker.word.connect(self._on_word)
        speaker.ended.connect(self._on_ended)
        speaker.failed.connect(self._on_failed)

    @property
    def state(self) -> ReadingState:
        """What it is doing."""
        return self._state

    @property
    def is_active(self) -> bool:
        """Whether there is anything to stop."""
        return self._state is not ReadingState.IDLE

    @property
    def source(self) -> SpeechSource | None:
        """What is read; None while nothing is."""
        return self._source

    def read(self, source: SpeechSource) -> None:
        """Read `source` in place of what is being read."""
        if self._source is not None:
            self._speaker.stop()
        self._source = source
        self._forget_spoken()
        self._advance()

    @Slot()
    def more(self) -> None:
        """There may be more to read than there was."""
        if self._state is ReadingState.WAITING:
            self._advance()

    @Slot()
    def pause(self) -> None:
        """Fall silent; `resume` goes on."""
        if self._state not in (ReadingState.IDLE, ReadingState.PAUSED):
            self._number = 0
            self._speaker.stop()
            self._set_state(ReadingState.PAUSED)

    @Slot()
    def resume(self) -> None:
        """Go on where it fell silent."""
        if self._state is not ReadingState.PAUSED:
            return
        if self._utterance is None:
            self._advance()
            return
        rest = self._utterance
        if self._word is not None:
            rest = rest.clipped(self._word[0], rest.end) or rest
        self._say(rest)

    @Slot()
    def stop(self) -> None:
        """Read nothing any more."""
        if self._source is not None:
            self._number = 0
            self._source = None
            self._speaker.stop()
            self._forget_spoken()
            self._set_state(ReadingState.IDLE)

    def _advance(self) -> None:
        source = self._source
        if source is None:
            return
        spoken = source.next()
        if spoken is not None:
            self._spoken = spoken
            self._word = None
            self._say(spoken.utterance)
            self.spoken_changed.emit(spoken)
        elif source.is_finished:
            self._source = None
            self._forget_spoken()
            self._set_state(ReadingState.IDLE)
            self.finished.emit()
        else:
            self._forget_spoken()
            self._set_state(ReadingState.WAITING)

    def _say(self, utterance: Utterance) -> None:
        if self._spoken is None:
            return
        self._utterance = utterance
        text = utterance.text
        own = language_of(text) if len(text) >= _TELLING_CHARACTERS else ""
        self._number = self._speaker.say(text, own or language_of(self._spoken.context))
        opens = not self._speaker.is_open
        self._set_state(ReadingState.OPENING if opens else ReadingState.SPEAKING)

    def _forget_spoken(self) -> None:
        self._number = 0
        self._word = self._utterance = None
        if self._spoken is not None:
            self._spoken = None
            self.spoken_changed.emit(None)

    # -- what the voice tells -------------------------------------------------------------

    @Slot(int)
    def _on_began(self, number: int) -> None:
        if number == self._number:
            self._set_state(ReadingState.SPEAKING)

    @Slot(int, int, int)
    def _on_word(self, number: int, start: int, length: int) -> None:
        if number == self._number and self._utterance is not None:
            self._word = self._utterance.stretch(start, length)
            self.word_changed.emit(*self._word)

    @Slot(int)
    def _on_ended(self, number: int) -> None:
        if number == self._number and self._state is not ReadingState.PAUSED:
            self._advance()

    @Slot(object)
    def _on_failed(self, error: GeminiDeskError) -> None:
        if self._source is not None:
            self.stop()
            self.failed.emit(error)

    def _set_state(self, state: ReadingState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
