"""What a controller has to tell a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError


class Noticing(QObject):
    """A controller that tells what it did, and what went wrong. GUI thread only.

    Signals:
        notice: Level (`info`, `warning`, `error`), text, hint.
    """

    notice = Signal(str, str, str)

    def _warn(self, error: GeminiDeskError) -> None:
        """Nothing came of what was asked."""
        self.notice.emit("error", error.message, error.hint)
