"""What can be done with a transcript, by one click. GUI thread only.

A click says the phrase of a work: it goes the way of every message, so that it waits behind an
answer, is stored, and can be edited and answered again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.conversation import MessageId
from gemini_desk.chat.draft import Draft
from gemini_desk.tasks.transcript_work.which import about, about_all
from gemini_desk.tasks.transcript_work.works import WORKS

if TYPE_CHECKING:
    from gemini_desk.tasks.transcript_work.works import Choice, TranscriptWork
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.chat.sending_controller import SendingController
    from gemini_desk.ui.model_controller import ModelController


@dataclass(frozen=True, slots=True)
class OfferedWork:
    """A work as a button or a menu shows it.

    Attributes:
        work: What is done, and the ways to do it.
        obstacle: Why the loaded model cannot do it; "" if it can.
    """

    work: TranscriptWork
    obstacle: str = ""


class TranscriptWorkController(QObject):
    """Offers works on the transcript of the open branch, and has them done.

    Signals:
        changed: Another model is loaded: other works can be done.
        phrase_begun: Text that the person is to finish, in the composer.
    """

    changed = Signal()
    phrase_begun = Signal(str)

    def __init__(
        self,
        models: ModelController,
        sending: SendingController,
        open_conversation: OpenConversation,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._models = models
        self._sending = sending
        models.state_changed.connect(self._on_model)

    @property
    def offers(self) -> tuple[OfferedWork, ...]:
        """All works, in the order of the registry; the same for every transcript."""
        model = self._models.model
        return tuple(OfferedWork(work, work.obstacle(model)) for work in WORKS)

    def do(self, choice: Choice, message_id: str = "") -> None:
        """Do what was chosen: now, or behind the answer that is being written.

        Args:
            choice: What to do.
            message_id: With which transcript; "" for the last one.
        """
        phrase = self._about(choice.phrase, message_id)
        if choice.is_begun:
            self.phrase_begun.emit(phrase)
        else:
            self._sending.submit(Draft(phrase))

    def do_with_all(self, choice: Choice) -> None:
        """Do what was chosen with each recording of the open branch."""
        self._sending.submit(Draft(about_all(choice.phrase)))

    def _about(self, phrase: str, message_id: str) -> str:
        """`phrase` with the name of its recording, where there are several."""
        branch = self._open.conversation.branch()
        parts = {it.id: part for it in branch if (part := it.message.transcript) is not None}
        part = parts.get(MessageId(message_id))
        recordings = {each.attachment.content_key for each in parts.values()}
        return phrase if part is None or len(recordings) < 2 else about(part, phrase)

    @Slot(object)
    def _on_model(self, _state: object) -> None:
        self.changed.emit()
