"""The queue of the inference thread: what comes first, and what makes way.

An answer never waits for what is done on the side: counts of tokens, which are for the eye
only, and generations that nobody waits for. They run when nothing else is to be done, and
stop for everything else. Of counts, only the newest one of a kind is worth an answer.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from gemini_desk.engine.events import CountTokensRequest, GenerationRequest

if TYPE_CHECKING:
    from gemini_desk.engine.events import JobId, Request


class Rank(IntEnum):
    """What goes first; jobs of one rank go in their order."""

    AWAITED = 0
    COUNT = 1
    INCIDENTAL = 2


@dataclass(slots=True, eq=False)
class Job:
    """A request on its way; `ended` is guarded by the thread's lock."""

    id: JobId
    request: Request
    cancel: threading.Event = field(default_factory=threading.Event)
    ended: bool = False

    @property
    def rank(self) -> Rank:
        """How urgent it is."""
        match self.request:
            case CountTokensRequest():
                return Rank.COUNT
            case GenerationRequest(incidental=True):
                return Rank.INCIDENTAL
            case _:
                return Rank.AWAITED

    @property
    def is_awaited(self) -> bool:
        """Whether a person waits for it, or for what is to be done behind it."""
        if isinstance(self.request, CountTokensRequest):
            return self.request.awaited
        return self.rank is Rank.AWAITED


class JobQueue:
    """Jobs that wait, and the one that runs. Guarded by the thread's lock."""

    def __init__(self) -> None:
        self.running: Job | None = None
        self._waiting: deque[Job] = deque()

    def __bool__(self) -> bool:
        """Whether a job waits."""
        return bool(self._waiting)

    def add(self, job: Job) -> list[Job]:
        """Queue `job`; what runs on the side is told to make way.

        Returns:
            Jobs that are not to run any more, none of them in the queue; `job` itself may
            be one: an incidental generation that waited for an answer would push another
            conversation out of the model's cache.
        """
        if job.rank is Rank.INCIDENTAL and self._has_awaited():
            return [job]
        if self.running is not None and _makes_way(self.running, job):
            self.running.cancel.set()
        superseded = [waiting for waiting in self._waiting if _is_superseded(waiting, job)]
        for waiting in superseded:
            self._waiting.remove(waiting)
        self._waiting.append(job)
        return superseded

    def start_next(self) -> Job | None:
        """Take out the job that is to run now; None if none waits."""
        if not self._waiting:
            return None
        job = min(self._waiting, key=lambda waiting: waiting.rank)  # the first of its rank
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

    def _has_awaited(self) -> bool:
        running = [] if self.running is None else [self.running]
        return any(job.is_awaited for job in (*running, *self._waiting))


def _makes_way(running: Job, newer: Job) -> bool:
    """Whether `running` is less urgent than `newer`, or a count that it replaces."""
    if running.rank is Rank.INCIDENTAL:
        return newer.is_awaited
    if newer.rank is Rank.AWAITED:
        return running.rank is Rank.COUNT
    return _is_same_count(running, newer)


def _is_superseded(waiting: Job, newer: Job) -> bool:
    """Whether nobody needs `waiting` any more; a count waits for its turn."""
    if waiting.rank is Rank.INCIDENTAL:
        return newer.is_awaited
    return _is_same_count(waiting, newer)


def _is_same_count(one: Job, other: Job) -> bool:
    return (
        isinstance(one.request, CountTokensRequest)
        and isinstance(other.request, CountTokensRequest)
        and one.request.purpose == other.request.purpose
    )
