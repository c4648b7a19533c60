"""Fails a test that leaves a thread or a timer running, and names the line that started it.

Watched are threads that are no daemons, every thread that the package itself starts, and QTimers
that Python code makes. What was running before the test (session fixtures) is none of its business.
"""

from __future__ import annotations

import gc
import threading
import traceback
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from PySide6 import QtCore
from shiboken6 import isValid

if TYPE_CHECKING:
    from collections.abc import Iterator

_GRACE_S = 2.0  # for threads that were told to end and are on their way
_PACKAGE = "gemini_desk"

_thread_origins: weakref.WeakKeyDictionary[threading.Thread, str] = weakref.WeakKeyDictionary()
_timers: weakref.WeakSet[QtCore.QTimer] = weakref.WeakSet()


def _caller() -> str:
    """The innermost line outside this file and the standard library that is on the stack now."""
    frames = traceback.extract_stack()[:-2]
    own = [frame for frame in frames if f"/{_PACKAGE}/" in frame.filename]
    tests = [frame for frame in frames if "/tests/" in frame.filename]
    frame = (own or tests or frames)[-1]
    return f"{frame.filename}:{frame.lineno} in {frame.name}"


def _watch_threads() -> None:
    original = threading.Thread.start

    def start(self: threading.Thread) -> None:
        _thread_origins[self] = _caller()
        original(self)

    threading.Thread.start = start  # type: ignore[method-assign]  # the point of this function


class _WatchedTimer(QtCore.QTimer):
    """A QTimer that is remembered, with the line that started it."""

    origin = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _timers.add(self)

    def start(self, *args: Any) -> None:
        self.origin = _caller()
        super().start(*args)


def _install() -> None:
    if QtCore.QTimer is _WatchedTimer:
        return
    _watch_threads()
    QtCore.QTimer = _WatchedTimer  # type: ignore[misc]  # the point of this function


def _is_watched(thread: threading.Thread) -> bool:
    return not thread.daemon or f"/{_PACKAGE}/" in _thread_origins.get(thread, "")


def _running_threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if _is_watched(thread)}


def _active_timers() -> set[QtCore.QTimer]:
    return {timer for timer in list(_timers) if isValid(timer) and timer.isActive()}


def _deliver_deletions() -> None:
    """Carry out every pending deleteLater, and let go of cycles that still hold a timer."""
    if QtCore.QCoreApplication.instance() is not None:
        QtCore.QCoreApplication.sendPostedEvents(None, QtCore.QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture(autouse=True)
def leak_guard() -> Iterator[None]:
    """Fail the test if a thread or timer that it started is still running after it."""
    threads_before, timers_before = _running_threads(), _active_timers()
    yield
    left: list[str] = []
    for thread in _running_threads() - threads_before:
        thread.join(_GRACE_S)
        if thread.is_alive():
            left.append(f"thread {thread.name!r}, started at {_thread_origins.get(thread, '?')}")
    if _active_timers() - timers_before:
        _deliver_deletions()
        left += [
            f"active QTimer ({timer.interval()} ms), started at {getattr(timer, 'origin', '?')}"
            for timer in _active_timers() - timers_before
        ]
        for timer in _active_timers() - timers_before:
            timer.stop()  # or every later test would be blamed as well
    if left:
        pytest.fail("left running by this test:\n  " + "\n  ".join(sorted(left)), pytrace=False)


# On import, which is before the tests import the package: it has to see the watched QTimer.
_install()
