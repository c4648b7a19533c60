"""What Esc ends: whatever asks for attention most, one thing at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction


class _Candidate(NamedTuple):
    rank: int
    is_active: Callable[[], bool]
    end: Callable[[], None]


class Interrupting(QObject):
    """Owns the action with that key: enabled while there is anything to end. GUI thread only."""

    def __init__(self, action: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._action = action
        self._candidates: list[_Candidate] = []
        action.triggered.connect(self._end)

    def add(self, rank: int, is_active: Callable[[], bool], end: Callable[[], None]) -> None:
        """Let the key end something more; call `refresh` whenever it begins or ends.

        Args:
            rank: Of several things the one with the lowest rank is ended first.
            is_active: Whether there is anything to end.
            end: Ends it.
        """
        self._candidates.append(_Candidate(rank, is_active, end))
        self._candidates.sort(key=lambda candidate: candidate.rank)

    @Slot()
    def refresh(self) -> None:
        """Something began or ended."""
        self._action.setEnabled(any(each.is_active() for each in self._candidates))

    @Slot()
    def _end(self) -> None:
        for candidate in self._candidates:
            if candidate.is_active():
                candidate.end()
                break
        self.refresh()
