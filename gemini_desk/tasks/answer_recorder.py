"""Writes what the inference thread says to the store, on its way to the window.

The window may be busy, closed or gone: the answer reaches the disk all the same, because
it is written from the inference thread's own events.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from gemini_desk.chat.answer import AnswerDetails, FinishReason
from gemini_desk.chat.conversation import MessageId, MessageStatus
from gemini_desk.engine.events import (
    Event,
    Failed,
    Finished,
    JobId,
    TextDelta,
    ThoughtDelta,
)
from gemini_desk.errors import OutOfMemoryError

if TYPE_CHECKING:
    from gemini_desk.engine.inference_thread import Sink


_RequestT = TypeVar("_RequestT")
_RequestT_contra = TypeVar("_RequestT_contra", contravariant=True)


class AnswerStore(Protocol):
    """What the recorder needs of the store; callable from any thread, returns at once."""

    def append_text(
        self, message_id: MessageId, delta: str, kind: Literal["text", "thought"] = "text"
    ) -> None:
        """Append to a message's text or thoughts, on disk at most 250 ms later."""

    def finish(self, message_id: MessageId, status: MessageStatus, answer: AnswerDetails) -> object:
        """Write how the answer ended, behind all its text."""


class Jobs(Protocol[_RequestT_contra]):
    """Takes requests and tells the recorder's sink of them."""

    def submit(self, request: _RequestT_contra) -> JobId:
        """Queue `request`; it ends in exactly one `Finished` or `Failed`."""


def details_of(
    ending: Finished | Failed, *, edited: bool = False
) -> tuple[MessageStatus, AnswerDetails]:
    """What an ending means for the message.

    Args:
        ending: How it ended.
        edited: Whether a person wrote or changed what the answer went on with.
    """
    match ending:
        case Finished(reason, usage, timings, model):
            status = MessageStatus.COMPLETE
            details = AnswerDetails(model=model, finish_reason=reason, usage=usage, timings=timings)
        case Failed(error):
            status = MessageStatus.FAILED
            remedies = error.remedies if isinstance(error, OutOfMemoryError) else ()
            details = AnswerDetails(error=error.message, error_hint=error.hint, remedies=remedies)
    return status, replace(details, edited=edited)


class AnswerRecorder:
    """A sink that records answers and forwards every event."""

    def __init__(self, store: AnswerStore, forward: Sink) -> None:
        self._store = store
        self._forward = forward
        self._answers: dict[JobId, tuple[MessageId, bool]] = {}
        self._closing = False
        # Held while a job is submitted: its first event may come before its id is known.
        self._lock = threading.RLock()

    def submit(
        self,
        thread: Jobs[_RequestT],
        request: _RequestT,
        message_id: MessageId,
        *,
        edited: bool = False,
    ) -> JobId:
        """Submit `request`; its answer becomes the text of `message_id`.

        Args:
            thread: Answers it: the inference thread, or who works with it.
            request: What is asked.
            message_id: Of a message that is stored.
            edited: Whether a person wrote or changed what the answer goes on with.
        """
        with self._lock:
            job_id = thread.submit(request)
            self._answers[job_id] = message_id, edited
        return job_id

    def receive(self, job_id: JobId, event: Event) -> None:
        """Record and forward an event. Callable from any thread."""
        with self._lock:
            if job_id in self._answers:
                self._record(job_id, *self._answers[job_id], event)
        self._forward(job_id, event)

    def begin_closing(self) -> None:
        """From now on a cancelled answer counts as interrupted: nobody chose to stop it."""
        with self._lock:
            self._closing = True

    def _record(self, job_id: JobId, message_id: MessageId, edited: bool, event: Event) -> None:
        match event:
            case TextDelta(text):
                self._store.append_text(message_id, text)
            case ThoughtDelta(text):
                self._store.append_text(message_id, text, "thought")
            case Finished() | Failed():
                del self._answers[job_id]
                status, details = details_of(event, edited=edited)
                if self._closing and details.finish_reason is FinishReason.CANCELLED:
                    status = MessageStatus.INTERRUPTED
                self._store.finish(message_id, status, details)
            case _:
                pass
