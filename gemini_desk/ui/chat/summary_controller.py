"""Has the model summarise turns, and tells how that goes. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.answer import FinishReason
from gemini_desk.engine.events import Failed, Finished
from gemini_desk.errors import GeminiDeskError, PromptTooLongError
from gemini_desk.tasks.summarise_turns import TurnsSummary

if TYPE_CHECKING:
    from gemini_desk.engine.events import GenerationRequest, JobId
    from gemini_desk.engine.inference_thread import InferenceThread
    from gemini_desk.ui.engine_bridge import EngineBridge


class SummaryController(QObject):
    """One summary at a time.

    Signals:
        text_changed: What the model has written of the summary so far.
        progressed: How many of the turns are read; not for the last ones.
        ended: The summary, and why there is none ("" if there is); not after `stop`.
    """

    text_changed = Signal(str)
    progressed = Signal(int)
    ended = Signal(str, str)

    def __init__(
        self, thread: InferenceThread, bridge: EngineBridge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._thread = thread
        self._summary: TurnsSummary | None = None
        self._job: JobId | None = None
        self._text = ""
        bridge.text_arrived.connect(self._on_text)
        bridge.event_arrived.connect(self._on_event)

    def start(self, conversation: GenerationRequest) -> None:
        """Summarise the turns of `conversation`."""
        self.stop()
        self._summary = TurnsSummary(conversation)
        self._go_on()

    def stop(self) -> None:
        """Give up the summary that is on its way, if one is."""
        job, self._job, self._summary = self._job, None, None
        if job is not None:
            self._thread.cancel(job)

    def _go_on(self) -> None:
        if self._summary is None:
            return
        request = self._summary.next_request()
        if request is None:
            text, self._summary = self._summary.text, None
            self.ended.emit(text, "" if text else "The model wrote no summary.")
            return
        self._text = ""
        self.progressed.emit(self._summary.turns_read)
        self._job = self._thread.submit(request)

    def _fail(self, error: GeminiDeskError) -> None:
        self._summary = None
        self.ended.emit("", str(error))

    @Slot(int, str, int)
    def _on_text(self, job_id: int, text: str, _tokens: int) -> None:
        if job_id == self._job:
            self._text += text
            self.text_changed.emit(self._text)

    @Slot(int, object)
    def _on_event(self, job_id: int, event: object) -> None:
        if job_id != self._job or self._summary is None:
            return
        match event:
            case Finished(FinishReason.CANCELLED):
                self._job = None
                self._fail(GeminiDeskError("The summary was stopped."))
            case Finished():
                self._job = None
                self._summary.add(self._text)
                self._go_on()
            case Failed(PromptTooLongError()):
                self._job = None
                try:
                    self._summary.halve()
                except PromptTooLongError as error:
                    self._fail(error)
                else:
                    self._go_on()
            case Failed(error):
                self._job = None
                self._fail(error)
            case _:
                pass
