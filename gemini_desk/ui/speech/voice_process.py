"""The program that speaks: Qt's QTextToSpeech, told what to say over standard input.

python -m gemini_desk.ui.speech.voice_process

It ends when its standard input does, so it never outlives the window.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Qt, QTimer, Signal, Slot

from gemini_desk.ui.speech.messages import decode, encode

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech, QVoice

# Names an engine of Qt; else the best one that the system has. Tests name `mock`.
ENGINE_VARIABLE: Final = "GEMINI_DESK_SPEECH_ENGINE"
_SETTLE_MS: Final = 400  # what was stopped may report its end this late
_START_MS: Final = 12_000


class VoiceProgram(QObject):
    """Says one text at a time.

    Signals:
        line_came: A line of standard input, from the thread that reads it; empty at its end.
    """

    line_came = Signal(bytes)

    def __init__(self) -> None:
        super().__init__()
        self._speech: QTextToSpeech | None = None
        self._voices: dict[tuple[str, str], QVoice] = {}
        self._id = 0  # of what is said; 0 for nothing
        self._has_begun = False
        self._next: dict[str, Any] | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._say_next)
        self._starting = QTimer(self)
        self._starting.setSingleShot(True)
        self._starting.setInterval(_START_MS)
        self._starting.timeout.connect(self._does_not_begin)
        self.line_came.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def open(self) -> None:
        """Find the voices of the system, and tell of them."""
        try:
            from PySide6.QtTextToSpeech import QTextToSpeech
        except ImportError as error:
            _tell("none", reason=f"Qt's speech module cannot be loaded: {error}")
            return
        names = [name for name in QTextToSpeech.availableEngines() if name != "mock"]
        wanted = os.environ.get(ENGINE_VARIABLE) or next(iter(names), "")
        if not wanted:
            _tell("none", reason="Qt knows no engine for this system")
            return
        speech = QTextToSpeech(wanted, self)
        speech.stateChanged.connect(self._follow_state)
        speech.sayingWord.connect(self._follow_word)
        speech.errorOccurred.connect(self._fail)
        for locale in speech.availableLocales():
            for voice in speech.allVoices(locale):
                self._voices.setdefault((voice.name(), voice.locale().name()), voice)
        if speech.state() == QTextToSpeech.State.Error or not self._voices:
            _tell("none", reason=speech.errorString() or "the system has no voice")
            return
        self._speech = speech
        tells_words = QTextToSpeech.Capability.WordByWordProgress in speech.engineCapabilities()
        voices = [[name, language] for name, language in self._voices]
        _tell("voices", engine=wanted, voices=voices, tells_words=tells_words)

    @Slot(bytes)
    def _take(self, line: bytes) -> None:
        kind, values = decode(line)
        if not line:
            if self._speech is not None:
                self._speech.stop()
            QCoreApplication.quit()
        elif self._speech is None:
            pass  # it was told that there is no voice
        elif kind == "say":
            self._next = values
            if self._id:
                self._stop()
            elif not self._settling.isActive():
                self._say_next()
        elif kind == "stop":
            self._next = None
            self._stop()

    def _stop(self) -> None:
        if self._id and self._speech is not None:
            self._id = 0
            self._starting.stop()
            self._settling.start()
            self._speech.stop()

    @Slot()
    def _say_next(self) -> None:
        wish, self._next = self._next, None
        self._settling.stop()
        if wish is None or self._speech is None:
            return
        self._id, self._has_begun = int(wish["id"]), False
        voice = self._voices.get((wish["voice"], wish["language"]))
        if voice is not None and voice != self._speech.voice():
            self._speech.setLocale(QLocale(wish["language"]))
            self._speech.setVoice(voice)
        self._speech.setRate(float(wish["rate"]))
        self._speech.setPitch(float(wish["pitch"]))
        self._starting.start()
        self._speech.say(str(wish["text"]))

    @Slot(object)
    def _follow_state(self, state: QTextToSpeech.State) -> None:
        match state.name:
            case "Speaking" if self._id and not self._has_begun and not self._settling.isActive():
                self._has_begun = True
                self._starting.stop()
                _tell("began", id=self._id)
            case "Ready" if self._settling.isActive():
                self._say_next()
            case "Ready" if self._id and self._has_begun:
                ended, self._id = self._id, 0
                _tell("ended", id=ended)
            case _:
                pass

    @Slot(str, int, int, int)
    def _follow_word(self, _word: str, _utterance: int, start: int, length: int) -> None:
        if self._id and self._has_begun:
            _tell("word", id=self._id, start=start, length=length)

    @Slot(object, str)
    def _fail(self, _reason: object, words: str) -> None:
        failed, self._id = self._id, 0
        self._starting.stop()
        _tell("failed", id=failed, reason=words or "it gave no reason")

    @Slot()
    def _does_not_begin(self) -> None:
        failed = self._id
        self._stop()
        _tell("failed", id=failed, reason="it did not begin to speak")


def _tell(kind: str, **values: Any) -> None:
    try:
        sys.stdout.buffer.write(encode(kind, **values))
        sys.stdout.buffer.flush()
    except OSError:
        QCoreApplication.quit()  # nobody listens any more


def _read_lines(program: VoiceProgram) -> None:
    """On a thread: Qt cannot wait for standard input on every system."""
    for line in sys.stdin.buffer:
        program.line_came.emit(line)
    program.line_came.emit(b"")


def main() -> None:
    """Speak until standard input ends."""
    application = QCoreApplication([])
    program = VoiceProgram()
    reading = threading.Thread(target=_read_lines, args=(program,), daemon=True)
    reading.start()
    QTimer.singleShot(0, program, program.open)
    application.exec()
    os._exit(0)  # the engines of some systems wait for their servers when they are taken apart


if __name__ == "__main__":
    main()
