"""The record of one download: written while it waits in line, while it runs, and as it stops."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.models.download.records import DownloadRecord

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.models.download.plan import DownloadPlan
    from gemini_desk.models.download.records import DownloadRecords

logger = logging.getLogger(__name__)


class OwnRecord:
    """One record; every method but `wait` and `leave_line` waits for the disk."""

    def __init__(self, records: DownloadRecords, repo_id: str, hub_dir: Path) -> None:
        self._records = records
        self._repo_id = repo_id
        self._hub_dir = hub_dir
        self._waits = False
        self._paused = False
        self._lock = threading.Lock()

    def wait(self, *, paused: bool) -> None:
        """It waits in line, or the person paused it there: `remember` may keep that."""
        self._paused, self._waits = paused, True

    def leave_line(self) -> None:
        """It begins, or was given up: `remember` has nothing more to keep."""
        self._waits = False

    def remember(self) -> None:
        """Keep that it waits, if it still does; on any thread.

        Raises:
            OSError: The disk refuses.
        """
        with self._lock:
            if self._waits:
                record = self.find() or DownloadRecord(self._repo_id, str(self._hub_dir))
                self._records.save(replace(record, problem="", paused=self._paused))

    def settle(self) -> None:
        """Wait for another thread's `remember`: whoever calls this writes from here on."""
        with self._lock:
            pass

    def find(self) -> DownloadRecord | None:
        """The record, if there is one."""
        return self._records.find(self._repo_id)

    def begin(self, plan: DownloadPlan) -> DownloadRecord:
        """The record of what is fetched now; what was verified before is still."""
        before = self.find()
        etags = tuple(dict.fromkeys(file.etag for file in plan.files))
        verified = () if before is None else before.verified
        record = DownloadRecord(
            repo_id=self._repo_id,
            hub_dir=str(self._hub_dir),
            commit=plan.model.commit,
            done_bytes=plan.here_bytes,
            total_bytes=plan.total_bytes,
            etags=etags,
            verified=tuple(etag for etag in etags if etag in verified),
        )
        self.save(record)
        return record

    def save(self, record: DownloadRecord) -> None:
        """Write it.

        Raises:
            OSError: The disk refuses.
        """
        self._records.save(record)

    def note(
        self, *, done_bytes: int | None = None, problem: str = "", paused: bool = False
    ) -> None:
        """Keep how it stands; the disk may be the very thing that failed."""
        try:
            record = self.find()
            if record is not None:
                done = record.done_bytes if done_bytes is None else done_bytes
                self.save(replace(record, done_bytes=done, problem=problem, paused=paused))
        except OSError:
            logger.info("the record of %s cannot be written", self._repo_id, exc_info=True)

    def remove(self) -> None:
        """Forget it."""
        self._records.remove(self._repo_id)
