"""The window's inference thread for tasks that wait on threads of their own.

The window hears of its jobs by signals. A task that asks the model many times (a long recording,
a map and its reduce) is written as a sequence of calls instead and runs on a worker thread; the
events of its jobs are brought to it here. Every call is a job of its own in the one queue: what a
person asks meanwhile goes between two of them.
"""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from gemini_desk.chat.answer import FinishReason
from gemini_desk.engine.events import Failed, Finished, JobId, TextDelta

if TYPE_CHECKING:
    from gemini_desk.engine.events import Event, GenerationRequest, LoadedModel
    from gemini_desk.engine.inference_thread import InferenceThread, Sink

    Events = queue.SimpleQueue[Event]


class TaskCancelledError(Exception):
    """The task was stopped; nobody is bothered with it."""


class EngineCalls:
    """A sink that keeps the events of tasks for them and forwards all others.

    Every method can be called from any thread.
    """

    def __init__(self, forward: Sink) -> None:
        self._forward = forward
        self._waiting: dict[JobId, Events] = {}
        # Held while a job is submitted: its first event may come before its id is known.
        self._lock = threading.RLock()

    def receive(self, job_id: JobId, event: Event) -> None:
        """Take an event of the inference thread."""
        with self._lock:
            events = self._waiting.get(job_id)
        if events is None:
            self._forward(job_id, event)
        else:
            events.put(event)

    def submit(self, thread: InferenceThread, request: GenerationRequest) -> tuple[JobId, Events]:
        """Submit `request`; its events come to the queue that is returned.

        Raises:
            TaskCancelledError: The thread was closed.
        """
        events: Events = queue.SimpleQueue()
        with self._lock:
            try:
                job_id = thread.submit(request)
            except RuntimeError:
                raise TaskCancelledError from None
            self._waiting[job_id] = events
        return job_id, events

    def forget(self, job_id: JobId) -> None:
        """The job has ended."""
        with self._lock:
            self._waiting.pop(job_id, None)


class TaskSession:
    """One task's questions to the model; a `Session` as the tasks want it.

    `answer` belongs to the task's thread, `cancel` to any.

    Attributes:
        prompt_tokens: What the model has read in all.
        completion_tokens: What it has said in all.
    """

    def __init__(self, thread: InferenceThread, calls: EngineCalls, model: LoadedModel) -> None:
        self._thread = thread
        self._calls = calls
        self._model = model
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._job: JobId | None = None
        self.prompt_tokens = 0
        self.completion_tokens = 0

    @property
    def model(self) -> LoadedModel:
        """The model that was loaded when the task began."""
        return self._model

    @property
    def is_cancelled(self) -> bool:
        """Whether the task shall end."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """End the task: now, or with its next question."""
        self._cancelled.set()
        with self._lock:
            job_id = self._job
        if job_id is not None:
            self._thread.cancel(job_id)

    def answer(self, request: GenerationRequest) -> tuple[str, Finished]:
        """The whole answer to `request`, without its thoughts, and how it ended.

        Raises:
            TaskCancelledError: The task was stopped, or the program ends.
            GeminiDeskError: The generation failed.
        """
        job_id, events = self._calls.submit(self._thread, request)
        with self._lock:
            self._job = job_id
        try:
            if self._cancelled.is_set():  # it came before the id was known
                self._thread.cancel(job_id)
            return self._heard(events)
        finally:
            with self._lock:
                self._job = None
            self._calls.forget(job_id)

    def _heard(self, events: Events) -> tuple[str, Finished]:
        texts: list[str] = []
        while True:
            match events.get():
                case TextDelta(text):
                    texts.append(text)
                case Finished(FinishReason.CANCELLED):
                    raise TaskCancelledError
                case Finished() as ending:
                    self.prompt_tokens += ending.usage.prompt_tokens
                    self.completion_tokens += ending.usage.completion_tokens
                    return "".join(texts), ending
                case Failed(error):
                    raise error
                case _:
                    pass
