"""A connection to the sound server, with the thread on which the server's answers come."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Self

from gemini_desk.media.pulse.library import (
    CONTEXT_CALLBACK,
    CONTEXT_FAILED,
    CONTEXT_NO_AUTOSPAWN,
    CONTEXT_READY,
    ERROR_ACCESS,
    ERROR_AUTHENTICATION,
    ERROR_TERMINATED,
    load_libpulse,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

logger = logging.getLogger(__name__)

TIMEOUT_S: Final = 5.0  # a server that lives answers in milliseconds
_NAME: Final = b"Gemini Desk"


class NoSoundServerError(Exception):
    """No server runs here, or it does not answer; never shown to a person.

    Attributes:
        is_refusal: There is one, and it does not let this program in.
        is_silent: There is one, and it does not answer, or has no room for one more program.
            Whoever asks the drivers behind its back then waits for minutes, for nothing.
    """

    def __init__(self, reason: str, *, is_refusal: bool = False, is_silent: bool = False) -> None:
        super().__init__(reason)
        self.is_refusal = is_refusal
        self.is_silent = is_silent


class Connection:
    """Open until `close`; callable from any thread but its own.

    Attributes:
        library: libpulse.
        context: Its pa_context; use it within `locked` only.
    """

    def __init__(self, on_lost: Callable[[], None] | None = None) -> None:
        """Connect.

        Args:
            on_lost: Called on the connection's thread when the server goes away.

        Raises:
            NoSoundServerError: There is no library, no server, or no answer.
        """
        library = load_libpulse()
        if library is None:
            raise NoSoundServerError("no libpulse")
        self.library: Any = library
        self._on_lost = on_lost
        self._decided = threading.Event()
        self._was_ready = False
        self._closed = False
        self._callback = CONTEXT_CALLBACK(self._state_changed)  # kept: C does not keep it
        self._loop = library.pa_threaded_mainloop_new()
        api = library.pa_threaded_mainloop_get_api(self._loop)
        self.context: Any = library.pa_context_new(api, _NAME)
        library.pa_context_set_state_callback(self.context, self._callback, None)
        refused = library.pa_context_connect(self.context, None, CONTEXT_NO_AUTOSPAWN, None) < 0
        library.pa_threaded_mainloop_start(self._loop)
        if refused or not self._decided.wait(TIMEOUT_S) or not self._was_ready:
            code = self.error_code()
            is_silent = code == ERROR_TERMINATED or not (refused or self._decided.is_set())
            self.close()
            is_refusal = code in (ERROR_ACCESS, ERROR_AUTHENTICATION)
            raise NoSoundServerError(
                self.error_text(code), is_refusal=is_refusal, is_silent=is_silent
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the connection's thread still: libpulse wants it around each of its functions."""
        self.library.pa_threaded_mainloop_lock(self._loop)
        try:
            yield
        finally:
            self.library.pa_threaded_mainloop_unlock(self._loop)

    def finish(self, operation: Any, done: threading.Event) -> None:
        """Wait until `done` is set by the callback of `operation`.

        Raises:
            NoSoundServerError: The server does not answer.
        """
        if operation is not None:
            with self.locked():
                self.library.pa_operation_unref(operation)
            if done.wait(TIMEOUT_S):
                return
        raise NoSoundServerError("no answer", is_silent=True)

    def error_code(self) -> int:
        """What went wrong last."""
        with self.locked():
            return int(self.library.pa_context_errno(self.context))

    def error_text(self, code: int) -> str:
        """What the library calls an error."""
        return str(self.library.pa_strerror(code).decode())

    def close(self) -> None:
        """End it; harmless when done twice."""
        if self._closed:
            return
        self._closed = True
        library = self.library
        with self.locked():
            library.pa_context_disconnect(self.context)
        library.pa_threaded_mainloop_stop(self._loop)  # no callback comes after this
        library.pa_context_unref(self.context)
        library.pa_threaded_mainloop_free(self._loop)

    def _state_changed(self, context: int, _user_data: object) -> None:
        """The connection's thread."""
        state = self.library.pa_context_get_state(context)
        if state == CONTEXT_READY:
            self._was_ready = True
            self._decided.set()
        elif state == CONTEXT_FAILED:
            self._decided.set()
            if self._was_ready and not self._closed and self._on_lost is not None:
                logger.info("the sound server went away")
                self._on_lost()
