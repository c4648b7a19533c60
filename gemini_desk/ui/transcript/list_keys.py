"""The keys of the list of segments.

To add one: give it a branch below, and a line in `KEYS_OF_WIDGETS` (`ui/shortcuts.py`), where
people find it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from gemini_desk.ui.transcript.chosen_rows import ChosenRows
    from gemini_desk.ui.transcript.inline_editing import InlineEditing

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_K = Qt.Key
_ENTER = (_K.Key_Return, _K.Key_Enter)
_FASTER = (_K.Key_Plus, _K.Key_Equal)  # the same key, on keyboards that shift for the plus
_SLOWER = (_K.Key_Minus,)
_MOVES = (_K.Key_Up, _K.Key_Down, _K.Key_PageUp, _K.Key_PageDown, _K.Key_Home, _K.Key_End)


class ListKeys(QObject):
    """What a key does in the list. GUI thread only."""

    def __init__(self, rows: ChosenRows, editing: InlineEditing) -> None:
        super().__init__(rows)
        self._rows = rows
        self._editing = editing

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key of the window's shortcuts is the list's own while it has the keyboard."""
        return event.key() == _K.Key_F2 or event.matches(QKeySequence.StandardKey.Copy)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key is for; returns whether it is for anything."""
        rows = self._rows
        if not rows.segments or event.modifiers() & _ALT:
            return False
        key, modifiers = event.key(), event.modifiers() & ~_KEYPAD
        if key in _MOVES and not modifiers & _CTRL:
            rows.go_to(self._target(_K(key)), extend=bool(modifiers & _SHIFT))
            return True
        if event.matches(QKeySequence.StandardKey.SelectAll):
            rows.choice.choose_all(len(rows.segments))
            rows.choice_changed()
            return True
        if modifiers & _CTRL:
            return self._press_with_ctrl(_K(key), is_shifted=bool(modifiers & _SHIFT))
        return self._press_plain(_K(key), is_shifted=bool(modifiers & _SHIFT))

    def _press_with_ctrl(self, key: Qt.Key, *, is_shifted: bool) -> bool:
        rows = self._rows
        if key in (_K.Key_Left, _K.Key_Right) and not is_shifted:
            rows.stepped.emit(-1 if key == _K.Key_Left else 1)
        else:
            return False
        return True

    def _press_plain(self, key: Qt.Key, *, is_shifted: bool) -> bool:
        rows = self._rows
        current = rows.choice.current
        if key == _K.Key_Space and not is_shifted:
            rows.toggled.emit()
        elif key == _K.Key_Space and current >= 0:
            rows.play(current)
        elif key in (*_ENTER, _K.Key_F2) and current >= 0:
            self._editing.begin(current, len(rows.segments[current].text))
        elif key == _K.Key_Left:
            rows.back_requested.emit()
        elif key == _K.Key_Right:
            rows.stepped.emit(1)
        elif key in _FASTER or key in _SLOWER:
            rows.sped.emit(1 if key in _FASTER else -1)
        elif key == _K.Key_M and current >= 0:
            rows.merge_requested.emit(current)
        elif key == _K.Key_D:
            rows.doubt_requested.emit(-1 if is_shifted else 1)
        elif key == _K.Key_S and current >= 0:
            rows.ask_for_speaker()
        elif key == _K.Key_W:
            rows.works_requested.emit()
        else:
            return False
        return True

    def _target(self, key: Qt.Key) -> int:
        rows = self._rows
        last = len(rows.segments) - 1
        if rows.choice.current < 0:
            return last if key == _K.Key_End else max(0, rows.spoken)
        page = max(1, len(rows.shown) - 2)
        match key:
            case _K.Key_Up:
                return rows.choice.current - 1
            case _K.Key_Down:
                return rows.choice.current + 1
            case _K.Key_PageUp:
                return rows.choice.current - page
            case _K.Key_PageDown:
                return rows.choice.current + page
            case _K.Key_Home:
                return 0
            case _:
                return last
