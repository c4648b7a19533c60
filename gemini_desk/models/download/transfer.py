"""One file: fetched, gone on with after a break, verified, put in its place.

A partial file holds the first bytes of the blob, nothing else, so that whoever comes next,
in this process or another, asks for the rest alone. The hash is made of the bytes as they pass;
what a former run left is read first. Only a file whose hash is right gets its name.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from gemini_desk.errors import DownloadBusyError, DownloadError, WrongChecksumError
from gemini_desk.models.download.checksum import Checksum, file_matches, read_into
from gemini_desk.models.download.progress import Phase
from gemini_desk.models.download.refusals import retry_after_s

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.models.download.hub_client import HubClient
    from gemini_desk.models.download.patience import Patience, StopSwitch
    from gemini_desk.models.download.progress_report import ProgressReport
    from gemini_desk.models.download.remote_model import RemoteFile, RemoteModel
    from gemini_desk.models.download.repository_cache import RepositoryCache

logger = logging.getLogger(__name__)

_LOCK_MODE = 0o664  # as the hub's library makes them: people who share a cache wait for each other


class Transfer:
    """Brings the files of one model into the cache; used by one thread."""

    def __init__(
        self,
        client: HubClient,
        model: RemoteModel,
        cache: RepositoryCache,
        *,
        report: ProgressReport,
        switch: StopSwitch,
        patience: Patience,
    ) -> None:
        self._client = client
        self._model = model
        self._cache = cache
        self._report = report
        self._switch = switch
        self._patience = patience
        self.fetched_bytes = 0

    def check(self, file: RemoteFile) -> bool:
        """Whether the blob that is here is the file; a wrong one is taken away.

        Raises:
            OSError: The disk fails.
            Stopped: The switch was thrown.
        """
        blob = self._cache.blob(file.etag)
        if not self._cache.has(file):
            if blob.exists():
                logger.info("%s in the cache has a wrong size", file.path)
                blob.unlink()
            return False
        self._report.begin(Phase.CHECKING, file.path)
        if file_matches(blob, file.etag, lambda _count: self._switch.check()):
            return True
        logger.info("%s in the cache is damaged", file.path)
        blob.unlink()
        self._report.took_away(file.size_bytes)
        return False

    def fetch(self, file: RemoteFile) -> None:
        """Have the file in the cache, whole and verified.

        Raises:
            DownloadBusyError: Another program writes this very file.
            DownloadError: What came is not what the hub promises.
            OSError: The disk refuses.
            Stopped: The switch was thrown.
            Exception: As in `HubClient.open_file`, once trying again did not help.
        """
        lock = FileLock(self._cache.lock(file.etag), timeout=0, mode=_LOCK_MODE)
        try:
            with lock:
                self._fetch_locked(file)
        except Timeout:
            raise DownloadBusyError(
                f"Another program is downloading {file.path} of {self._model.repo_id}.",
                hint="Wait until it is done; nothing has to be fetched twice.",
            ) from None

    def _fetch_locked(self, file: RemoteFile) -> None:
        partial = self._cache.partial(file.etag)
        checksum = self._take_up(file, partial)
        resumed = checksum.seen_bytes > 0
        self._complete(file, partial, checksum)
        if not checksum.matches() and resumed:
            # What lay here, from another program or a crash, was wrong: once more, from the start.
            logger.info("%s: what was here already was damaged", file.path)
            self._discard(partial, checksum)
            self._complete(file, partial, checksum)
        if not checksum.matches():
            self._discard(partial, checksum)
            raise WrongChecksumError(
                f"{file.path} of {self._model.repo_id} came damaged: its hash is not the one "
                "that the hub names. It was thrown away.",
                hint="Try again. If it happens again, the network or the disk changes data.",
            )
        with partial.open("rb") as whole:
            os.fsync(whole.fileno())
        self._cache.finish_blob(file.etag)

    def _take_up(self, file: RemoteFile, partial: Path) -> Checksum:
        """Read what a former run left."""
        checksum = Checksum(file.etag, file.size_bytes)
        if not partial.exists():
            return checksum
        if partial.stat().st_size > file.size_bytes:
            partial.unlink()
            return checksum
        self._report.begin(Phase.CHECKING, file.path)
        read_into(checksum, partial, file.size_bytes, lambda _count: self._switch.check())
        return checksum

    def _discard(self, partial: Path, checksum: Checksum) -> None:
        """Begin anew: what is here is not the beginning of the file."""
        try:
            self._report.took_away(partial.stat().st_size)
            partial.unlink()
        except FileNotFoundError:
            pass
        checksum.restart()

    def _complete(self, file: RemoteFile, partial: Path, checksum: Checksum) -> None:
        """Fetch what is missing, over as many connections as it takes."""
        tries = Tries(self._patience, self._switch, self._report)
        if not file.size_bytes:
            partial.touch()
        while checksum.seen_bytes < file.size_bytes:
            before = checksum.seen_bytes
            try:
                self._fetch_once(file, partial, checksum)
            except Exception as error:
                self._switch.check()  # a connection that `stop` closed raises, too
                # What was written is in the hash already: both go on from the same byte.
                came = partial.exists() and partial.stat().st_size > before
                if not tries.wait_after(error, came=came):
                    raise

    def _fetch_once(self, file: RemoteFile, partial: Path, checksum: Checksum) -> None:
        self._switch.check()
        self._report.begin(Phase.FETCHING, file.path)
        with self._client.open_file(self._model, file.path, checksum.seen_bytes, self._switch) as (
            start,
            pieces,
        ):
            if start != checksum.seen_bytes:
                if start != 0:
                    raise self._wrong_size(file, checksum)
                self._discard(partial, checksum)  # a server that cannot go on
            with partial.open("ab", buffering=0) as out:
                for piece in pieces:
                    self._switch.check()
                    if checksum.seen_bytes + len(piece) > file.size_bytes:
                        raise self._wrong_size(file, checksum)
                    _write(out.write, piece)
                    checksum.add(piece)
                    self.fetched_bytes += len(piece)
                    self._report.came(len(piece))
        if checksum.seen_bytes < file.size_bytes:
            raise self._wrong_size(file, checksum)

    def _wrong_size(self, file: RemoteFile, checksum: Checksum) -> DownloadError:
        self._discard(self._cache.partial(file.etag), checksum)
        return WrongChecksumError(
            f"{file.path} of {self._model.repo_id} does not have the size that the hub names. "
            "It was thrown away.",
            hint="The model may just have been changed. Try again.",
        )


class Tries:
    """Decides whether a failure is worth another try, and waits before it."""

    def __init__(self, patience: Patience, switch: StopSwitch, report: ProgressReport) -> None:
        self._patience = patience
        self._switch = switch
        self._report = report
        self._failures = 0

    def wait_after(self, error: Exception, *, came: bool = False) -> bool:
        """Wait as long as is right after `error`.

        Args:
            error: What went wrong.
            came: Some bytes came before it: the connection as such works.

        Returns:
            Whether to try again.

        Raises:
            Stopped: The switch was thrown while this waited.
        """
        asked_s = retry_after_s(error)
        self._failures = 0 if came else self._failures
        delays_s = self._patience.retry_delays_s
        if (
            asked_s is None
            or asked_s > self._patience.longest_wait_s
            or self._failures >= len(delays_s)
        ):
            return False
        delay_s = max(asked_s, delays_s[self._failures])
        self._failures += 1
        logger.info("%s: trying again in %.0f s", type(error).__name__, delay_s)
        why = "The hub asks to wait" if asked_s else "The connection was lost"
        self._report.wait(f"{why}; trying again in {max(1, round(delay_s))} s.")
        self._switch.wait(delay_s)
        return True


def _write(write: Callable[[bytes], int | None], piece: bytes) -> None:
    """Write all of it: without a buffer, a write may take a part."""
    view = memoryview(piece)
    while view:
        written = write(bytes(view) if len(view) != len(piece) else piece)
        view = view[written or 0 :]
