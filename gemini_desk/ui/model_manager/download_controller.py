"""Several downloads, one at a time, over restarts. GUI thread only.

The bytes come on a thread of the download's own; the disk of the records and the keyring are asked
on the worker. What was not finished when the application ended is there again, paused.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.errors import DownloadError, GeminiDeskError
from gemini_desk.models import hub_token
from gemini_desk.models.download.job import Download
from gemini_desk.models.download.progress import (
    DownloadCancelled,
    Downloaded,
    DownloadFailed,
    DownloadPaused,
    DownloadProgress,
)
from gemini_desk.ui.model_manager.download_state import DownloadStage, DownloadState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.models.download.records import DownloadRecord, DownloadRecords
    from gemini_desk.models.network import Ban
    from gemini_desk.ui.background import Background

_STOP_TIMEOUT_S = 5.0
_WANTS_TO_RUN = (DownloadStage.QUEUED, DownloadStage.RUNNING)


class DownloadController(QObject):
    """The downloads of this window.

    Signals:
        changed: The hub id of a download whose `state` is another one; None: it is gone.
        downloaded: The hub id of a model that is here now, whole and verified.
        refused: The hub id of a download that was not begun, and the `Ban` that forbids it.
        found_unfinished: The hub ids of downloads that an earlier window left.
    """

    changed = Signal(str)
    downloaded = Signal(str)
    refused = Signal(str, object)
    found_unfinished = Signal(tuple)
    _told = Signal(str, object)

    def __init__(
        self,
        records: DownloadRecords,
        *,
        hub_dir: Callable[[], Path],
        ban: Callable[[], Ban | None],
        background: Background,
        parent: QObject,
    ) -> None:
        """Nothing is read before `begin`.

        Args:
            records: Downloads that are not finished.
            hub_dir: The cache, as the settings have it when a download begins.
            ban: What forbids that the hub is asked, if anything does.
            background: Reads the records, writes the keyring.
            parent: Owner.
        """
        super().__init__(parent)
        self._records = records
        self._hub_dir = hub_dir
        self._ban = ban
        self._background = background
        self._downloads: dict[str, Download] = {}
        self._states: dict[str, DownloadState] = {}
        self._paused_before: set[str] = set()
        self._closed = False
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    @property
    def states(self) -> tuple[DownloadState, ...]:
        """Every download, in the order in which they were asked for."""
        return tuple(self._states.values())

    def state(self, repo_id: str) -> DownloadState | None:
        """How a download stands; None if there is none."""
        return self._states.get(repo_id)

    def was_paused(self, repo_id: str) -> bool:
        """Whether the person paused this download in an earlier window."""
        return repo_id in self._paused_before

    def begin(self) -> None:
        """Look for what an earlier window left."""
        self._background.run(self._records.load, self._take_up, lambda _error: None)

    @Slot(str)
    def download(self, repo_id: str) -> None:
        """Begin a download, go on with it, or try again."""
        if (ban := self._ban()) is not None:
            self.refused.emit(repo_id, ban)
            return
        before = self._states.get(repo_id)
        if before is None or before.stage not in _WANTS_TO_RUN:
            done, total = (before.done_bytes, before.total_bytes) if before else (0, 0)
            self._show(DownloadState(repo_id, DownloadStage.QUEUED, done, total))
            self._job(repo_id).wait()
            self._start_next()
            self._remember(repo_id)

    @Slot(str)
    def pause(self, repo_id: str) -> None:
        """Stop a download, and keep what came."""
        state = self._states.get(repo_id)
        if state is None:
            return
        if state.stage is DownloadStage.QUEUED:
            self._show(state._replace(stage=DownloadStage.PAUSED))
            self._job(repo_id).wait(paused=True)
            self._remember(repo_id)
        elif state.stage is DownloadStage.RUNNING:
            self._show(state._replace(stage=DownloadStage.STOPPING))
            self._downloads[repo_id].pause()

    def cancel(self, repo_id: str, *, keep: bool) -> None:
        """Give a download up.

        Args:
            repo_id: The model.
            keep: What came stays in the cache, where another download finds it.
        """
        state = self._states.get(repo_id)
        if state is None:
            return
        if state.stage is DownloadStage.DONE:
            self._forget(repo_id)
            return
        self._show(state._replace(stage=DownloadStage.STOPPING))
        self._job(repo_id).cancel(keep=keep)

    def give_token(self, repo_id: str, token: str) -> None:
        """Keep a token that a person entered, and try again with it."""

        def keep() -> str:
            try:
                hub_token.keep_token(token)
            except GeminiDeskError as error:
                hub_token.keep_token(token, session_only=True)  # no token: raises the same
                return error.message
            return ""

        self._background.run(
            keep,
            lambda _why_not: self.download(repo_id),
            lambda error: self._fail(repo_id, error),
        )

    def close(self) -> None:
        """Pause everything; the records tell the next window."""
        self._closed = True
        for repo_id, download in self._downloads.items():
            if self._states[repo_id].stage in _WANTS_TO_RUN:
                download.pause(by_person=False)
        for download in self._downloads.values():
            download.join(_STOP_TIMEOUT_S)
            with contextlib.suppress(OSError):  # what waits in line was told to the worker, too
                download.remember()

    # -- one at a time ----------------------------------------------------------------

    def _start_next(self) -> None:
        stages = [state.stage for state in self._states.values()]
        if self._closed or DownloadStage.RUNNING in stages or DownloadStage.STOPPING in stages:
            return
        for state in self.states:
            if state.stage is DownloadStage.QUEUED:
                self._show(state._replace(stage=DownloadStage.RUNNING))
                self._job(state.repo_id).start()
                return

    def _remember(self, repo_id: str) -> None:
        """A window that ends, or falls, leaves what waits in line to the next."""
        self._background.run(self._job(repo_id).remember, lambda _done: None, lambda _error: None)

    def _job(self, repo_id: str) -> Download:
        if repo_id not in self._downloads:

            def emit(event: object) -> None:  # on the download's thread
                with contextlib.suppress(RuntimeError):  # the window is gone
                    self._told.emit(repo_id, event)

            self._downloads[repo_id] = Download(
                repo_id, hub_dir=self._hub_dir(), records=self._records, emit=emit
            )
        return self._downloads[repo_id]

    # -- what downloads tell ----------------------------------------------------------

    @Slot(str, object)
    def _on_told(self, repo_id: str, event: object) -> None:
        state = self._states.get(repo_id)
        if self._closed or state is None:
            return
        match event:
            case DownloadProgress():
                self._show(
                    state._replace(
                        progress=event,
                        done_bytes=event.done_bytes if event.total_bytes else state.done_bytes,
                        total_bytes=event.total_bytes or state.total_bytes,
                    )
                )
                return
            case DownloadPaused():
                self._show(state._replace(stage=DownloadStage.PAUSED, progress=None))
            case DownloadFailed(error=error):
                self._fail(repo_id, error)
            case DownloadCancelled():
                self._forget(repo_id)
            case Downloaded():
                total = state.total_bytes
                self._show(DownloadState(repo_id, DownloadStage.DONE, total, total))
                self._downloads.pop(repo_id, None)
                self.downloaded.emit(repo_id)
            case _:
                return
        self._start_next()

    def _fail(self, repo_id: str, error: GeminiDeskError) -> None:
        state = self._states.get(repo_id)
        if state is not None:
            self._show(state._replace(stage=DownloadStage.FAILED, progress=None, error=error))

    def _forget(self, repo_id: str) -> None:
        self._states.pop(repo_id, None)
        self._downloads.pop(repo_id, None)
        self.changed.emit(repo_id)

    def _show(self, state: DownloadState) -> None:
        self._states[state.repo_id] = state
        self.changed.emit(state.repo_id)

    def _take_up(self, records: tuple[DownloadRecord, ...]) -> None:
        new = [record for record in records if record.repo_id not in self._states]
        self._paused_before = {record.repo_id for record in new if record.paused}
        for record in new:
            error = DownloadError(record.problem) if record.problem else None
            stage = DownloadStage.PAUSED if error is None else DownloadStage.FAILED
            self._show(
                DownloadState(
                    record.repo_id, stage, record.done_bytes, record.total_bytes, error=error
                )
            )
        if new:
            self.found_unfinished.emit(tuple(record.repo_id for record in new))
