"""The answers that are on their way, from the question on disk to the last word.

GUI thread only. An answer goes through three stations: *stored* (question and empty
answer are on disk), *submitted* (its job is in the inference thread's queue), *ended*.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
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
    JobId,
    LoadRequest,
)
from gemini_desk.tasks.answer_recorder import AnswerRecorder, details_of

if TYPE_CHECKING:
    from gemini_desk.engine.inference_thread import InferenceThread
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.ui.engine_bridge import EngineBridge
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.store_calls import StoreCalls

# Tokens per second are shown from the first second on: before, the figure jumps about.
_RATE_AFTER_S = 1.0


@dataclass(slots=True, eq=False)
class _Answer:
    """An answer on its way."""

    conversation: Conversation
    message_id: MessageId
    request: GenerationRequest
    growing: GrowingAnswer
    edited: bool = False  # a person wrote or changed what it goes on with
    job_id: JobId | None = None
    first_text_s: float | None = None
    tokens_before: int = 0


class AnswerController(QObject):
    """Has questions answered, one job after the other.

    Signals:
        began: `Conversation` and the assistant's `MessageVersion`, empty or to be continued.
        text_arrived: `Conversation`, message id, new text.
        thought_arrived: `Conversation`, message id, more of what the model thinks.
        activity_changed: `Conversation`, message id, what is going on, in words.
        ended: `Conversation` and the assistant's `MessageVersion`.
        notice: Level, text, hint.
    """

    began = Signal(object, object)
    text_arrived = Signal(object, str, str)
    thought_arrived = Signal(object, str, str)
    activity_changed = Signal(object, str, str)
    ended = Signal(object, object)
    notice = Signal(str, str, str)

    def __init__(
        self,
        thread: InferenceThread,
        bridge: EngineBridge,
        recorder: AnswerRecorder,
        models: ModelController,
        store: StoreCalls,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._thread = thread
        self._recorder = recorder
        self._models = models
        self._store = store
        self._answers: dict[MessageId, _Answer] = {}
        self._waiting: list[_Answer] = []  # stored, but no model is ready
        self.load_request = LoadRequest("starter")
        bridge.text_arrived.connect(self._on_text)
        bridge.thought_arrived.connect(self._on_thought)
        bridge.event_arrived.connect(self._on_event)
        models.loaded.connect(self._on_model_loaded)
        models.load_failed.connect(self._on_load_failed)

    def conversation(self, conversation_id: ConversationId) -> Conversation | None:
        """The conversation with this id if it is being answered: it is ahead of the disk."""
        for answer in self._answers.values():
            if answer.conversation.id == conversation_id:
                return answer.conversation
        return None

    def begin(
        self, conversation: Conversation, parent_id: MessageId, request: GenerationRequest
    ) -> None:
        """Answer `request` with a new message below `parent_id`."""
        version = conversation.add_version(
            Message.assistant(""), parent_id, status=MessageStatus.STREAMING
        )
        answer = _Answer(conversation, version.id, request, GrowingAnswer())
        self._answers[version.id] = answer
        self.began.emit(conversation, version)
        self._announce()
        self._store.run(
            lambda store: store.add_version(conversation.id, version),
            lambda _: self._on_stored(answer),
            lambda error: self._fail(answer, error),
        )

    def resume(
        self, conversation: Conversation, message_id: MessageId, request: GenerationRequest
    ) -> None:
        """Go on with a message that was cut off; `request` ends with its text."""
        version = conversation.update(message_id, status=MessageStatus.STREAMING)
        edited = version.answer is not None and version.answer.edited
        growing = GrowingAnswer(version.message.parts)
        answer = _Answer(conversation, message_id, request, growing, edited)
        self._answers[message_id] = answer
        self.began.emit(conversation, version)
        self._announce()
        self._store.run(
            lambda store: store.reopen(message_id),
            lambda _: self._on_stored(answer),
            lambda error: self._fail(answer, error),
        )

    def stop(self, conversation_id: ConversationId) -> None:
        """Stop the answers of a conversation; what came is kept."""
        for answer in list(self._answers.values()):
            if answer.conversation.id != conversation_id:
                continue
            if answer.job_id is not None:
                self._thread.cancel(answer.job_id)
            else:
                details = AnswerDetails(finish_reason=FinishReason.CANCELLED, edited=answer.edited)
                self._end_unsubmitted(answer, MessageStatus.COMPLETE, details)

    def _on_stored(self, answer: _Answer) -> None:
        if answer.message_id not in self._answers:
            return  # stopped in the meantime
        if self._models.model is not None:
            self._submit(answer)
            return
        self._waiting.append(answer)
        self.activity_changed.emit(answer.conversation, answer.message_id, "Waiting for the model…")
        if not self._models.is_loading:
            self._models.load(self.load_request)

    def _submit(self, answer: _Answer) -> None:
        answer.job_id = self._recorder.submit(
            self._thread, answer.request, answer.message_id, edited=answer.edited
        )
        self._announce()

    @Slot(object)
    def _on_model_loaded(self, _model: object) -> None:
        waiting, self._waiting = self._waiting, []
        for answer in waiting:
            self._submit(answer)

    @Slot(object)
    def _on_load_failed(self, error: GeminiDeskError) -> None:
        for answer in list(self._waiting):
            self._fail(answer, error)

    @Slot(int, str, int)
    def _on_text(self, job_id: int, text: str, tokens: int) -> None:
        answer = self._answer_of(job_id)
        if answer is None:
            return
        now_s = time.monotonic()
        answer.growing.say(text, now_s)
        answer.conversation.update(answer.message_id, parts=answer.growing.parts)
        self.text_arrived.emit(answer.conversation, answer.message_id, text)
        self._tell_rate(answer, now_s, tokens)

    @Slot(int, str, int)
    def _on_thought(self, job_id: int, text: str, tokens: int) -> None:
        answer = self._answer_of(job_id)
        if answer is None:
            return
        now_s = time.monotonic()
        answer.growing.think(text, now_s)
        answer.conversation.update(answer.message_id, parts=answer.growing.parts)
        self.thought_arrived.emit(answer.conversation, answer.message_id, text)
        self._tell_rate(answer, now_s, tokens)

    def _tell_rate(self, answer: _Answer, now_s: float, tokens: int) -> None:
        if answer.first_text_s is None:
            answer.first_text_s, answer.tokens_before = now_s, tokens
        elapsed_s = now_s - answer.first_text_s
        if elapsed_s >= _RATE_AFTER_S:
            rate = (tokens - answer.tokens_before) / elapsed_s
            self.activity_changed.emit(
                answer.conversation, answer.message_id, f"{rate:.0f} tokens/s"
            )

    @Slot(int, object)
    def _on_event(self, job_id: int, event: object) -> None:
        answer = self._answer_of(job_id)
        if answer is None:
            return
        match event:
            case GenerationStarted():
                has_media = any(message.attachments for message in answer.request.messages)
                doing = "Looking and listening…" if has_media else "Reading…"
                self.activity_changed.emit(answer.conversation, answer.message_id, doing)
            case Finished() | Failed():
                self._end(answer, *details_of(event, edited=answer.edited))
            case _:
                pass

    def _fail(self, answer: _Answer, error: GeminiDeskError) -> None:
        self._end_unsubmitted(answer, *details_of(Failed(error), edited=answer.edited))

    def _end_unsubmitted(
        self, answer: _Answer, status: MessageStatus, details: AnswerDetails
    ) -> None:
        """End an answer that never became a job: the recorder knows nothing of it."""
        if answer in self._waiting:
            self._waiting.remove(answer)
        self._store.run(
            lambda store: store.finish(answer.message_id, status, details), None, self._warn
        )
        self._end(answer, status, details)

    def _end(self, answer: _Answer, status: MessageStatus, details: AnswerDetails) -> None:
        self._answers.pop(answer.message_id, None)
        answer.growing.end(time.monotonic())
        version = answer.conversation.update(
            answer.message_id, parts=answer.growing.parts, status=status, answer=details
        )
        self._announce()
        self.ended.emit(answer.conversation, version)

    def _answer_of(self, job_id: int) -> _Answer | None:
        for answer in self._answers.values():
            if answer.job_id == job_id:
                return answer
        return None

    def _announce(self) -> None:
        submitted = any(answer.job_id is not None for answer in self._answers.values())
        self._models.set_answering(submitted)

    def _warn(self, error: GeminiDeskError) -> None:
        self.notice.emit("error", error.message, error.hint)
