"""Tells when a widget that is not ours takes another size. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class ResizeWatcher(QObject):
    """Watches a widget, and goes with it.

    The filter touches no attribute of its own: Qt also calls it while Python takes the
    widget and everything around it apart.

    Signals:
        resized: The widget has another size.
    """

    resized = Signal()

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at each event of the widget and let it pass."""
        if event.type() == QEvent.Type.Resize:
            self.resized.emit()
        return False
