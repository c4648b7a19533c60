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
from gemini_desk.engine.events import (
    CountDropped,
    CountTokensRequest,
    Failed,
    Finished,
    JobId,
    TextDelta,
    ThoughtDelta,
    TokensCounted,
)
from gemini_desk.errors import GenerationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gemini_desk.chat.message import Message
    from gemini_desk.engine.events import Delta, Event, GenerationRequest, LoadedModel, Request
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

    def submit(self, thread: InferenceThread, request: Request) -> tuple[JobId, Events]:
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

    `answer`, `stream` and `count` belong to the task's thread, `cancel` to any.

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
        texts: list[str] = []
        for event in self.stream(request):
            if isinstance(event, Finished):
                return "".join(texts), event
            if isinstance(event, TextDelta):
                texts.append(event.text)
        raise GenerationError("The generation ended without an answer.")

    def stream(self, request: GenerationRequest) -> Iterator[Delta | Finished]:
        """The answer to `request`, as it comes; the last value is `Finished`.

        Raises:
            TaskCancelledError: The task was stopped, or the program ends.
            GeminiDeskError: The generation failed.
        """
        for event in self._events_of(request):
            match event:
                case TextDelta() | ThoughtDelta():
                    yield event
                case Finished(FinishReason.CANCELLED):
                    raise TaskCancelledError
                case Finished() as ending:
                    self.prompt_tokens += ending.usage.prompt_tokens
                    self.completion_tokens += ending.usage.completion_tokens
                    yield ending
                case Failed(error):
                    raise error
                case _:
                    pass

    def count(self, messages: tuple[Message, ...]) -> TokensCounted:
        """What `messages` would make the model read.

        Raises:
            TaskCancelledError: The task was stopped, or the program ends.
            InputError: The model does not take them.
        """
        request = CountTokensRequest(messages, f"task {id(self)}", awaited=True)
        while not self._cancelled.is_set():
            for event in self._events_of(request):
                match event:
                    case TokensCounted():
                        return event
                    case Failed(error):
                        raise error
                    case _:
                        pass  # it made way for an answer: once more, behind that
        raise TaskCancelledError

    def _events_of(self, request: Request) -> Iterator[Event]:
        job_id, events = self._calls.submit(self._thread, request)
        with self._lock:
            self._job = job_id
        try:
            if self._cancelled.is_set():  # it came before the id was known
                self._thread.cancel(job_id)
            ended = False
            while not ended:
                event = events.get()
                ended = isinstance(event, Finished | TokensCounted | CountDropped | Failed)
                yield event
        finally:
            with self._lock:
                self._job = None
            self._calls.forget(job_id)
