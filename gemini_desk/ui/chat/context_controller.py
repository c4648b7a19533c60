"""How much of the context the conversation and the draft take. GUI thread only.

The engine counts, when it has nothing else to do; here is decided what is counted when.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gemini_desk.chat.draft import Draft
from gemini_desk.chat.message import Role
from gemini_desk.engine.events import (
    CountDropped,
    CountTokensRequest,
    Failed,
    JobId,
    TokensCounted,
)
from gemini_desk.ui.chat.context_usage import ContextUsage

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.chat.message import Message
    from gemini_desk.engine.events import GenerationRequest
    from gemini_desk.engine.inference_thread import InferenceThread
    from gemini_desk.ui.chat.asking import Reading
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.engine_bridge import EngineBridge
    from gemini_desk.ui.model_controller import ModelController

    # None: it cannot be counted.
    Then: TypeAlias = Callable[[ContextUsage | None], object]

_PAUSE_MS: Final = 250  # in typing, before it is counted
_STEP_TOKENS: Final = 16  # of an answer, until it is shown that there are more
_METER: Final = "meter"  # the one purpose that no question depends on
# No tokenizer makes more tokens of a text than it has bytes; templates add a few words.
_AROUND_A_MESSAGE: Final = 32


class ContextController(QObject):
    """Keeps the count of the open conversation and the draft up to date.

    Signals:
        usage_changed: The `ContextUsage`, or None while nothing is known. While the model
            answers, what it has said is in it.
    """

    usage_changed = Signal(object)

    def __init__(
        self,
        thread: InferenceThread,
        bridge: EngineBridge,
        models: ModelController,
        open_conversation: OpenConversation,
        messages: MessageController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._thread = thread
        self._models = models
        self._open = open_conversation
        self._messages = messages
        self._draft = Draft()
        self._usage: ContextUsage | None = None
        self._answer_tokens = 0  # of the one that is on its way, as shown
        self._counted: tuple[Message, ...] = ()  # what `_usage` is of
        self._waiting: dict[JobId, tuple[GenerationRequest, str, Then]] = {}
        self._closed = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._count_open)
        bridge.event_arrived.connect(self._on_event)
        open_conversation.opened.connect(self._start_anew)
        open_conversation.context_cut_changed.connect(self.refresh)
        models.loaded.connect(self._start_anew)
        models.state_changed.connect(self._on_model_state)
        messages.message_added.connect(self._count_question)
        messages.tokens_arrived.connect(self._show_answer)
        messages.branch_cut.connect(self.refresh)
        messages.answer_ended.connect(self.refresh)
        messages.answering_changed.connect(self.refresh)  # maybe another branch is open

    @property
    def usage(self) -> ContextUsage | None:
        """The newest count; None while nothing is known."""
        return self._usage

    @Slot(object)
    def set_draft(self, draft: Draft) -> None:
        """Count `draft` with the conversation, as soon as the person pauses."""
        if draft != self._draft:
            self._draft = draft
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Count again, soon: something in the conversation is another now."""
        if not self._closed:
            self._pause.start()

    def fits(self, conversation: Conversation, draft: Draft) -> bool | None:
        """Whether `draft` leaves room for an answer; see `fits_reading`."""
        return self.fits_reading(self._messages.reading_with(conversation, draft))

    def fits_reading(self, reading: Reading) -> bool | None:
        """Whether `reading` leaves room for an answer; None if that must be counted first.

        Without a model, or with one that does not know its context, everything fits: what
        does not is then refused by the model itself.
        """
        model = self._models.model
        if model is None or not model.capabilities.context_tokens:
            return True
        if self._usage is not None and reading.messages == self._counted:
            return self._usage.fits
        attachments = any(message.attachments for message in reading.messages)
        most_tokens = sum(
            len(message.text.encode(errors="replace")) + _AROUND_A_MESSAGE
            for message in reading.messages
        )
        count = TokensCounted(
            most_tokens,
            context_tokens=model.capabilities.context_tokens,
            answer_tokens=model.capabilities.context_tokens,
        )
        surely = not attachments and ContextUsage.of(count, reading.whole.parameters).fits
        return True if surely else None

    def count(self, reading: Reading, purpose: str, then: Then) -> None:
        """Count what `reading` would make the model read, and tell `then`.

        Args:
            reading: What would be answered. If it does not fit whole, it is counted once more,
                without what need not be read.
            purpose: A later count for the same purpose replaces this one; `then` is not
                called in that case.
            then: Gets the count, or None if there is no model or the model refuses it.
        """

        def on_whole(usage: ContextUsage | None) -> None:
            if usage is None or usage.fits or reading.least is None:
                then(usage)
                return
            whole_tokens = usage.prompt_tokens
            self._count_request(
                reading.least,
                purpose,
                lambda least: then(least and replace(least, whole_tokens=whole_tokens)),
            )

        self._count_request(reading.whole, purpose, on_whole)

    def _count_request(self, request: GenerationRequest, purpose: str, then: Then) -> None:
        if self._closed or self._models.model is None:
            then(None)
            return
        for job_id, waiting in tuple(self._waiting.items()):
            if waiting[1] == purpose:
                del self._waiting[job_id]
        job_id = self._thread.submit(
            CountTokensRequest(
                request.messages, purpose, request.enable_thinking, awaited=purpose != _METER
            )
        )
        self._waiting[job_id] = (request, purpose, then)

    def forget(self, purpose: str) -> None:
        """Tell nobody about a count that is under way for `purpose`."""
        for job_id, waiting in tuple(self._waiting.items()):
            if waiting[1] == purpose:
                del self._waiting[job_id]
                self._thread.cancel(job_id)

    def close(self) -> None:
        """Count nothing any more."""
        self._closed = True
        self._pause.stop()
        self._waiting.clear()

    @Slot()
    def _count_open(self) -> None:
        conversation = self._open.conversation
        if self._models.model is None or self._messages.is_answering:
            return  # both end with a signal that leads here again
        reading = self._messages.reading_with(conversation, self._draft)
        if all(message.role is Role.SYSTEM for message in reading.messages):
            self._show(None, ())
        elif self._usage is None or reading.messages != self._counted:
            self.count(reading, _METER, lambda usage: self._show(usage, reading.messages))

    @Slot()
    def _count_question(self) -> None:
        """A message was added: count it before it is answered, if that delays nothing."""
        reading = self._messages.reading_with(self._open.conversation, Draft())
        if not self._messages.is_answering and not any(it.attachments for it in reading.messages):
            self.count(reading, _METER, lambda usage: self._show(usage, reading.messages))
        self.refresh()

    @Slot(int)
    def _show_answer(self, tokens: int) -> None:
        if self._usage is None or 0 <= tokens - self._answer_tokens < _STEP_TOKENS:
            return
        self._answer_tokens = tokens
        text_tokens = self._usage.text_tokens + tokens
        self.usage_changed.emit(replace(self._usage, text_tokens=text_tokens))

    def _show(self, usage: ContextUsage | None, messages: tuple[Message, ...]) -> None:
        self._usage, self._counted, self._answer_tokens = usage, messages, 0
        self.usage_changed.emit(usage)

    @Slot()
    def _start_anew(self) -> None:
        self.forget(_METER)
        self._show(None, ())
        self.refresh()

    @Slot(object)
    def _on_model_state(self, _state: object) -> None:
        if self._models.model is None and self._usage is not None:
            self._show(None, ())

    @Slot(int, object)
    def _on_event(self, job_id: int, event: object) -> None:
        if not isinstance(event, TokensCounted | CountDropped | Failed):
            return
        waiting = self._waiting.pop(JobId(job_id), None)
        if waiting is None:
            return
        request, purpose, then = waiting
        match event:
            case TokensCounted():
                then(ContextUsage.of(event, request.parameters))
            case CountDropped():
                self._count_request(request, purpose, then)  # it made way: behind the answer, then
            case Failed():
                then(None)
