"""The segments of a transcript, thousands of them: chosen, played, corrected.

GUI thread only. The list shows what it is given and tells what a person wants; it changes no
transcript by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent

from gemini_desk.ui.transcript.choice import Choice
from gemini_desk.ui.transcript.following import Following
from gemini_desk.ui.transcript.inline_editing import InlineEditing
from gemini_desk.ui.transcript.list_keys import ListKeys
from gemini_desk.ui.transcript.segment_row import SegmentRow, row_height
from gemini_desk.ui.transcript.segment_rows import SegmentRows

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent
    from PySide6.QtWidgets import QWidget

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_MENU_LEFT_PX = 60


class SegmentList(SegmentRows):
    """Indexes are those of the transcript that was shown last.

    Signals:
        play_requested: The second to play from.
        toggled: Play or pause.
        stepped: Segments to go on by, and play.
        back_requested: Hear the last seconds again.
        text_edited: Index, text, and whether the person has finished with it.
        split_requested: Index, the text as it is now, and the character that the second part
            begins with.
        merge_requested: Index of a segment to be joined with the next.
        speaker_requested: Indexes, and where on the screen to ask.
        doubt_requested: 1 for the next doubtful word, -1 for the one before.
        menu_requested: Where on the screen.
        chosen_changed: Other segments are chosen.
    """

    play_requested = Signal(float)
    toggled = Signal()
    stepped = Signal(int)
    back_requested = Signal()
    text_edited = Signal(int, str, bool)
    split_requested = Signal(int, str, int)
    merge_requested = Signal(int)
    speaker_requested = Signal(object, QPoint)
    doubt_requested = Signal(int)
    menu_requested = Signal(QPoint)
    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice()
        self.following = Following(self)
        self.editing = InlineEditing(self)
        self._keys = ListKeys(self)
        self.setAccessibleName("Segments")

    def on_replaced(self, start: int, end: int, count: int) -> None:
        """See `SegmentRows.on_replaced`."""
        self.editing.shift(start, end, count)
        self.choice.shift(start, end, count)
        self._marked = self.choice.marked

    def set_heard(self, position_s: float, *, is_active: bool, is_playing: bool) -> None:
        """See `SegmentRows.set_heard`; the view goes along."""
        super().set_heard(position_s, is_active=is_active, is_playing=is_playing)
        self.following.set_heard(self.spoken, is_playing=is_playing)

    def show_row(self, index: int) -> None:
        """Bring a row into view, with what is around it; what is heard is not followed then."""
        if 0 <= index < len(self.segments):
            self.following.stop()
            top, bottom = self.span(index)
            if top < 0 or bottom > self.viewport().height():
                self.put_at_third(index)

    # ------------------------------------------------------------------ what is chosen

    def go_to(self, index: int, *, extend: bool = False, focus: bool = True) -> None:
        """Make a row the current one, and let the keyboard be there."""
        if not self.segments:
            return
        index = min(max(0, index), len(self.segments) - 1)
        if extend:
            self.choice.extend(index)
        else:
            self.choice.go(index)
        self.ensure_visible(index)
        self.following.stop()
        self.choice_changed()
        if focus:
            self.focus_current()

    def choice_changed(self) -> None:
        """Show and tell what is chosen."""
        self._marked = self.choice.marked
        self.refresh_rows()
        self.chosen_changed.emit()

    def focus_current(self) -> None:
        """The keyboard goes to the current row, or to the list while that is out of sight."""
        row = self.shown.get(self.choice.current)
        if row is not None and self.is_in_view(self.choice.current):
            row.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_for_speaker(self) -> None:
        """Ask who says what is chosen, below its last row."""
        chosen = self.choice.chosen
        if chosen:
            self.ensure_visible(chosen[-1])
            self.speaker_requested.emit(chosen, self._below(chosen[-1]))

    def play(self, index: int) -> None:
        """Play from a segment's start."""
        if 0 <= index < len(self.segments):
            self.following.resume()
            self.play_requested.emit(self.segments[index].start_s)

    def _below(self, index: int) -> QPoint:
        bottom = min(self.span(index)[1], self.viewport().height())
        return self.viewport().mapToGlobal(QPoint(_MENU_LEFT_PX, bottom))

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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard goes on to the row that it was at, or to what is heard."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            if self.choice.current < 0 and self.segments:
                self.choice.go(max(0, self.spoken))
            if self.choice.current >= 0:
                self.ensure_visible(self.choice.current)
                self.focus_current()
