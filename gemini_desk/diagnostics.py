"""Logs, and the report that “Copy details” puts on the clipboard.

Standard error gets warnings, or with `--debug` everything; a rotating file in the profile
gets INFO and above; the last lines are also kept in memory for the report. Prompts,
replies and file names are never logged above DEBUG, and the report leaves out DEBUG and
the messages of exceptions: a person can paste it into a public issue.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import platform
import queue
import traceback
from collections import deque
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import TextIOWrapper
    from types import TracebackType

_PACKAGE = "gemini_desk"
_FORMAT = "%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s"
_LOG_BYTES = 1_000_000
_LOG_FILES = 3
_RECENT_LINES = 200
_LIBRARIES = ("PySide6-Essentials", "torch", "transformers", "huggingface_hub")


class Diagnostics:
    """The logs of one process; made once, by the composition root.

    `report` can be called from any thread.
    """

    def __init__(
        self, log_dir: Path | None, *, debug: bool = False, log_filter: Sequence[str] = ()
    ) -> None:
        """Set logging up.

        Args:
            log_dir: Where the log file goes; None for no file.
            debug: Also log what only a developer wants to read.
            log_filter: Rooms, such as `engine`; what is below a warning is shown for them
                alone. Empty for all rooms.
        """
        level = logging.DEBUG if debug else logging.INFO
        self._recent = _RecentLines()
        console = logging.StreamHandler()
        console.setLevel(logging.DEBUG if debug else logging.WARNING)
        console.setFormatter(logging.Formatter(_FORMAT))
        self._handlers: list[logging.Handler] = [console, self._recent]
        self._listener: logging.handlers.QueueListener | None = None
        if log_dir is not None:
            self._handlers.append(self._file_handler(log_dir, level))
        self._logger = logging.getLogger(_PACKAGE)
        self._level_before = self._logger.level
        self._logger.setLevel(level)
        for handler in self._handlers:
            if log_filter:
                handler.addFilter(_RoomFilter(log_filter))
            self._logger.addHandler(handler)

    def report(self, *, model_id: str = "", device: str = "", dtype: str = "") -> str:
        """Versions, where the model runs, and the last log lines; no conversation text."""
        lines = [f"Gemini Desk {__version__}"]
        lines += [f"{library} {_version(library)}" for library in _LIBRARIES]
        lines += [f"Python {platform.python_version()}, {platform.platform()}"]
        lines += [f"model {model_id or '-'}, device {device or '-'}, dtype {dtype or '-'}", ""]
        return "\n".join([*lines, *self._recent.lines()])

    def close(self) -> None:
        """Write what is left and take the handlers off again; harmless twice."""
        if self._listener is not None:
            self._listener.stop()
            for handler in self._listener.handlers:
                handler.close()
            self._listener = None
        for handler in self._handlers:
            self._logger.removeHandler(handler)
            handler.close()
        self._handlers.clear()
        self._logger.setLevel(self._level_before)

    def _file_handler(self, log_dir: Path, level: int) -> logging.Handler:
        """A handler that hands over to a thread: no other one ever waits for the disk."""
        file = _PrivateRotatingFile(
            log_dir / "gemini-desk.log",
            maxBytes=_LOG_BYTES,
            backupCount=_LOG_FILES,
            encoding="utf-8",
            delay=True,
        )
        file.setFormatter(logging.Formatter(_FORMAT))
        records: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
        self._listener = logging.handlers.QueueListener(records, file)
        self._listener.start()
        handler = logging.handlers.QueueHandler(records)
        handler.setLevel(level)
        return handler


class _PrivateRotatingFile(logging.handlers.RotatingFileHandler):
    """A log that its owner alone can read, whatever the umask says."""

    def _open(self) -> TextIOWrapper:
        file = Path(self.baseFilename)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding)


class _RoomFilter(logging.Filter):
    """Lets warnings of every room pass, and the rest of some rooms."""

    def __init__(self, rooms: Sequence[str]) -> None:
        super().__init__()
        self._names = tuple(f"{_PACKAGE}.{room.strip()}" for room in rooms)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            return True
        return any(
            record.name == name or record.name.startswith(f"{name}.") for name in self._names
        )


class _RecentLines(logging.Handler):
    """Keeps the last lines of INFO and above."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._lines: deque[str] = deque(maxlen=_RECENT_LINES)
        self.setFormatter(_DiscreetFormatter(_FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))

    def lines(self) -> tuple[str, ...]:
        self.acquire()
        try:
            return tuple(self._lines)
        finally:
            self.release()


class _DiscreetFormatter(logging.Formatter):
    """Shows where an exception came from, not what it says: that may quote a person."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(_without_exception(record))
        if record.exc_info and record.exc_info[0] is not None:
            line += "\n" + _frames(record.exc_info[0], record.exc_info[2])
        return line


def _without_exception(record: logging.LogRecord) -> logging.LogRecord:
    bare = logging.makeLogRecord(record.__dict__)
    bare.exc_info = bare.exc_text = bare.stack_info = None
    return bare


def _frames(kind: type[BaseException], trace: TracebackType | None) -> str:
    lines = [
        f"  {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
    return "\n".join([*lines, f"  {kind.__module__}.{kind.__qualname__}"])


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "is not installed"
