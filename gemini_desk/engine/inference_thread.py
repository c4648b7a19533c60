"""The one long-lived thread that owns the model, its queue of jobs and their endings.

Loading, generating and unloading are jobs; they run one after the other, in the order in
which they were submitted, so that no two pieces of code ever touch the model at a time.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from gemini_desk.chat.answer import FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.engine.backend import Backend, LoadCancelledError
from gemini_desk.engine.events import (
    Event,
    Failed,
    Finished,
    GenerationRequest,
    GenerationStarted,
    JobId,
    Loaded,
    LoadedModel,
    LoadRequest,
    Request,
    Unloaded,
    UnloadRequest,
)
from gemini_desk.errors import (
    GeminiDeskError,
    GenerationError,
    ModelLoadError,
    OutOfMemoryError,
)

logger = logging.getLogger(__name__)

BackendFactory: TypeAlias = Callable[[LoadRequest], Backend]
Sink: TypeAlias = Callable[[JobId, Event], None]
Ending: TypeAlias = Loaded | Finished | Unloaded | Failed

_REPORT_HINT = "Try again; if it happens again, report it with the details from the log."


@dataclass(slots=True, eq=False)
class _Job:
    """A request on its way; `ended` is guarded by the thread's lock."""

    id: JobId
    request: Request
    cancel: threading.Event = field(default_factory=threading.Event)
    ended: bool = False


class InferenceThread:
    """Runs jobs against one backend and reports what happens to a sink.

    `submit`, `cancel` and `close` are callable from any thread. The sink is called from the
    inference thread, or from the thread that cancels a queued job or closes; it must be
    quick, it may call back into this object, and it may see the first events of a job
    before `submit` has returned. Each job ends in exactly one of `Loaded`, `Finished`,
    `Unloaded` or `Failed`, and nothing comes after that.
    """

    def __init__(self, backend_factory: BackendFactory, sink: Sink) -> None:
        """Prepare the thread; nothing runs before `start`.

        Args:
            backend_factory: Makes the backend for a load request; called on the thread.
            sink: Receives every event, with the id of its job.
        """
        self._backend_factory = backend_factory
        self._sink = sink
        # A daemon, so that a load that hangs in a driver cannot keep the process alive
        # after `close` has given up on it.
        self._thread = threading.Thread(target=self._run, name="inference", daemon=True)
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._queue: deque[_Job] = deque()
        self._running: _Job | None = None
        self._last_id = 0
        self._closing = False
        # Owned by the inference thread:
        self._backend: Backend | None = None
        self._model: LoadedModel | None = None

    def start(self) -> None:
        """Start the thread; jobs that were submitted before now begin."""
        self._thread.start()

    def submit(self, request: Request) -> JobId:
        """Queue `request` behind all others.

        Returns:
            The id that its events carry.

        Raises:
            RuntimeError: The thread was closed.
        """
        with self._lock:
            if self._closing:
                raise RuntimeError("The inference thread is closed.")
            self._last_id += 1
            job = _Job(JobId(self._last_id), request)
            self._queue.append(job)
            self._changed.notify_all()
        return job.id

    def cancel(self, job_id: JobId) -> None:
        """End a job early; harmless when it has ended already.

        A running generation ends within one token, with the text that came. A queued one
        ends at once. A load ends with `Unloaded` when its turn comes or at its next stage,
        and leaves nothing loaded. An unload is left to run.
        """
        with self._lock:
            job = self._find(job_id)
            if job is None:
                return
            job.cancel.set()
            if job is self._running or not isinstance(job.request, GenerationRequest):
                return
            self._queue.remove(job)
        self._end(job, self._ending_of_cancelled(job))

    def close(self, timeout_s: float = 10.0) -> bool:
        """Cancel everything, end every job, free the model and join the thread.

        Args:
            timeout_s: How long to wait for the job that runs, in seconds.

        Returns:
            True if the thread has ended; False if a job was still busy after `timeout_s`
            (it has been ended for the sink, and its later events are dropped).
        """
        with self._lock:
            self._closing = True
            queued = list(self._queue)
            self._queue.clear()
            running = self._running
            if running is not None:
                running.cancel.set()
            self._changed.notify_all()
        for job in queued:
            self._end(job, self._ending_of_cancelled(job))
        if self._thread.ident is None:  # never started
            return True
        if threading.current_thread() is not self._thread:  # a sink may close, too
            self._thread.join(timeout_s)
        if not self._thread.is_alive():
            return True
        if running is not None:
            logger.warning("Job %d still runs after %.1f s of closing", running.id, timeout_s)
            self._end(running, self._ending_of_cancelled(running))
        return False

    # -- any thread -------------------------------------------------------------------

    def _find(self, job_id: JobId) -> _Job | None:
        """The job that is queued or running under `job_id`; the lock is held."""
        if self._running is not None and self._running.id == job_id:
            return self._running
        return next((job for job in self._queue if job.id == job_id), None)

    def _ending_of_cancelled(self, job: _Job) -> Ending:
        if not isinstance(job.request, GenerationRequest):
            return Unloaded()
        model = self._model
        identity = model.identity if model is not None else ModelIdentity("")
        return Finished(FinishReason.CANCELLED, Usage(), Timings(), identity)

    def _emit(self, job: _Job, event: Event) -> None:
        """Hand an event of a job that has not ended to the sink."""
        if job.ended:
            return
        try:
            self._sink(job.id, event)
        except Exception:
            logger.exception("The sink failed on %s", type(event).__name__)

    def _end(self, job: _Job, ending: Ending) -> None:
        """Hand over a job's ending, unless another thread was first."""
        with self._lock:
            if job.ended:
                return
            job.ended = True
        try:
            self._sink(job.id, ending)
        except Exception:
            logger.exception("The sink failed on %s", type(ending).__name__)

    # -- the inference thread ---------------------------------------------------------

    def _run(self) -> None:
        while (job := self._next()) is not None:
            ending = self._perform(job)
            with self._lock:
                self._running = None
            self._end(job, ending)
            # An idle thread keeps neither the conversation nor an error alive.
            del job, ending
        self._release()

    def _next(self) -> _Job | None:
        """Wait for a job; None when the thread closes."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closing)
            if not self._queue:
                return None
            self._running = self._queue.popleft()
            return self._running

    def _perform(self, job: _Job) -> Ending:
        try:
            match job.request:
                case LoadRequest() as request:
                    return self._load(job, request)
                case GenerationRequest() as request:
                    return self._generate(job, request)
                case UnloadRequest():
                    self._release()
                    return Unloaded()
        except GeminiDeskError as error:
            logger.info("Job %d failed: %s", job.id, type(error).__name__)
            return Failed(_without_frames(error))
        # Also what is no Exception: tokenizers and safetensors panic with a BaseException.
        except BaseException as error:  # noqa: BLE001 - it is logged, as text:
            # a log record with the exception itself would keep frames, and in them tensors,
            # alive for as long as a handler remembers the record.
            details = traceback.format_exc()
            logger.error("Job %d failed unexpectedly\n%s", job.id, details)  # noqa: TRY400
            return Failed(_without_frames(_unexpected(job.request, error)))

    def _load(self, job: _Job, request: LoadRequest) -> Ending:
        self._release()
        if job.cancel.is_set():
            return Unloaded()
        self._backend = self._backend_factory(request)
        try:
            model = self._backend.load(
                request, lambda progress: self._emit(job, progress), job.cancel
            )
        except LoadCancelledError:
            self._release()
            return Unloaded()
        except BaseException:
            self._release()
            raise
        if job.cancel.is_set():
            self._release()
            return Unloaded()
        self._model = model
        return Loaded(model)

    def _generate(self, job: _Job, request: GenerationRequest) -> Ending:
        if self._backend is None or self._model is None:
            raise ModelLoadError(
                "No model is loaded.", hint="Choose one in the model menu, then try again."
            )
        if job.cancel.is_set():
            return self._ending_of_cancelled(job)
        self._emit(job, GenerationStarted())
        return self._backend.generate(request, lambda delta: self._emit(job, delta), job.cancel)

    def _release(self) -> None:
        """Free the model; a backend that fails at it is let go all the same."""
        backend, self._backend, self._model = self._backend, None, None
        if backend is None:
            return
        try:
            backend.unload()
        except Exception:
            logger.exception("Unloading failed")


def _unexpected(request: Request, error: BaseException) -> GeminiDeskError:
    """What to tell a person about an error that nobody foresaw."""
    loading = isinstance(request, LoadRequest)
    if isinstance(error, MemoryError):
        return OutOfMemoryError(
            "The computer's memory ran out.",
            hint="Close other programs, or choose a smaller model.",
        )
    reason = f"{type(error).__name__}: {error}".rstrip(": ")
    if loading:
        return ModelLoadError(f"The model could not be loaded ({reason}).", hint=_REPORT_HINT)
    return GenerationError(f"The model failed while it answered ({reason}).", hint=_REPORT_HINT)


def _without_frames(error: GeminiDeskError) -> GeminiDeskError:
    """The error without what would keep frames, and in them tensors, alive."""
    error.__traceback__ = None
    error.__cause__ = None
    error.__context__ = None
    return error
