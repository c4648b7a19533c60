"""Tells when a window has been painted for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_LATEST_MS: Final = 1000  # a window that starts minimised is never painted


class FirstPaint(QObject):
    """Emits `done` once, from the event loop, when `window` was painted first."""

    done = Signal()

    def __init__(self, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        window.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._finish)
        self._timer.start(_LATEST_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the paint event; what follows it waits for the event loop."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            self._timer.start(0)
        return super().eventFilter(watched, event)

    @Slot()
    def _finish(self) -> None:
        self._window.removeEventFilter(self)
        self.done.emit()
