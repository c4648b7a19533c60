"""The segments of a transcript, thousands of them: chosen, played, corrected.

GUI thread only. The list shows what it is given and tells what a person wants; it changes no
transcript by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent

from gemini_desk.ui.transcript.chosen_rows import ChosenRows
from gemini_desk.ui.transcript.inline_editing import InlineEditing
from gemini_desk.ui.transcript.list_keys import ListKeys
from gemini_desk.ui.transcript.segment_row import SegmentRow, row_height

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent
    from PySide6.QtWidgets import QWidget

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class SegmentList(ChosenRows):
    """What is seen and clicked: rows, the field that corrects one, mouse and keys.

    Attributes:
        editing: Which segment is being corrected.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_being_left = False
        self.editing = InlineEditing(self)
        self._keys = ListKeys(self, self.editing)
        self.setAccessibleName("Segments")

    def on_replaced(self, start: int, end: int, count: int) -> None:
        """See `SegmentRows.on_replaced`."""
        self.editing.shift(start, end, count)
        self.choice.shift(start, end, count)
        self._marked = self.choice.marked

    # ------------------------------------------------------------------ rows

    def make_row(self) -> QWidget:
        """See `VirtualRows.make_row`."""
        row = SegmentRow(self.viewport())
        row.clicked.connect(self._on_clicked)
        row.double_clicked.connect(self.editing.begin)
        return row

    def measure_row(self, index: int, width: int) -> int:
        """See `VirtualRows.measure_row`; what is being written may need more room."""
        height = super().measure_row(index, width)
        if index != self.editing.index:
            return height
        text = self.editing.text_height(self.text_width)
        return max(height, row_height(text, shows_speaker=self._begins[index]))

    def lay_out(self) -> None:
        """See `VirtualRows.lay_out`; the editor goes with its row."""
        super().lay_out()
        self.editing.place()

    # ------------------------------------------------------------------ mouse and keys

    def _on_clicked(self, index: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & _CTRL:
            self.choice.toggle(index)
        elif modifiers & _SHIFT:
            self.choice.extend(index)
        else:
            self.choice.go(index)
            self.play(index)
        self.choice_changed()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Tell where the menu is wanted, and for which row."""
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            current = max(0, self.choice.current)
            if self.segments:
                self.ensure_visible(current)
                at = self._below(current)
        else:
            y = self.viewport().mapFromGlobal(at).y()
            index = self.row_at(y)
            if index >= 0 and index not in self.choice.chosen:
                self.choice.go(index)
                self.choice_changed()
        if self.segments:
            self.menu_requested.emit(at)

    def event(self, event: QEvent) -> bool:
        """Claim the keys of the list before the window's shortcuts get them."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._keys.claims(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See `ListKeys`."""
        if not self._keys.press(event):
            event.ignore()

    def focusNextPrevChild(self, forwards: bool) -> bool:  # Qt's own signature
        """Backwards from a row or the find bar on past the list, which would give it back."""
        window = self.window()
        self._is_being_left = not forwards and self.isAncestorOf(window.focusWidget())
        has_moved = super().focusNextPrevChild(forwards)
        if self._is_being_left and window.focusWidget() is self:
            has_moved = super().focusNextPrevChild(forwards)
        self._is_being_left = False
        return has_moved

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard goes on to the row that it was at, or to what is heard."""
        super().focusInEvent(event)
        if self._is_being_left:
            return
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            if self.choice.current < 0 and self.segments:
                self.choice.go(max(0, self.spoken))
            if self.choice.current >= 0:
                self.ensure_visible(self.choice.current)
                self.focus_current()
