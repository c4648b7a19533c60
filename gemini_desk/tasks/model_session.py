"""A blocking face of the inference thread, for the command line, notebooks and tasks.

The window drives the same thread through signals; here a caller waits for the events of
its own job.
"""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING, Self

from gemini_desk.engine.backends import create_backend
from gemini_desk.engine.events import (
    CountDropped,
    CountTokensRequest,
    Delta,
    Event,
    Failed,
    Finished,
    GenerationRequest,
    JobId,
    Loaded,
    LoadedModel,
    LoadProgress,
    LoadRequest,
    Request,
    TextDelta,
    ThoughtDelta,
    TokensCounted,
    Unloaded,
)
from gemini_desk.engine.inference_thread import InferenceThread
from gemini_desk.errors import GenerationError, ModelLoadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from gemini_desk.chat.message import Message
    from gemini_desk.engine.backend import Backend

_CLOSE_TIMEOUT_S = 10.0


class ModelSession:
    """One loaded model and the thread that runs it.

    Jobs are submitted one at a time from one thread.
    """

    def __init__(self, backend_factory: Callable[[LoadRequest], Backend] = create_backend) -> None:
        self._events: queue.SimpleQueue[tuple[JobId, Event]] = queue.SimpleQueue()
        self._thread = InferenceThread(
            backend_factory, lambda job_id, event: self._events.put((job_id, event))
        )
        self._thread.start()
        self._model: LoadedModel | None = None
        self._request: LoadRequest | None = None

    @property
    def request(self) -> LoadRequest | None:
        """What the loaded model was asked for with, which its name alone need not tell."""
        return self._request

    @property
    def model(self) -> LoadedModel:
        """The loaded model.

        Raises:
            ModelLoadError: None is loaded.
        """
        if self._model is None:
            raise ModelLoadError("No model is loaded.", hint="Load one first.")
        return self._model

    def load(
        self, request: LoadRequest, on_progress: Callable[[LoadProgress], None] | None = None
    ) -> LoadedModel:
        """Load a model in place of the one before it.

        Raises:
            ModelLoadError: It cannot be loaded.
            OutOfMemoryError: It does not fit.
        """
        self._model = self._request = None
        for event in self._events_of(request):
            match event:
                case LoadProgress() if on_progress is not None:
                    on_progress(event)
                case Loaded(model):
                    self._model, self._request = model, request
                case Failed(error):
                    raise error
        if self._model is None:
            raise ModelLoadError("Loading was cancelled.")
        return self._model

    def stream(self, request: GenerationRequest) -> Iterator[Delta | Finished]:
        """Answer `request`, thoughts apart from text; the last value is `Finished`.

        An interrupt (Ctrl-C) or a closed iterator stops the generation within a token.

        Raises:
            InputError: The model does not take this prompt.
            GeminiDeskError: The generation failed.
        """
        for event in self._events_of(request):
            match event:
                case TextDelta() | ThoughtDelta() | Finished():
                    yield event
                case Failed(error):
                    raise error

    def answer(self, request: GenerationRequest) -> tuple[str, Finished]:
        """The whole answer to `request`, without its thoughts, and how it ended."""
        texts: list[str] = []
        for event in self.stream(request):
            if isinstance(event, Finished):
                return "".join(texts), event
            if isinstance(event, TextDelta):
                texts.append(event.text)
        raise GenerationError("The generation ended without an answer.")

    def count(self, messages: tuple[Message, ...]) -> TokensCounted:
        """Count what `messages` would make the model read.

        Raises:
            InputError: The model does not take them.
        """
        for event in self._events_of(CountTokensRequest(messages, "session", awaited=True)):
            match event:
                case TokensCounted():
                    return event
                case Failed(error):
                    raise error
        raise GenerationError("The prompt could not be counted.")

    def close(self) -> None:
        """Free the model and end the thread."""
        self._thread.close(_CLOSE_TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _events_of(self, request: Request) -> Iterator[Event]:
        job_id = self._thread.submit(request)
        ended = False
        try:
            while not ended:
                event_job_id, event = self._events.get()
                if event_job_id != job_id:
                    continue  # the ending of a job whose caller went away
                ended = isinstance(
                    event, Loaded | Unloaded | Finished | TokensCounted | CountDropped | Failed
                )
                yield event
        finally:
            if not ended:
                self._thread.cancel(job_id)
