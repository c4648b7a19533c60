"""What can be done with a transcript, by one click. GUI thread only.

A click says the phrase of a work: it goes the way of every message, so that it waits behind an
answer, is stored, and can be edited and answered again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.draft import Draft
from gemini_desk.tasks.transcript_work.works import WORKS

if TYPE_CHECKING:
    from gemini_desk.tasks.transcript_work.works import Choice, TranscriptWork
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
        self, models: ModelController, sending: SendingController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._models = models
        self._sending = sending
        models.state_changed.connect(self._on_model)

    @property
    def offers(self) -> tuple[OfferedWork, ...]:
        """All works, in the order of the registry; the same for every transcript."""
        model = self._models.model
        return tuple(OfferedWork(work, work.obstacle(model)) for work in WORKS)

    def do(self, choice: Choice) -> None:
        """Do what was chosen: now, or behind the answer that is being written."""
        if choice.is_begun:
            self.phrase_begun.emit(choice.phrase)
        else:
            self._sending.submit(Draft(choice.phrase))

    @Slot(object)
    def _on_model(self, _state: object) -> None:
        self.changed.emit()
