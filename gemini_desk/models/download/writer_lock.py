"""One writer at a time for each model, across windows, command lines and people."""

from __future__ import annotations

import json
import os
import socket
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from gemini_desk.errors import DownloadBusyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gemini_desk.models.download.repository_cache import RepositoryCache

_LOCK = "gemini-desk.lock"
_OWNER = "gemini-desk.json"  # beside it: some systems let nobody read a locked file


@contextmanager
def writer_lock(cache: RepositoryCache, repo_id: str) -> Iterator[None]:
    """Be the one who writes this repository of the cache; the system ends it with the process.

    Raises:
        DownloadBusyError: Somebody else is; the message says who.
        OSError: The cache cannot be written.
    """
    cache.locks_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(cache.locks_dir / _LOCK, timeout=0, mode=0o664)
    owner = cache.locks_dir / _OWNER
    try:
        lock.acquire()
    except Timeout:
        raise DownloadBusyError(
            f"{repo_id} is already being downloaded by {_who(owner)}.",
            hint="Wait until it is done, or pause it there.",
        ) from None
    try:
        owner.write_text(json.dumps({"pid": os.getpid(), "host": socket.gethostname()}))
        yield
    finally:
        with suppress(OSError):
            owner.unlink()
        lock.release()


def _who(owner: Path) -> str:
    try:
        told = json.loads(owner.read_text())
        pid, host = int(told["pid"]), str(told["host"])
    except (OSError, ValueError, KeyError, TypeError):
        return "another program"
    if host != socket.gethostname():
        return f"Gemini Desk on {host[:60]} (process {pid})"
    if pid == os.getpid():
        return "this window"
    return f"another Gemini Desk (process {pid})"
