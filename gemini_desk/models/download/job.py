"""`Download`: one model on its way, with start, pause, resume and cancel.

    download = Download("google/gemma-4-E2B-it", hub_dir=…, records=…, emit=…)
    download.wait()     # in line: `remember` keeps that over a restart
    download.start()    # a thread of its own; `emit` is called on it
    download.pause()    # returns at once; `DownloadPaused` follows
    download.resume()
    download.cancel(keep=False)

Each start ends in exactly one of `Downloaded`, `DownloadPaused`, `DownloadCancelled` and
`DownloadFailed`, after which it may be started again. `run` does the same on the caller's thread.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.errors import GeminiDeskError
from gemini_desk.models.download.hub_client import HubClient
from gemini_desk.models.download.own_record import OwnRecord
from gemini_desk.models.download.patience import Patience, Stopped, StopSwitch
from gemini_desk.models.download.plan import make_plan
from gemini_desk.models.download.progress import (
    DownloadCancelled,
    Downloaded,
    DownloadFailed,
    DownloadPaused,
    Phase,
)
from gemini_desk.models.download.progress_report import ProgressReport
from gemini_desk.models.download.refusals import explain
from gemini_desk.models.download.repository_cache import RepositoryCache
from gemini_desk.models.download.tokens import known_tokens, wants_another_token
from gemini_desk.models.download.transfer import Transfer, Tries
from gemini_desk.models.download.writer_lock import writer_lock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.models.download.progress import DownloadEnding, DownloadEvent
    from gemini_desk.models.download.records import DownloadRecords
    from gemini_desk.models.download.remote_model import RemoteModel
    from gemini_desk.models.download.tokens import Tokens

logger = logging.getLogger(__name__)


class Download:
    """One model on its way.

    Every method may be called from any thread and returns at once, except `run`, `join` and
    `remember`.

    Attributes:
        repo_id: The model.
    """

    def __init__(
        self,
        repo_id: str,
        *,
        hub_dir: Path,
        records: DownloadRecords,
        emit: Callable[[DownloadEvent], None],
        tokens: Tokens = known_tokens,
        endpoint: str | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.repo_id = repo_id
        self._cache = RepositoryCache(hub_dir, repo_id)
        self._record = OwnRecord(records, repo_id, hub_dir)
        self._emit = emit
        self._tokens = tokens
        self._endpoint = endpoint
        self._patience = patience or Patience()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._switch = StopSwitch()
        self._keep: bool | None = None  # None: only paused
        self._paused_by_person = True

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self, *, paused: bool = False) -> None:
        """Be in line, to be started later.

        Args:
            paused: By the person, who takes it out of the line and keeps it.
        """
        self._record.wait(paused=paused)

    def remember(self) -> None:
        """Keep in the records that it waits, if it still does; waits for the disk.

        Raises:
            OSError: The disk refuses.
        """
        self._record.remember()

    def start(self) -> None:
        """Begin, or go on; does nothing while it runs.

        What a pause still does is waited for by the thread that goes on.
        """
        self._record.leave_line()
        with self._lock:
            if self.running and not self._switch.stopped:
                return
            before = self._thread
            self._switch, self._keep = StopSwitch(), None
            self._thread = threading.Thread(
                target=self._run_after,
                args=(before, self._switch),
                name=f"download {self.repo_id}",
                daemon=True,  # what came is on the disk at any moment
            )
            self._thread.start()

    def resume(self) -> None:
        """Go on; a token that was given meanwhile is used."""
        self.start()

    def pause(self, *, by_person: bool = True) -> None:
        """Stop, and keep what came.

        Args:
            by_person: It rests until the person goes on with it, over a restart, too.
        """
        self._paused_by_person = by_person
        self._switch.stop()

    def cancel(self, *, keep: bool) -> None:
        """Stop, and forget the download.

        Args:
            keep: What came stays in the cache, where another download finds it.
        """
        self._keep = keep
        self._record.leave_line()
        if self.running:
            self._switch.stop()
        else:
            self._switch = StopSwitch()
            self._switch.stop()
            self._thread = threading.Thread(
                target=self.run, args=(self._switch,), name=f"cancel {self.repo_id}", daemon=True
            )
            self._thread.start()

    def join(self, timeout_s: float | None = None) -> None:
        """Wait for the end of what was started."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _run_after(self, before: threading.Thread | None, switch: StopSwitch) -> None:
        if before is not None:
            before.join()
        self.run(switch)

    def run(self, switch: StopSwitch | None = None) -> DownloadEnding:
        """Download on this thread, until the end.

        Returns:
            The ending, which was emitted, too.
        """
        switch = switch or self._switch
        self._record.settle()
        report = ProgressReport(self._emit)
        ending: DownloadEnding = DownloadPaused(self.repo_id, 0, 0)
        tokens = self._tokens()
        try:
            for token in tokens:
                client = HubClient(token=token, endpoint=self._endpoint, patience=self._patience)
                ending = self._attempt(client, report, switch)
                if not (isinstance(ending, DownloadFailed) and wants_another_token(ending.error)):
                    break
        except GeminiDeskError as error:  # the keyring refuses: the hub's own refusal matters more
            logger.info("no token for %s: %s", self.repo_id, error.message)
        self._emit(ending)
        return ending

    def _attempt(
        self, client: HubClient, report: ProgressReport, switch: StopSwitch
    ) -> DownloadEnding:
        try:
            try:
                return self._download(client, report, switch)
            except Stopped:
                return self._stop(report)
        except Exception as error:  # HTTP, TLS, proxy, disk: each has classes of its own
            logger.info("downloading %s failed", self.repo_id, exc_info=True)
            failure = explain(self.repo_id, error, client)
            self._record.note(problem=str(failure))
            return DownloadFailed(
                self.repo_id, failure.with_traceback(None), report.done_bytes, report.total_bytes
            )

    def _download(
        self, client: HubClient, report: ProgressReport, switch: StopSwitch
    ) -> DownloadEnding:
        switch.check()
        report.begin(Phase.ASKING)
        with writer_lock(self._cache, self.repo_id):
            plan = make_plan(self._ask(client, report, switch), self._cache)
            report.total_bytes, report.done_bytes = plan.total_bytes, plan.here_bytes
            plan.check_disk()
            self._cache.prepare()
            record = self._record.begin(plan)
            transfer = Transfer(
                client,
                plan.model,
                self._cache,
                report=report,
                switch=switch,
                patience=self._patience,
            )
            for file in {file.etag: file for file in plan.files}.values():
                switch.check()
                if file.etag not in record.verified or not self._cache.has(file):
                    if not transfer.check(file):
                        transfer.fetch(file)
                    record = replace(
                        record,
                        verified=(*record.verified, file.etag),
                        done_bytes=report.done_bytes,
                    )
                    self._record.save(record)
            folder = self._cache.publish(plan.model, plan.files)
        self._record.remove()
        return Downloaded(self.repo_id, plan.model.commit, folder, transfer.fetched_bytes)

    def _ask(self, client: HubClient, report: ProgressReport, switch: StopSwitch) -> RemoteModel:
        """What the hub has; one that does not answer is not waited for as long as mid-way."""
        patience = replace(self._patience, retry_delays_s=self._patience.retry_delays_s[:2])
        tries = Tries(patience, switch, report)
        while True:
            switch.check()
            try:
                return client.list_files(self.repo_id)
            except Exception as error:
                switch.check()
                if not tries.wait_after(error):
                    raise

    def _stop(self, report: ProgressReport) -> DownloadEnding:
        if self._keep is None:
            self._record.note(done_bytes=report.done_bytes, paused=self._paused_by_person)
            return DownloadPaused(self.repo_id, report.done_bytes, report.total_bytes)
        if not self._keep:
            self._throw_away()
        self._record.remove()
        return DownloadCancelled(self.repo_id, self._keep)

    def _throw_away(self) -> None:
        """Take away what came of this download, and nothing that another snapshot shows."""
        record = self._record.find()
        if record is None:
            return
        with writer_lock(self._cache, self.repo_id):
            shown = self._cache.shown_etags()
            for etag in record.etags:
                self._cache.partial(etag).unlink(missing_ok=True)
                if etag in record.verified and etag not in shown:
                    self._cache.blob(etag).unlink(missing_ok=True)
            self._cache.tidy()
