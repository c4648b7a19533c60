"""When the message leaves the composer: now, as soon as everything in it is ready, or not."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from gemini_desk.ui.composer.composer_card import ComposerCard
    from gemini_desk.ui.composer.recording import Recording


class Keeping(Enum):
    """Whether a message that is sent would be stored."""

    KEPT = auto()
    UNKNOWN = auto()
    LOST = auto()


class Outbox(QObject):
    """Watches what a message waits for, and keeps the send button up to date.

    Signals:
        due: The message is complete and may go, or queue behind an answer: take it.
        stop_requested: The button was pressed while an answer was being written.
        notice: Level, text and hint: why it does not go.
    """

    due = Signal()
    stop_requested = Signal()
    notice = Signal(str, str, str)

    def __init__(
        self, card: ComposerCard, recording: Recording, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._card = card
        self._recording = recording
        self._answering = False
        self._keeping = Keeping.KEPT
        self._waiting = False
        card.prompt.submit_requested.connect(self.submit)
        card.prompt.textChanged.connect(self.refresh)
        card.send.clicked.connect(self._send_or_stop)
        card.stop.clicked.connect(self._stop)
        card.tray.changed.connect(self._look_again)
        card.tray.transcribe_requested.connect(self.submit_for_transcript)
        recording.state_changed.connect(self._look_again)
        recording.failed.connect(self.hold_back)
        self.refresh()

    def set_answering(self, answering: bool) -> None:
        """Whether an answer is being written."""
        self._answering = answering
        self.refresh()

    def set_keeping(self, keeping: Keeping) -> None:
        """Whether what is sent is stored: only then it goes."""
        self._keeping = keeping
        if keeping is Keeping.LOST:
            self._waiting = False
        self._look_again()

    @property
    def obstacle(self) -> str:
        """Why nothing can be sent now; "" if it can."""
        return "Nothing is kept in this window" if self._keeping is Keeping.LOST else ""

    @Slot()
    def submit(self) -> None:
        """Send, now or as soon as the recording and the attachments are ready."""
        tray = self._card.tray
        if self.obstacle:
            self.notice.emit("info", self.obstacle, "")
        elif self._is_incomplete:
            self._waiting = True
            self._recording.finish()
            self.refresh()
        elif objections := tray.objections():
            self.notice.emit("warning", objections[0].reason, objections[0].hint)
        elif self._card.prompt.toPlainText().strip() or tray.attachments():
            self.due.emit()

    @Slot()
    def submit_for_transcript(self) -> None:
        """Send, and ask for a transcript; what is written asks something about it."""
        from gemini_desk.chat.transcription import TRANSCRIBE, asked_beyond

        asked = asked_beyond(self._card.prompt.toPlainText())
        self._card.prompt.set_text(f"{TRANSCRIBE}\n{asked}".rstrip())
        self.submit()

    @Slot()
    def hold_back(self) -> None:
        """Wait no longer: what was meant to be sent is not complete."""
        self._waiting = False
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Bring the send button up to date."""
        if self._stops:
            self._card.show_stop()
            return
        objections = self._card.tray.objections()
        if self.obstacle:
            reason = self.obstacle
        elif self._waiting:
            reason = "It is sent as soon as everything is ready"
        else:
            reason = objections[0].reason if objections else ""
        self._card.show_send(
            enabled=self._something and not reason, reason=reason, queues=self._answering
        )

    @property
    def _something(self) -> bool:
        """Whether there is anything to send."""
        written = self._card.prompt.toPlainText().strip()
        return bool(written or self._card.tray.cards() or self._recording.active)

    @property
    def _is_incomplete(self) -> bool:
        """Whether what is sent must wait: for a recording, a file, or the store."""
        unknown = self._keeping is Keeping.UNKNOWN
        return unknown or self._recording.active or self._card.tray.preparing()

    @property
    def _stops(self) -> bool:
        """Whether the send button stops the answer: nothing else can be done with it."""
        return self._answering and not self._something

    @Slot()
    def _look_again(self) -> None:
        if self._waiting and not self._is_incomplete:
            self._waiting = False
            self.submit()
        self.refresh()

    @Slot()
    def _send_or_stop(self) -> None:
        if self._stops:
            self.stop_requested.emit()
        else:
            self.submit()
        self._card.prompt.setFocus()

    @Slot()
    def _stop(self) -> None:
        self.stop_requested.emit()
        self._card.prompt.setFocus()
