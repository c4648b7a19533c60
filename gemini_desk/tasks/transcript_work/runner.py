"""Works in the window: each looks like one job of the inference thread.

    runner = WorkRunner(thread, calls, store, recorder.receive)
    job_id = recorder.submit(runner, planned, message_id)

A work waits on a thread of its own; its questions to the model are jobs in the one queue, and
what a person asks meanwhile goes between two of them. What it writes goes to the recorder as
the text of one answer does: to the disk, and on to the window.
"""

from __future__ import annotations

import itertools
import logging
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from gemini_desk.chat.answer import FinishReason, Timings, Usage
from gemini_desk.chat.message import TranscriptPart
from gemini_desk.engine.events import (
    Failed,
    Finished,
    GenerationRequest,
    JobId,
    PartBegun,
    TextDelta,
    TranscriptGrown,
)
from gemini_desk.engine.job_errors import unexpected, without_frames
from gemini_desk.errors import GeminiDeskError
from gemini_desk.tasks.engine_calls import TaskCancelledError, TaskSession
from gemini_desk.tasks.transcript_work.running import Hearer, run
from gemini_desk.transcripts.timed_text import timed_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from gemini_desk.chat.conversation import MessageId
    from gemini_desk.engine.events import Event, LoadedModel
    from gemini_desk.engine.inference_thread import InferenceThread, Sink
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.tasks.engine_calls import EngineCalls
    from gemini_desk.tasks.transcript_work.planning import PlannedWork
    from gemini_desk.tasks.transcript_work.steps import Progress
    from gemini_desk.transcripts.transcript import Transcript

logger = logging.getLogger(__name__)


class Store(Protocol):
    """What a work needs of the store's thread."""

    def submit(self, function: Callable[[ConversationStore], Any]) -> Future[Any]:
        """Run `function` there."""


@dataclass(frozen=True, slots=True)
class WorkRequest:
    """A work for one answer.

    Attributes:
        planned: What is done.
        message_id: The answer.
        model: The model that is loaded.
    """

    planned: PlannedWork
    message_id: MessageId
    model: LoadedModel


class WorkRunner:
    """Runs works, one after the other. Every method is callable from any thread."""

    def __init__(
        self, thread: InferenceThread, calls: EngineCalls, store: Store, sink: Sink
    ) -> None:
        """Prepare; no thread runs before `submit`.

        Args:
            thread: Runs the model.
            calls: Brings its events to the works.
            store: Where transcripts are kept that works make.
            sink: Hears of the works as of jobs.
        """
        self._thread = thread
        self._calls = calls
        self._store = store
        self._sink = sink
        # Below zero: the inference thread's own ids count upwards.
        self._ids = itertools.count(-1, -1)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="transcript-work")
        self._jobs: dict[JobId, _Job] = {}
        self._lock = threading.Lock()

    def submit(self, request: WorkRequest) -> JobId:
        """Queue a work; it ends in exactly one `Finished` or `Failed`."""
        job_id = JobId(next(self._ids))
        session = TaskSession(self._thread, self._calls, request.model)
        job = _Job(request, session, self._store, lambda event: self._sink(job_id, event))
        with self._lock:
            self._jobs[job_id] = job
        self._pool.submit(self._run, job_id, job)
        return job_id

    def cancel(self, job_id: JobId) -> bool:
        """End a work early; what it has written is kept. Whether `job_id` is a work."""
        with self._lock:
            job = self._jobs.get(job_id)
        if job is not None:
            job.session.cancel()
        return job is not None

    def close(self) -> None:
        """End all works and wait for them: after the inference thread was closed."""
        with self._lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            job.session.cancel()
        self._pool.shutdown(wait=True)

    def _run(self, job_id: JobId, job: _Job) -> None:
        ending = job.run()
        with self._lock:
            del self._jobs[job_id]
        self._sink(job_id, ending)


class _Job:
    """One work on its way; `run` belongs to the worker thread."""

    def __init__(
        self,
        request: WorkRequest,
        session: TaskSession,
        store: Store,
        emit: Callable[[Event], None],
    ) -> None:
        self.session = session
        self._planned = request.planned
        self._message_id = request.message_id
        self._store = store
        self._emit = emit
        self._begun = request.planned.kept is not None
        self._kept = len(request.planned.kept.segments) if request.planned.kept else 0

    def run(self) -> Finished | Failed:
        """Carry the work out; returns how it ended."""
        hearer = Hearer(self._emit, self._on_transcript, self._on_progress)
        if self.session.is_cancelled:
            return self._ending(FinishReason.CANCELLED)
        try:
            endings = run(self._planned.work, self.session, hearer)
        except TaskCancelledError:
            return self._ending(FinishReason.CANCELLED)
        except GeminiDeskError as error:
            return Failed(error)
        except Exception as error:  # noqa: BLE001 - it is logged, as text, and told
            details = traceback.format_exc()
            logger.error("A work on a transcript failed unexpectedly\n%s", details)  # noqa: TRY400
            return Failed(without_frames(unexpected(GenerationRequest(()), error)))
        if not endings:
            return self._ending(FinishReason.STOP)
        return replace(endings[-1], usage=self._usage())

    def _ending(self, reason: FinishReason) -> Finished:
        identity = self.session.model.identity
        return Finished(reason, self._usage(), Timings(), identity)

    def _usage(self) -> Usage:
        return Usage(self.session.prompt_tokens, 0, self.session.completion_tokens)

    def _on_progress(self, progress: Progress) -> None:
        self._emit(PartBegun(f"Reading… {progress.words}".rstrip()))

    def _on_transcript(self, transcript: Transcript) -> None:
        new = transcript.segments[self._kept :]
        self._kept = len(transcript.segments)
        if not self._planned.makes_transcript:
            if new:
                lines = "\n\n".join([timed_line(segment) for segment in new])
                self._emit(TextDelta(lines if not self._begun else f"\n\n{lines}"))
                self._begun = True
            return
        message_id, recording = self._message_id, self._planned.source.attachment
        if not self._begun:
            self._begun = True
            self._store.submit(
                lambda store: store.transcripts.begin(message_id, recording, transcript)
            ).result()
        else:
            # Waits for the disk: nothing is told that a sudden end could take back.
            self._store.submit(
                lambda store: store.transcripts.append(message_id, new, transcript.done_s)
            ).result()
        self._emit(TranscriptGrown(TranscriptPart(recording, transcript)))
