"""Logs, and the report that “Copy details” puts on the clipboard.

Standard error gets warnings, a rotating file in the profile INFO and above, both of them
everything with `--debug`; the last lines are also kept in memory for the report. Prompts,
replies and file names are never logged above DEBUG, and the report leaves out DEBUG and
the messages of exceptions: a person can paste it into a public issue.

    log_file.py   the file, written on a thread of its own
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from gemini_desk import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from gemini_desk.diagnostics.log_file import LogFile

_PACKAGE = "gemini_desk"
_FORMAT = "%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s"
_RECENT_LINES = 200
_LIBRARIES = ("PySide6-Essentials", "torch", "transformers", "huggingface_hub")


def set_up_terminal_logging(*, debug: bool = False, log_filter: str | None = None) -> None:
    """Log to standard error alone, as commands do; a second call takes the first one's place.

    Args:
        debug: Log everything instead of warnings.
        log_filter: Rooms, as in `engine,ui`: what is below a warning is shown for them alone.
    """
    logger = logging.getLogger(_PACKAGE)
    for handler in list(logger.handlers):
        if isinstance(handler, _Console):
            logger.removeHandler(handler)
    logger.addHandler(_Console(debug=debug, log_filter=log_filter))
    logger.setLevel(logging.DEBUG if debug else logging.INFO)


class Diagnostics:
    """The logs of the window's process; made once, by the composition root.

    `report` can be called from any thread.
    """

    def __init__(
        self, log_dir: Path, *, debug: bool = False, log_filter: str | None = None
    ) -> None:
        """Log to standard error, to a file in `log_dir`, and to memory for the report.

        Args:
            log_dir: Where the log file goes.
            debug: Also log what only a developer wants to read.
            log_filter: Rooms, as in `engine,ui`: standard error shows what is below a
                warning for them alone.
        """
        set_up_terminal_logging(debug=debug, log_filter=log_filter)
        self._log_dir = log_dir
        self._file: LogFile | None = None
        self._recent = _RecentLines()
        self._early = _EarlyRecords()
        for handler in (self._recent, self._early):
            logging.getLogger(_PACKAGE).addHandler(handler)

    def write_file(self) -> None:
        """Write the file from now on, beginning with what was logged so far; once.

        The window shows before that: what writes it is slow to import.
        """
        if self._file is not None:
            return
        from gemini_desk.diagnostics.log_file import LogFile

        self._file = LogFile(self._log_dir, logging.Formatter(_FORMAT))
        logger = logging.getLogger(_PACKAGE)
        logger.addHandler(self._file.handler)
        logger.removeHandler(self._early)
        for record in self._early.records:
            self._file.handler.handle(record)

    def report(self, *, model_id: str = "", device: str = "", dtype: str = "") -> str:
        """Versions, where the model runs, and the last log lines; no conversation text."""
        import platform  # its patterns are compiled at import; the first window does not pay

        lines = [f"Gemini Desk {__version__}"]
        lines += [f"{library} {_version(library)}" for library in _LIBRARIES]
        lines += [f"Python {platform.python_version()}, {platform.platform()}"]
        lines += [f"model {model_id or '-'}, device {device or '-'}, dtype {dtype or '-'}", ""]
        return "\n".join([*lines, *self._recent.lines()])

    def close(self) -> None:
        """Write what is left to the file and close it; harmless twice."""
        self.write_file()
        logger = logging.getLogger(_PACKAGE)
        logger.removeHandler(self._recent)
        if self._file is not None:
            logger.removeHandler(self._file.handler)
            self._file.close()


class _Console(logging.StreamHandler[TextIO]):
    """Standard error as it is now, which programs and tests may replace."""

    def __init__(self, *, debug: bool, log_filter: str | None) -> None:
        super().__init__()
        self.setLevel(logging.DEBUG if debug else logging.WARNING)
        self.setFormatter(logging.Formatter(_FORMAT))
        if log_filter:
            self.addFilter(_RoomFilter(log_filter.split(",")))

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


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


class _EarlyRecords(logging.Handler):
    """Keeps what is logged before there is a file."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


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
    from importlib import metadata  # 30 ms that the first window does not pay

    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "is not installed"
