"""The answers that are on their way, from the question on disk to the last word.

GUI thread only. An answer goes through three stations: *stored* (question and empty answer are
on disk), *submitted* (its job is queued), *ended*. A recording is transcribed before that
(`transcript_step.py`); a work on a transcript is a job too (`work_step.py`).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.answer import AnswerDetails, FinishReason
from gemini_desk.chat.conversation import (
    Conversation,
    ConversationId,
    MessageId,
    MessageStatus,
)
from gemini_desk.chat.growing_answer import GrowingAnswer
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import (
    Failed,
    Finished,
    GenerationRequest,
    GenerationStarted,
    LoadRequest,
    PartBegun,
    TranscriptGrown,
)
from gemini_desk.errors import InputError
from gemini_desk.tasks.answer_recorder import AnswerRecorder, details_of
from gemini_desk.ui.chat.answer_under_way import AnswersUnderWay, AnswerUnderWay
from gemini_desk.ui.chat.noticing import Noticing
from gemini_desk.ui.chat.transcript_step import TranscriptStep
from gemini_desk.ui.chat.work_step import WorkStep

if TYPE_CHECKING:
    from gemini_desk.engine.events import LoadedModel
    from gemini_desk.engine.inference_thread import InferenceThread
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.tasks.transcript_work.runner import WorkRunner
    from gemini_desk.ui.chat.transcription_controller import TranscriptionController
    from gemini_desk.ui.engine_bridge import EngineBridge
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.store_calls import StoreCalls


class AnswerController(Noticing):
    """Has questions answered, one job after the other.

    Signals:
        began: `Conversation` and the assistant's `MessageVersion`, empty or to be continued.
        text_arrived: `Conversation`, message id, new text.
        thought_arrived: `Conversation`, message id, more of what the model thinks.
        tokens_arrived: `Conversation`, how many tokens its answer has by now.
        activity_changed: `Conversation`, message id, what is going on, in words.
        transcript_changed: `Conversation` and the assistant's `MessageVersion`, which is a
            transcript from now on, or one that has grown.
        ended: `Conversation` and the assistant's `MessageVersion`.
        unchecked: An `AnswerUnderWay` that was asked for before there was a model to say
            whether it fits: let it go, or give it up.
    """

    began = Signal(object, object)
    text_arrived = Signal(object, str, str)
    thought_arrived = Signal(object, str, str)
    tokens_arrived = Signal(object, int)
    activity_changed = Signal(object, str, str)
    transcript_changed = Signal(object, object)
    ended = Signal(object, object)
    unchecked = Signal(object)

    def __init__(
        self,
        thread: InferenceThread,
        bridge: EngineBridge,
        recorder: AnswerRecorder,
        models: ModelController,
        store: StoreCalls,
        transcriptions: TranscriptionController,
        works: WorkRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._thread = thread
        self._recorder = recorder
        self._models = models
        self._store = store
        self._answers = AnswersUnderWay()
        self.load_request = LoadRequest("starter")
        self._works = WorkStep(works, recorder)
        self.transcripts = TranscriptStep(transcriptions, store, self)
        self.transcripts.changed.connect(self._on_transcript)
        self.transcripts.told.connect(self._tell)
        self.transcripts.passed.connect(self.let_go)
        self.transcripts.ended.connect(self._end_unsubmitted)
        self.transcripts.failed.connect(self.fail)
        self.transcripts.notice.connect(self.notice)
        bridge.text_arrived.connect(self._on_text)
        bridge.thought_arrived.connect(self._on_thought)
        bridge.event_arrived.connect(self._on_event)
        models.loaded.connect(self._on_model_loaded)
        models.load_failed.connect(self._on_load_failed)

    def conversation(self, conversation_id: ConversationId) -> Conversation | None:
        """The conversation with this id if it is being answered: it is ahead of the disk."""
        return self._answers.conversation(conversation_id)

    @property
    def model(self) -> LoadedModel | None:
        """The model that would answer; None while none is loaded."""
        return self._models.model

    def begin(
        self, conversation: Conversation, parent_id: MessageId, request: GenerationRequest
    ) -> None:
        """Answer `request` with a new message below `parent_id`."""
        version = conversation.add_version(
            Message.assistant(""), parent_id, status=MessageStatus.STREAMING
        )
        answer = AnswerUnderWay(conversation, version.id, request, GrowingAnswer())
        self._answers.add(answer)
        self.began.emit(conversation, version)
        self._announce()
        # Kept even if the disk refuses: what is asked next follows this answer.
        self._store.keep(
            lambda store: store.add_version(conversation.id, version),
            lambda _: self.let_go(answer),
            lambda error: self.fail(answer, error),
        )

    def resume(
        self, conversation: Conversation, message_id: MessageId, request: GenerationRequest
    ) -> None:
        """Go on with a message that was cut off; `request` ends with its text."""
        version = conversation.update(message_id, status=MessageStatus.STREAMING)
        edited = version.answer is not None and version.answer.edited
        growing = GrowingAnswer(version.message.parts)
        answer = AnswerUnderWay(conversation, message_id, request, growing, edited)
        self._answers.add(answer)
        self.began.emit(conversation, version)
        self._announce()
        self._store.run(
            lambda store: store.reopen(message_id),
            lambda _: self.let_go(answer),
            lambda error: self.fail(answer, error),
        )

    def stop(self, conversation_id: ConversationId | None) -> None:
        """Stop the answers of a conversation, None for all of them; what came is kept."""
        for answer in self._answers:
            if conversation_id not in (None, answer.conversation.id):
                continue
            if answer.is_transcribing:
                self.transcripts.cancel(answer)
            elif answer.job_id is not None:
                if not self._works.cancel(answer):
                    self._thread.cancel(answer.job_id)
            else:
                details = AnswerDetails(finish_reason=FinishReason.CANCELLED, edited=answer.edited)
                self._end_unsubmitted(answer, MessageStatus.COMPLETE, details)

    def waits(self, answer: AnswerUnderWay) -> bool:
        """Whether `answer` is under way, and the model has not been asked."""
        return answer in self._answers and answer.job_id is None

    @Slot(object)
    def let_go(self, answer: AnswerUnderWay) -> None:
        """Ask the model for an answer that is on disk; the next one if none is there."""
        if answer not in self._answers:
            return  # stopped in the meantime
        if self._models.model is not None:
            self._submit(answer)
            return
        answer.is_unchecked = True
        self._answers.wait(answer)
        self._tell(answer, "Waiting for the model…")
        if not self._models.is_loading:
            self._models.load(self.load_request)

    def _submit(self, answer: AnswerUnderWay) -> None:
        if answer.is_unchecked:
            answer.is_unchecked = False
            self.unchecked.emit(answer)
            return
        model = self._models.model
        try:
            taken = model is not None and (
                self.transcripts.take(answer, model) or self._works.take(answer, model)
            )
        except InputError as error:
            self.fail(answer, error)
            return
        if not taken:
            answer.job_id = self._recorder.submit(
                self._thread, answer.request, answer.message_id, edited=answer.edited
            )
        self._announce()

    @Slot(object)
    def _on_model_loaded(self, _model: object) -> None:
        for answer in self._answers.take_waiting():
            self._submit(answer)

    @Slot(object)
    def _on_load_failed(self, error: GeminiDeskError) -> None:
        for answer in self._answers.waiting:
            self.fail(answer, error)

    @Slot(int, str, int)
    def _on_text(self, job_id: int, text: str, tokens: int) -> None:
        answer = self._answers.of_job(job_id)
        if answer is not None:
            answer.growing.say(text, time.monotonic())
            self._grow(answer, tokens)
            self.text_arrived.emit(answer.conversation, answer.message_id, text)

    @Slot(int, str, int)
    def _on_thought(self, job_id: int, text: str, tokens: int) -> None:
        answer = self._answers.of_job(job_id)
        if answer is not None:
            answer.growing.think(text, time.monotonic())
            self._grow(answer, tokens)
            self.thought_arrived.emit(answer.conversation, answer.message_id, text)

    def _grow(self, answer: AnswerUnderWay, tokens: int) -> None:
        answer.conversation.update(answer.message_id, parts=answer.parts)
        self.tokens_arrived.emit(answer.conversation, tokens)
        rate = answer.rate(time.monotonic(), tokens)
        if rate is not None:
            self._tell(answer, f"{rate:.0f} tokens/s")

    @Slot(object, str)
    def _tell(self, answer: AnswerUnderWay, doing: str) -> None:
        self.activity_changed.emit(answer.conversation, answer.message_id, doing)

    @Slot(object)
    def _on_transcript(self, answer: AnswerUnderWay) -> None:
        version = answer.conversation.versions[answer.message_id]
        self.transcript_changed.emit(answer.conversation, version)

    @Slot(int, object)
    def _on_event(self, job_id: int, event: object) -> None:
        answer = self._answers.of_job(job_id)
        if answer is None:
            return
        match event:
            case GenerationStarted():
                has_media = any(message.attachments for message in answer.request.messages)
                doing = "Looking and listening…" if has_media else "Reading…"
                self._tell(answer, doing)
            case PartBegun(doing):
                self._tell(answer, doing)
            case TranscriptGrown(part):
                self.transcripts.show(answer, part)
            case Finished() | Failed():
                self._end(answer, *details_of(event, edited=answer.edited))
            case _:
                pass

    @Slot(object, object)
    def fail(self, answer: AnswerUnderWay, error: GeminiDeskError) -> None:
        """Give an answer up that the model was not asked for."""
        self._end_unsubmitted(answer, *details_of(Failed(error), edited=answer.edited))

    @Slot(object, object, object)
    def _end_unsubmitted(
        self, answer: AnswerUnderWay, status: MessageStatus, details: AnswerDetails
    ) -> None:
        """End an answer that never became a job: the recorder knows nothing of it."""
        self._store.keep(
            lambda store: store.finish(answer.message_id, status, details), None, self._warn
        )
        self._end(answer, status, details)

    def _end(self, answer: AnswerUnderWay, status: MessageStatus, details: AnswerDetails) -> None:
        self._answers.remove(answer)
        answer.growing.end(time.monotonic())
        version = answer.conversation.update(
            answer.message_id, parts=answer.parts, status=status, answer=details
        )
        self._announce()
        self.ended.emit(answer.conversation, version)

    def _announce(self) -> None:
        self._models.set_answering(self._answers.keep_the_model_busy)
