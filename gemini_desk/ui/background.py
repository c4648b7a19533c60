"""One worker thread whose results arrive on the GUI thread."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gemini_desk.errors import GeminiDeskError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

logger = logging.getLogger(__name__)

_Result = TypeVar("_Result")


class Background(QObject):
    """Runs functions one after the other on a thread of its own.

    GUI thread only. The thread starts with the first function; `close` ends it.
    """

    _delivered = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._executor: ThreadPoolExecutor | None = None
        self._closed = False
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], _Result],
        then: Callable[[_Result], None],
        failed: Callable[[GeminiDeskError], None],
    ) -> None:
        """Call `work` on the worker, then `then` or `failed` on the GUI thread.

        Results arrive in the order of the calls. An exception that is no `GeminiDeskError` is
        logged with its traceback and arrives as one.
        """
        if self._closed:
            return
        if self._executor is None:
            from concurrent.futures import ThreadPoolExecutor  # no function runs before the paint

            self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self._name)
        self._executor.submit(self._work, work, then, failed)

    def close(self) -> None:
        """Let the running function end, drop the ones that wait, deliver nothing more."""
        self._closed = True
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def _work(
        self,
        work: Callable[[], _Result],
        then: Callable[[_Result], None],
        failed: Callable[[GeminiDeskError], None],
    ) -> None:
        try:
            outcome: Callable[[], None] = functools.partial(then, work())
        except GeminiDeskError as error:
            outcome = functools.partial(failed, error.with_traceback(None))
        except OSError as error:
            logger.info("The worker met %r.", type(error).__name__, exc_info=True)
            reason = error.strerror or type(error).__name__
            outcome = functools.partial(failed, GeminiDeskError(f"The system says: {reason}."))
        except Exception:  # a defect: its traceback stays here, the person gets a sentence
            logger.exception("The worker failed.")
            outcome = functools.partial(failed, GeminiDeskError("Something unexpected went wrong."))
        self._delivered.emit(outcome)

    @Slot(object)
    def _deliver(self, outcome: Callable[[], None]) -> None:
        if not self._closed:
            outcome()
