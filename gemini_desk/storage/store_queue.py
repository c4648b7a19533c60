"""What is asked of the store's thread, in order, and when it is due."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from gemini_desk.storage.answer_writes import AnswerWrite
from gemini_desk.storage.store_jobs import Opening, StoreCall

if TYPE_CHECKING:
    from collections.abc import Iterable

StoreJob: TypeAlias = StoreCall | Opening | AnswerWrite


class StoreQueue:
    """Any thread puts jobs in; one thread takes them out."""

    def __init__(self) -> None:
        """Nothing is asked for yet."""
        self._changed = threading.Condition()
        self._jobs: deque[StoreJob] = deque()
        self._due_at: float | None = None
        self._closing = False

    def put(self, job: StoreJob) -> bool:
        """Ask for a job, now; False, and nothing is asked for, if the queue is closed."""
        with self._changed:
            if self._closing:
                return False
            self._jobs.append(job)
            self.wake_in(0.0)
        return True

    def put_write(self, write: AnswerWrite, *, delay_s: float) -> None:
        """Ask for a write within a while, closed or not; whatever is due sooner takes it along."""
        with self._changed:
            self._jobs.append(write)
            self.wake_in(delay_s)

    def put_back(self, jobs: Iterable[StoreJob]) -> None:
        """Put jobs that were taken before all others again."""
        with self._changed:
            self._jobs.extendleft(reversed(tuple(jobs)))
            self.wake_in(0.0)

    def wake_in(self, delay_s: float) -> None:
        """Something is due after a while, though nothing new is asked for."""
        due_at = time.monotonic() + delay_s
        with self._changed:
            if self._due_at is None or due_at < self._due_at:
                self._due_at = due_at
                self._changed.notify()

    def close(self) -> None:
        """Let all that is left be taken at once, and then the end be told."""
        with self._changed:
            self._closing = True
            self._changed.notify()

    def take(self, longest_s: float | None = None) -> list[StoreJob] | None:
        """Wait until something is due, or for `longest_s`, and take what is due.

        Returns:
            All there is if anything is due, else nothing; None when it is time to end.
        """
        ends_at = None if longest_s is None else time.monotonic() + longest_s
        with self._changed:
            while not self._closing:
                now = time.monotonic()
                if self._due_at is not None and self._due_at <= now:
                    break
                if ends_at is not None and ends_at <= now:
                    return []
                waits = [at - now for at in (self._due_at, ends_at) if at is not None]
                self._changed.wait(min(waits, default=None))
            if self._closing and not self._jobs:
                return None
            jobs = list(self._jobs)
            self._jobs.clear()
            self._due_at = None
            return jobs
