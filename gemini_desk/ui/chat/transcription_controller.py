"""Transcripts that are being made: one after the other, on a thread of their own.

What the rest of the window needs of them:

    AnswerController    starts and stops them: a transcript is an answer like any other, so that
                        stopping, going on, versions and the queue behind it work as for text
    transcript_changed  of `AnswerController` (any conversation) and `MessageController` (the open
                        one): a `MessageVersion` whose transcript has grown, or begins to be one
    progressed          message id, `Transcript` as it is now, as segments come
    remaining_s         how long the rest takes, once that can be told
    replace             a person has edited a transcript that still grows; what comes is appended
                        to the edited one

A piece of a recording is a generation of its own in the one inference thread: a question in
another conversation is answered between two pieces. What was heard is on disk before it is told
here. GUI thread only; nothing here waits.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.chat.answer import AnswerDetails, FinishReason
from gemini_desk.tasks.engine_calls import TaskSession
from gemini_desk.tasks.transcription_job import TranscriptionEnd, TranscriptionJob, heard_on

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import MessageId
    from gemini_desk.chat.message import TranscriptPart
    from gemini_desk.engine.events import LoadedModel
    from gemini_desk.engine.inference_thread import InferenceThread
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.storage.store_thread import StoreThread
    from gemini_desk.tasks.engine_calls import EngineCalls
    from gemini_desk.tasks.transcription_job import Heard
    from gemini_desk.transcripts.transcript import Transcript
    from gemini_desk.ui.background import Background


class TranscriptionController(QObject):
    """Runs transcription jobs.

    Signals:
        progressed: Message id and the `Transcript` as it is now.
        finished: Message id and the `TranscriptionEnd`; also of one that was stopped.
        failed: Message id and the `GeminiDeskError`; what was heard is kept.
        damaged: Message id and the `Damage` of its recording; the rest goes on.
    """

    progressed = Signal(str, object)
    finished = Signal(str, object)
    failed = Signal(str, object)
    damaged = Signal(str, object)
    _heard = Signal(str, object)

    def __init__(
        self,
        thread: InferenceThread,
        calls: EngineCalls,
        store: StoreThread,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        """Prepare; nothing runs before `start`.

        Args:
            thread: Runs the model.
            calls: Brings its events to the jobs.
            store: Where transcripts are kept.
            background: The thread of the jobs, theirs alone: one runs for as long as its
                recording takes.
            parent: Owner.
        """
        super().__init__(parent)
        self._thread = thread
        self._calls = calls
        self._store = store
        self._background = background
        self._jobs: dict[MessageId, TranscriptionJob] = {}
        self._transcripts: dict[MessageId, Transcript] = {}
        self._remaining_s: dict[MessageId, float | None] = {}
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a transcript is being made: the next one waits for it."""
        return bool(self._jobs)

    def start(self, message_id: MessageId, part: TranscriptPart, model: LoadedModel) -> None:
        """Go on with the transcript of a message, from where it is.

        Args:
            message_id: The message; it is stored with `part`.
            part: The recording, and what is known of it.
            model: The model that is loaded; it takes sound.
        """
        job = TranscriptionJob(
            TaskSession(self._thread, self._calls, model),
            self._store,
            message_id,
            part,
            self._heard.emit,
        )
        self._jobs[message_id] = job
        self._transcripts[message_id] = part.transcript
        self._background.run(
            job.run,
            partial(self._on_finished, message_id, job),
            partial(self._on_failed, message_id, job),
        )

    def cancel(self, message_id: MessageId) -> None:
        """Stop making a transcript; what was heard is kept."""
        job = self._jobs.get(message_id)
        if job is None:
            return
        job.cancel()
        if job is not next(iter(self._jobs.values())):
            # It waits for another one: nobody should wait for that to be rid of it.
            details = AnswerDetails(finish_reason=FinishReason.CANCELLED)
            self._on_finished(message_id, job, TranscriptionEnd(is_whole=False, details=details))

    def remaining_s(self, message_id: MessageId) -> float | None:
        """How long the rest of a transcript takes, in seconds; None while nobody knows."""
        return self._remaining_s.get(message_id)

    def replace(self, message_id: MessageId, transcript: Transcript) -> None:
        """A person has edited a transcript that still grows."""
        if message_id in self._transcripts:
            self._transcripts[message_id] = transcript

    def close(self) -> None:
        """Stop everything and wait for it: after the inference thread was closed.

        What was cut off is marked so at the next start, which goes on with it.
        """
        for job in self._jobs.values():
            job.cancel()
        self._background.close()

    @Slot(str, object)
    def _on_heard(self, message_id: MessageId, heard: Heard) -> None:
        if message_id not in self._transcripts:
            return
        known = self._transcripts[message_id]
        transcript = heard_on(known, heard)
        self._transcripts[message_id] = transcript
        self._remaining_s[message_id] = heard.remaining_s
        self.progressed.emit(message_id, transcript)
        # A job that goes on hears the file from its beginning: old places are no news.
        if heard.damage is not None and heard.damage not in known.damages:
            self.damaged.emit(message_id, heard.damage)

    def _on_finished(
        self, message_id: MessageId, job: TranscriptionJob, end: TranscriptionEnd
    ) -> None:
        if self._forget(message_id, job):
            self.finished.emit(message_id, end)

    def _on_failed(
        self, message_id: MessageId, job: TranscriptionJob, error: GeminiDeskError
    ) -> None:
        if self._forget(message_id, job):
            self.failed.emit(message_id, error)

    def _forget(self, message_id: MessageId, job: TranscriptionJob) -> bool:
        """Whether it was this job's end that was waited for."""
        if self._jobs.get(message_id) is not job:
            return False
        del self._jobs[message_id]
        self._transcripts.pop(message_id, None)
        self._remaining_s.pop(message_id, None)
        return True
