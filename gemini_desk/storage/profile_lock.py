"""One writing process for each profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import FileLock


def lock_profile(data_dir: Path) -> FileLock:
    """Take the lock of `data_dir`, without waiting; the system frees it if the process dies.

    To be released by the thread that took it.

    Raises:
        StorageError: Another process holds it, or the folder cannot be written.
    """
    from filelock import (  # brings asyncio along: 80 ms that a window need not wait
        FileLock,
        Timeout,
    )

    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(data_dir / "in-use.lock", timeout=0, mode=0o600)
        lock.acquire()
    except Timeout:
        raise StorageError(
            "Gemini Desk is already open with this profile.",
            hint="Use the window that is open, or start another with --profile DIR.",
        ) from None
    except OSError as error:
        raise StorageError(
            f"The data folder cannot be written: {error.strerror}.",
            hint=f"Check the permissions of {data_dir}, or start with --profile DIR.",
        ) from None
    return lock
