"""The queue of the inference thread: what comes first, and what makes way.

Counts of tokens are for the eye only: they wait until nothing else is to be done, and only
the newest one of a kind is worth an answer.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gemini_desk.engine.events import CountTokensRequest

if TYPE_CHECKING:
    from gemini_desk.engine.events import JobId, Request


@dataclass(slots=True, eq=False)
class Job:
    """A request on its way; `ended` is guarded by the thread's lock."""

    id: JobId
    request: Request
    cancel: threading.Event = field(default_factory=threading.Event)
    ended: bool = False

    @property
    def gives_way(self) -> bool:
        """Whether every other job goes first."""
        return isinstance(self.request, CountTokensRequest)


class JobQueue:
    """Jobs that wait, and the one that runs. Guarded by the thread's lock."""

    def __init__(self) -> None:
        self.running: Job | None = None
        self._waiting: deque[Job] = deque()

    def __bool__(self) -> bool:
        """Whether a job waits."""
        return bool(self._waiting)

    def add(self, job: Job) -> list[Job]:
        """Queue `job` behind all others of its rank; a count that runs is told to make way.

        Returns:
            Jobs that nobody waits for any more; they were taken out.
        """
        if self.running is not None and self._makes_way(self.running, job):
            self.running.cancel.set()
        superseded = [
            waiting for waiting in self._waiting if job.gives_way and self._makes_way(waiting, job)
        ]
        for waiting in superseded:
            self._waiting.remove(waiting)
        self._waiting.append(job)
        return superseded

    @staticmethod
    def _makes_way(job: Job, newer: Job) -> bool:
        """Whether `job` is a count that `newer` is more urgent than, or replaces."""
        if not isinstance(job.request, CountTokensRequest):
            return False
        if not isinstance(newer.request, CountTokensRequest):
            return True
        return job.request.purpose == newer.request.purpose

    def start_next(self) -> Job | None:
        """Take out the job that is to run now; None if none waits."""
        if not self._waiting:
            return None
        job = next((job for job in self._waiting if not job.gives_way), self._waiting[0])
        self._waiting.remove(job)
        self.running = job
        return job

    def find(self, job_id: JobId) -> Job | None:
        """The job that waits or runs under `job_id`."""
        if self.running is not None and self.running.id == job_id:
            return self.running
        return next((job for job in self._waiting if job.id == job_id), None)

    def remove(self, job: Job) -> None:
        """Take out a job that waits."""
        self._waiting.remove(job)

    def clear(self) -> list[Job]:
        """Take out every job that waits."""
        waiting = list(self._waiting)
        self._waiting.clear()
        return waiting
