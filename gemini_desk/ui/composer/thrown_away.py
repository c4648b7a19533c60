"""Recordings that a person threw away: a long one can be brought back for a while."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.composer.take import Take

logger = logging.getLogger(__name__)

_FORGET_MS = 60_000  # longer than anybody keeps the notice that offers it


class ThrownAway(QObject):
    """Ends recordings that nobody wants, and deletes them now or later. GUI thread only.

    Signals:
        kept: Path of a clip that `take_back` gives back, until it is deleted.
    """

    kept = Signal(object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        """Nothing was thrown away yet.

        Args:
            background: The worker that touches the sound system and the disk.
            parent: Owner.
        """
        super().__init__(parent)
        self._background = background
        self._takes: list[Take] = []
        self._forget = QTimer(self, singleShot=True, interval=_FORGET_MS)
        self._forget.timeout.connect(self._delete)

    def add(self, take: Take, *, keep: bool) -> None:
        """End a recording; with `keep` its clip stays for a while, and `kept` names it."""
        self._takes.append(take)
        if keep:
            self._forget.start()
            self._background.run(take.set_aside, self.kept.emit, _log)
        else:
            self._background.run(take.discard, _nothing, _log)

    def take_back(self, clip: Path) -> bool:
        """Let go of a clip, so that it stays; False if it is deleted, or was taken before."""
        for take in self._takes:
            if take.clip == clip:
                take.clip = None
                return True
        return False

    def close(self) -> None:
        """Delete what is left; the worker has ended, and may not have come to it."""
        self._forget.stop()
        for take in self._takes:
            take.discard()

    @Slot()
    def _delete(self) -> None:
        for take in self._takes:
            self._background.run(take.discard, _nothing, _log)


def _nothing(_result: None) -> None:
    """Nobody waits for a recording that is deleted."""


def _log(error: GeminiDeskError) -> None:
    logger.info("throwing a recording away: %s", error.message)
