"""What the keys do in the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QScrollBar


class ConversationKeys:
    """Maps key presses to actions.

    Up, Down, Page Up, Page Down, Space, Home, End scroll; Ctrl+Up and Ctrl+Down go from
    message to message; Shift with these selects; Ctrl+A selects all, Ctrl+C copies, Esc selects
    nothing.
    """

    def __init__(
        self,
        bar: QScrollBar,
        *,
        to_end: Callable[[], None],
        by_message: Callable[[int], None],
        select_all: Callable[[], None],
        copy: Callable[[], None],
        clear: Callable[[], None],
        extend: Callable[[QKeyEvent], bool],
    ) -> None:
        self._bar = bar
        self._to_end = to_end
        self._by_message = by_message
        self._select_all = select_all
        self._copy = copy
        self._clear = clear
        self._extend = extend

    def handle(self, event: QKeyEvent) -> bool:
        """Act on a key press; returns whether it was one of ours."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._select_all()
        elif self._extend(event):
            return True
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return self._with_control(event.key())
        else:
            return self._plain(event)
        return True

    def _with_control(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_Up:
                self._by_message(-1)
            case Qt.Key.Key_Down:
                self._by_message(1)
            case Qt.Key.Key_Home:
                self._bar.setValue(0)
            case Qt.Key.Key_End:
                self._to_end()
            case _:
                return False
        return True

    def _plain(self, event: QKeyEvent) -> bool:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        page = max(1, self._bar.pageStep() - self._bar.singleStep())
        step = self._bar.singleStep()
        match event.key():
            case Qt.Key.Key_Up:
                self._bar.setValue(self._bar.value() - step)
            case Qt.Key.Key_Down:
                self._bar.setValue(self._bar.value() + step)
            case Qt.Key.Key_PageUp:
                self._bar.setValue(self._bar.value() - page)
            case Qt.Key.Key_PageDown:
                self._bar.setValue(self._bar.value() + page)
            case Qt.Key.Key_Space:
                self._bar.setValue(self._bar.value() + (-page if shift else page))
            case Qt.Key.Key_Home:
                self._bar.setValue(0)
            case Qt.Key.Key_End:
                self._to_end()
            case Qt.Key.Key_Escape:
                self._clear()
            case _:
                return False
        return True
