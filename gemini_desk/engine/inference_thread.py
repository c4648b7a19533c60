"""The one long-lived thread that owns the model, its queue of jobs and their endings.

Loading, generating and unloading are jobs; they run one after the other, in the order in
which they were submitted, so that no two pieces of code ever touch the model at a time.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from typing import TypeAlias

from gemini_desk.chat.answer import FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.engine.backend import Backend, LoadCancelledError
from gemini_desk.engine.events import (
    CountDropped,
    CountTokensRequest,
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
    TokensCounted,
    Unloaded,
    UnloadRequest,
)
from gemini_desk.engine.job_errors import unexpected, without_frames
from gemini_desk.engine.job_queue import Job, JobQueue
from gemini_desk.errors import GeminiDeskError, ModelLoadError

logger = logging.getLogger(__name__)

BackendFactory: TypeAlias = Callable[[LoadRequest], Backend]
Sink: TypeAlias = Callable[[JobId, Event], None]
Ending: TypeAlias = Loaded | Finished | Unloaded | TokensCounted | CountDropped | Failed


class InferenceThread:
    """Runs jobs against one backend and reports what happens to a sink.

    `submit`, `cancel` and `close` are callable from any thread. The sink is called from the
    inference thread, or from the thread that cancels a queued job or closes; it must be
    quick, it may call back into this object, and it may see the first events of a job
    before `submit` has returned. Each job ends in exactly one `Ending`, and nothing comes
    after that.
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
        self._queue = JobQueue()
        self._last_id = 0
        self._closing = False
        # Owned by the inference thread:
        self._backend: Backend | None = None
        self._model: LoadedModel | None = None

    def start(self) -> None:
        """Start the thread; jobs that were submitted before now begin."""
        self._thread.start()

    def submit(self, request: Request) -> JobId:
        """Queue `request` behind all others; what is done on the side lets them go first.

        Returns:
            The id that its events carry.

        Raises:
            RuntimeError: The thread was closed.
        """
        with self._lock:
            if self._closing:
                raise RuntimeError("The inference thread is closed.")
            self._last_id += 1
            job = Job(JobId(self._last_id), request)
            superseded = self._queue.add(job)
            self._changed.notify_all()
        for other in superseded:
            self._end(other, self._ending_of_cancelled(other))
        return job.id

    def cancel(self, job_id: JobId) -> None:
        """End a job early; harmless when it has ended already.

        A running generation ends within one token, with the text that came. A queued one
        ends at once, and so does a queued count. A load ends with `Unloaded` when its turn
        comes or at its next stage, and leaves nothing loaded. An unload is left to run.
        """
        with self._lock:
            job = self._queue.find(job_id)
            if job is None:
                return
            job.cancel.set()
            ends_at_once = isinstance(job.request, GenerationRequest | CountTokensRequest)
            if job is self._queue.running or not ends_at_once:
                return
            self._queue.remove(job)
        self._end(job, self._ending_of_cancelled(job))

    def close(self, timeout_s: float = 10.0, *, load_timeout_s: float | None = None) -> bool:
        """Cancel everything, end every job, free the model and join the thread.

        Args:
            timeout_s: How long to wait for the job that runs, in seconds.
            load_timeout_s: The same for a load, of which nobody misses anything, and which hears
                of its end between two libraries or weights; None for `timeout_s`.

        Returns:
            True if the thread has ended; False if a job was still busy after `timeout_s`
            (it has been ended for the sink, and its later events are dropped).
        """
        with self._lock:
            self._closing = True
            queued = self._queue.clear()
            running = self._queue.running
            if running is not None:
                running.cancel.set()
            self._changed.notify_all()
        for job in queued:
            self._end(job, self._ending_of_cancelled(job))
        if self._thread.ident is None:  # never started
            return True
        if running is not None and isinstance(running.request, LoadRequest):
            timeout_s = timeout_s if load_timeout_s is None else load_timeout_s
        if threading.current_thread() is not self._thread:  # a sink may close, too
            self._thread.join(timeout_s)
        if not self._thread.is_alive():
            return True
        if running is not None:
            level = logging.INFO if isinstance(running.request, LoadRequest) else logging.WARNING
            logger.log(level, "Job %d still runs after %.1f s of closing", running.id, timeout_s)
            self._end(running, self._ending_of_cancelled(running))
        return False

    # -- any thread -------------------------------------------------------------------

    def _ending_of_cancelled(self, job: Job) -> Ending:
        if isinstance(job.request, CountTokensRequest):
            return CountDropped()
        if not isinstance(job.request, GenerationRequest):
            return Unloaded()
        model = self._model
        identity = model.identity if model is not None else ModelIdentity("")
        return Finished(FinishReason.CANCELLED, Usage(), Timings(), identity)

    def _emit(self, job: Job, event: Event) -> None:
        """Hand an event of a job that has not ended to the sink."""
        if job.ended:
            return
        try:
            self._sink(job.id, event)
        except Exception:
            logger.exception("The sink failed on %s", type(event).__name__)

    def _end(self, job: Job, ending: Ending) -> None:
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
                self._queue.running = None
            self._end(job, ending)
            # An idle thread keeps neither the conversation nor an error alive.
            del job, ending
        self._release()

    def _next(self) -> Job | None:
        """Wait for a job; None when the thread closes."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._queue) or self._closing)
            return self._queue.start_next()

    def _perform(self, job: Job) -> Ending:
        try:
            match job.request:
                case LoadRequest() as request:
                    return self._load(job, request)
                case GenerationRequest() as request:
                    return self._generate(job, request)
                case CountTokensRequest() as request:
                    return self._count(job, request)
                case UnloadRequest():
                    self._release()
                    return Unloaded()
        except GeminiDeskError as error:
            logger.info("Job %d failed: %s", job.id, type(error).__name__)
            return Failed(without_frames(error))
        # Also what is no Exception: tokenizers and safetensors panic with a BaseException.
        except BaseException as error:  # noqa: BLE001 - it is logged, as text:
            # a log record with the exception itself would keep frames, and in them tensors,
            # alive for as long as a handler remembers the record.
            details = traceback.format_exc()
            logger.error("Job %d failed unexpectedly\n%s", job.id, details)  # noqa: TRY400
            return Failed(without_frames(unexpected(job.request, error)))

    def _load(self, job: Job, request: LoadRequest) -> Ending:
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

    def _generate(self, job: Job, request: GenerationRequest) -> Ending:
        if self._backend is None or self._model is None:
            raise ModelLoadError(
                "No model is loaded.", hint="Choose one in the model menu, then try again."
            )
        if job.cancel.is_set():
            return self._ending_of_cancelled(job)
        self._emit(job, GenerationStarted())
        return self._backend.generate(request, lambda delta: self._emit(job, delta), job.cancel)

    def _count(self, job: Job, request: CountTokensRequest) -> Ending:
        if self._backend is None or job.cancel.is_set():
            return CountDropped()
        return self._backend.count_tokens(request, job.cancel) or CountDropped()

    def _release(self) -> None:
        """Free the model; a backend that fails at it is let go all the same."""
        backend, self._backend, self._model = self._backend, None, None
        if backend is None:
            return
        try:
            backend.unload()
        except Exception:
            logger.exception("Unloading failed")
