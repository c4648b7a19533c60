"""Defects that nobody caught: logged, and shown once instead of ending the application."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from typing import TYPE_CHECKING

from gemini_desk.errors import GeminiDeskError
from gemini_desk.ui.notice import Level, Notice

if TYPE_CHECKING:
    from types import TracebackType

    from gemini_desk.ui.notifications import Notifications

logger = logging.getLogger(__name__)


def install(notifications: Notifications) -> None:
    """Send exceptions that nobody caught, on any thread, to `notifications`.

    PySide6 calls `sys.excepthook` for exceptions in slots and in virtual functions.
    """

    def on_main_thread(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            _tell(notifications, kind, error, trace)

    def on_other_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            _tell(notifications, args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = on_main_thread
    threading.excepthook = on_other_thread


def uninstall() -> None:
    """Put Python's own hooks back; before the window goes."""
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__


def _tell(
    notifications: Notifications,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    logger.error("an exception that nobody caught", exc_info=(kind, error, trace))
    # Without the error's own text: that may hold what a person wrote.
    details = "".join(traceback.format_tb(trace)) + kind.__qualname__
    if isinstance(error, GeminiDeskError):
        notice = Notice(Level.ERROR, error.message, error.hint, details=details)
    else:
        notice = Notice(
            Level.ERROR,
            f"Something went wrong inside Gemini Desk ({kind.__name__}).",
            "You can go on. “Copy details” has what a report needs, without your conversations.",
            details=details,
        )
    notifications.post(notice)
