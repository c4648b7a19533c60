"""Ctrl-C in the terminal, and SIGTERM, close the window as its own button does."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

if TYPE_CHECKING:
    from types import FrameType


class ProcessSignals(QObject):
    """Turns process signals into a Qt signal, on the main thread.

    Python runs its handlers between bytecodes, and none run while Qt waits for events; a
    byte in a socket that Qt watches wakes it.

    Signals:
        arrived: The process was asked to end.
    """

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watching = False

    @Slot()
    def watch(self) -> None:
        """Take the signals from now on; until then they end the process as usual."""
        import socket  # 5 ms, after the first paint

        self._watching = True
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._handlers = {
            number: signal.signal(number, self._ignore)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def close(self) -> None:
        """Put the handlers back that were there before; harmless before `watch`."""
        if not self._watching:
            return
        self._watching = False
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    @Slot()
    def _read(self) -> None:
        self._reader.recv(64)
        self.arrived.emit()

    @staticmethod
    def _ignore(_number: int, _frame: FrameType | None) -> None:
        """The wake-up byte says it all."""
