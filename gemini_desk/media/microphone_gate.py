"""Keeps the microphone from hearing what the application itself plays."""

from __future__ import annotations

import threading
import time
from typing import Final

_ECHO_S: Final = 0.4  # what the loudspeaker still holds, and the room gives back


class MicrophoneGate:
    """Closed while somebody plays, and for a moment afterwards; callable from any thread.

    Whoever plays closes it with a name of their own and opens it with the same name:

        gate.close("reading aloud")
        ...
        gate.open("reading aloud")
    """

    def __init__(self, *, echo_s: float = _ECHO_S) -> None:
        """An open gate; after its last holder it stays closed for `echo_s`."""
        self._echo_s = echo_s
        self._holders: set[str] = set()
        self._closed_until_s = float("-inf")
        self._lock = threading.Lock()

    @property
    def is_closed(self) -> bool:
        """Whether nothing may be recorded now."""
        with self._lock:
            return bool(self._holders) or time.monotonic() < self._closed_until_s

    def close(self, holder: str) -> None:
        """Let nothing through; harmless when done twice."""
        with self._lock:
            self._holders.add(holder)

    def open(self, holder: str) -> None:
        """Let sound through again, unless somebody else holds it; harmless when done twice."""
        with self._lock:
            if holder in self._holders:
                self._holders.discard(holder)
                self._closed_until_s = time.monotonic() + self._echo_s

    def set_closed(self, holder: str, closed: bool) -> None:
        """Close or open it."""
        if closed:
            self.close(holder)
        else:
            self.open(holder)
