"""A widget that looks again and again at what is heard, while it can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

_TICK_MS: Final = 50


class LiveMeter(QWidget):
    """Base of the meters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.refresh)

    def begin(self) -> None:
        """It is seen again: forget what was shown before."""

    def refresh(self) -> None:
        """Show what is heard now."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look."""
        super().showEvent(event)
        self.begin()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop looking."""
        self._tick.stop()
        super().hideEvent(event)
