"""How long a download waits, how often it tries again, and how it is told to stop."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, and how often to try again.

    Attributes:
        connect_s: For a connection.
        read_s: For the next bytes of one.
        retry_delays_s: Before each new try; the count starts anew with every byte that comes.
        longest_wait_s: A hub that asks to wait longer than this is not waited for.
    """

    connect_s: float = 10.0
    read_s: float = 20.0
    retry_delays_s: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0)
    longest_wait_s: float = 300.0


class Stopped(Exception):  # noqa: N818 - no error: somebody asked for it
    """A download was told to stop; it never leaves this package."""


class StopSwitch:
    """Tells a download to stop, from any thread, and wakes it where it waits."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def stop(self) -> None:
        """Ask for the end; returns at once."""
        with self._lock:
            self._event.set()
            if self._socket is not None:
                # Wakes a read that would wait for its time-out. The base class's method: the one
                # of a TLS socket takes its state away under the thread that reads.
                with suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._event.is_set()

    def check(self) -> None:
        """Leave if `stop` was called.

        Raises:
            Stopped: It was.
        """
        if self._event.is_set():
            raise Stopped

    def wait(self, seconds: float) -> None:
        """Wait so long, or until `stop`.

        Raises:
            Stopped: It was called.
        """
        if self._event.wait(seconds):
            raise Stopped

    def watch(self, connection: socket.socket | None) -> None:
        """The connection that is read from next; None when there is none any more.

        Raises:
            Stopped: `stop` was called before.
        """
        with self._lock:
            self._socket = connection
            if connection is not None and self._event.is_set():
                raise Stopped
