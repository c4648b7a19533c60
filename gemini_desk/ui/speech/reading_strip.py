"""Shows that something is read aloud; pauses and stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from gemini_desk.ui.composer.round_button import Emphasis
from gemini_desk.ui.speech.reader import ReadingState
from gemini_desk.ui.speech.strip import Strip, strip_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WORDS = {
    ReadingState.OPENING: ("Getting ready", "Asking the system for its voices…"),
    ReadingState.SPEAKING: ("Reading aloud", ""),
    ReadingState.WAITING: ("Reading aloud", "Waiting for the answer to go on…"),
    ReadingState.PAUSED: ("Paused", ""),
}


class ReadingStrip(Strip):
    """Follows a reader.

    Signals:
        pause_requested: Fall silent for a while.
        resume_requested: Go on.
        stop_requested: Fall silent for good.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()

    def __init__(self, pause_keys: str, parent: QWidget | None = None) -> None:
        self.pause = strip_button("pause", "Pause")
        self.stop = strip_button("stop", "Stop reading")
        super().__init__((self.pause, self.stop), parent)
        self._pause_keys = pause_keys
        self._state = ReadingState.IDLE
        self._sentence = ""
        self.stop.set_name("Stop reading", shortcut="Esc")
        self.pause.clicked.connect(self._toggle)
        self.stop.clicked.connect(self.stop_requested)

    def set_state(self, state: ReadingState) -> None:
        """Show what the reader does; hidden while it does nothing."""
        self._state = state
        is_paused = state is ReadingState.PAUSED
        self.pause.set_look("play" if is_paused else "pause", Emphasis.PLAIN)
        self.pause.set_name("Go on reading" if is_paused else "Pause", shortcut=self._pause_keys)
        self._refresh()
        self.setVisible(state is not ReadingState.IDLE)

    def set_sentence(self, sentence: str) -> None:
        """What is being said."""
        self._sentence = " ".join(sentence.split())
        self._refresh()

    def _refresh(self) -> None:
        if self._state in _WORDS:
            title, detail = _WORDS[self._state]
            speaks = self._state is ReadingState.SPEAKING
            self.set_words("speaker", title, detail or self._sentence, is_lively=speaks)

    def _toggle(self) -> None:
        if self._state is ReadingState.PAUSED:
            self.resume_requested.emit()
        else:
            self.pause_requested.emit()
