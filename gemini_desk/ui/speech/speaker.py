"""Starts the program that speaks, and talks with it. GUI thread only; never waits."""

from __future__ import annotations

import logging
import shutil
import sys
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QLocale, QObject, QProcess, QProcessEnvironment, Signal, Slot

from gemini_desk.errors import AudioDeviceError
from gemini_desk.ui.own_programs import python_path
from gemini_desk.ui.speech.messages import decode, encode
from gemini_desk.ui.speech.voices import SpeechStyle, Voice, choose_voice

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)

_PROGRAM: Final = "gemini_desk.ui.speech.voice_process"
_END_MS: Final = 2000
# What gives Linux a voice, by the program that installs it there.
_INSTALLERS: Final = {
    "apt": "sudo apt install speech-dispatcher speech-dispatcher-espeak-ng",
    "dnf": "sudo dnf install speech-dispatcher speech-dispatcher-espeak-ng",
    "pacman": "sudo pacman -S speech-dispatcher espeak-ng",
    "zypper": "sudo zypper install speech-dispatcher espeak-ng",
}


class Speaker(QObject):
    """One voice: what it is told replaces what it says.

    Signals:
        opened: The voices are known; `voices` has them.
        began: Id of what is said now.
        word: Id, start and length of the word that is said, in UTF-16 units of the text.
        ended: Id of what was said to its end.
        failed: Why nothing can be said: an `AudioDeviceError`.
    """

    opened = Signal()
    began = Signal(int)
    word = Signal(int, int, int)
    ended = Signal(int)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._voices: tuple[Voice, ...] = ()
        self._is_open = False
        self._wish: tuple[int, str, str, SpeechStyle] | None = None
        self._last_id = 0
        self.style = SpeechStyle()
        self.tells_words = False

    @property
    def voices(self) -> Sequence[Voice]:
        """The voices of the system; none before `opened`."""
        return self._voices

    @property
    def is_open(self) -> bool:
        """Whether the voices are known."""
        return self._is_open

    def open(self) -> None:
        """Find the voices, which takes seconds; `opened` or `failed` follows, unless it did."""
        if self._process is not None:
            return
        process = self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONPATH", python_path())
        process.setProcessEnvironment(environment)
        process.setProgram(sys.executable)
        process.setArguments(["-m", _PROGRAM])
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._log)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        process.start()

    def say(self, text: str, language: str = "", style: SpeechStyle | None = None) -> int:
        """Say `text` in place of whatever is being said; returns the id that signals tell.

        Args:
            text: What to say.
            language: Of the text, as in `de`; "" if it is not known.
            style: For this text alone; the one that is set if None.
        """
        self._last_id += 1
        self._wish = (self._last_id, text, language, style or self.style)
        self.open()
        if self._is_open:
            self._send_wish()
        return self._last_id

    def stop(self) -> None:
        """Say nothing any more."""
        self._wish = None
        if self._is_open:
            self._send(encode("stop"))

    def close(self) -> None:
        """End the program; before the object goes."""
        process, self._process = self._process, None
        self._is_open = False
        if process is None:
            return
        process.blockSignals(True)
        process.closeWriteChannel()
        if process.state() != QProcess.ProcessState.NotRunning:
            process.terminate()  # it may be waiting for the system's voices
            if not process.waitForFinished(_END_MS):
                process.kill()
                process.waitForFinished(_END_MS)
        process.deleteLater()

    def _send_wish(self) -> None:
        if self._wish is None:
            return
        number, text, language, style = self._wish
        self._wish = None
        voice = choose_voice(self._voices, style.voice, language, QLocale.system().name()) or Voice(
            "", ""
        )
        self._send(
            encode(
                "say", id=number, text=text, voice=voice.name, language=voice.language,
                rate=style.rate, pitch=style.pitch,
            )
        )  # fmt: skip

    def _send(self, line: bytes) -> None:
        if self._process is not None:
            self._process.write(line)

    # -- what comes back ------------------------------------------------------------------

    @Slot()
    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            kind, values = decode(bytes(self._process.readLine().data()))
            self._take(kind, values)

    def _take(self, kind: str, values: dict[str, Any]) -> None:
        match kind:
            case "voices":
                self._voices = tuple(Voice(name, place) for name, place in values["voices"])
                self.tells_words = bool(values["tells_words"])
                self._is_open = True
                logger.info("speech: %s, %d voices", values["engine"], len(self._voices))
                self.opened.emit()
                self._send_wish()
            case "began":
                self.began.emit(values["id"])
            case "word":
                self.word.emit(values["id"], values["start"], values["length"])
            case "ended":
                self.ended.emit(values["id"])
            case "none":
                logger.info("speech: none, %s", values["reason"])
                self._give_up()
                self.failed.emit(no_voice())
            case "failed":
                logger.info("speech failed: %s", values["reason"])
                self._give_up()
                self.failed.emit(
                    AudioDeviceError(
                        "The system's voice stopped speaking.",
                        hint="Try it again; if it stays silent, look at the system's speech "
                        "settings.",
                    )
                )
            case _:
                pass

    def _give_up(self) -> None:
        """The next wish starts the program afresh: something may have been installed."""
        self._wish = None
        self.close()

    @Slot()
    def _log(self) -> None:
        if self._process is not None:
            text = bytes(self._process.readAllStandardError().data())
            logger.debug("speech: %s", text.decode(errors="replace").rstrip())

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._die("could not be started")

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._die(f"ended with {code}")

    def _die(self, how: str) -> None:
        if self._process is None:
            return
        logger.info("speech: the program %s", how)
        self._give_up()
        self.failed.emit(
            AudioDeviceError(
                "The program that reads aloud has ended.", hint="Start reading once more."
            )
        )


def no_voice() -> AudioDeviceError:
    """What a person is told whose system cannot speak."""
    return AudioDeviceError("This system has no voice to read aloud with.", hint=_how_to_get_one())


def _how_to_get_one() -> str:
    if sys.platform == "win32":
        return "Add one in Settings → Time & language → Speech."
    if sys.platform == "darwin":
        return "Add one in System Settings → Accessibility → Spoken Content."
    command = next(
        (command for program, command in _INSTALLERS.items() if shutil.which(program)), ""
    )
    if not command:
        return "Install speech-dispatcher and a voice for it, such as eSpeak NG, then try again."
    return f"Install one, then try again: {command}"
