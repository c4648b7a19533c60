"""The log file: rotating, private, and written on a thread of its own.

A module of its own because `logging.handlers` brings sockets and pickles with it (14 ms): the
window shows before it is imported.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from io import TextIOWrapper

_LOG_BYTES = 1_000_000
_LOG_FILES = 3


class LogFile:
    """Writes what its handler gets; nobody who logs ever waits for the disk.

    Attributes:
        handler: To be added to a logger; callable from any thread.
    """

    def __init__(self, log_dir: Path, formatter: logging.Formatter) -> None:
        self._file = _PrivateRotatingFile(
            log_dir / "gemini-desk.log",
            maxBytes=_LOG_BYTES,
            backupCount=_LOG_FILES,
            encoding="utf-8",
            delay=True,
        )
        self._file.setFormatter(formatter)
        records: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
        self.handler = QueueHandler(records)
        self._listener: QueueListener | None = QueueListener(records, self._file)
        self._listener.start()

    def close(self) -> None:
        """Write what is left; harmless twice."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        with contextlib.suppress(OSError):  # a full disk refuses what is still in the buffer
            self._file.close()


class _PrivateRotatingFile(RotatingFileHandler):
    """A log that its owner alone can read, whatever the umask says.

    Where the disk refuses, its lines are left out: what failed because of that says so itself.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (a method of logging)
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)

    def _open(self) -> TextIOWrapper:
        file = Path(self.baseFilename)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding)
