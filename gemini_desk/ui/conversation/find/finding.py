"""From hit to hit: the bar, what is found, and where it is shown. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from gemini_desk.ui.conversation.find.find_bar import FindBar
from gemini_desk.ui.conversation.find.hits import Hits
from gemini_desk.ui.conversation.find.needle import Needle
from gemini_desk.ui.conversation.find.places import count_folded, count_in, marks_in
from gemini_desk.ui.conversation.segments import Stretch
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea, QWidget

    from gemini_desk.ui.conversation.find.marks import Mark
    from gemini_desk.ui.conversation.find.places import Hit
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.selected_text import SelectedText
    from gemini_desk.ui.conversation.virtual_layout import VirtualLayout


class Finding(QObject):
    """Find in the conversation.

    Signals:
        marks_changed: Other stretches of the texts are to be painted.
        thoughts_wanted: Id of a message whose folded thoughts have the hit to be shown.
        left: The message with the hit that was shown when finding ended.
    """

    marks_changed = Signal()
    thoughts_wanted = Signal(str)
    left = Signal(object)

    def __init__(
        self,
        area: QAbstractScrollArea,
        items: ItemList,
        layout: VirtualLayout,
        selected: SelectedText,
    ) -> None:
        super().__init__(area)
        self._area = area
        self._items = items
        self._layout = layout
        self._selected = selected
        self.bar = FindBar(area)
        self._hits = Hits(items, self)
        self._current: Hit | None = None
        self._came_from: QWidget | None = None  # the keyboard
        self._is_waiting = False  # for the first hit, to go there
        self._is_of_jump = False  # the bar came with a jump, and goes with its message
        self.bar.edited.connect(self._look_for)
        self.bar.stepped.connect(self.step)
        self.bar.closed.connect(self.close)
        self._hits.changed.connect(self._follow_hits)

    @property
    def is_open(self) -> bool:
        """Whether the bar is there."""
        return not self.bar.isHidden()

    @property
    def position(self) -> tuple[int, int]:
        """Number of the hit that is shown, from 1 on, and how many there are."""
        if self._current is None:
            return 0, self._hits.total
        item, number = self._current
        return self._hits.before(item) + number + 1, self._hits.total

    def open(self) -> None:
        """Ask for words; a selected line is the proposal."""
        selected = self._selected.text()
        words = "" if "\n" in selected or len(selected) > 200 else selected
        was_open = self.is_open
        self._is_of_jump = False
        keyboard = self._area.window().focusWidget()
        if not self.bar.isAncestorOf(keyboard):  # a jump opens the bar and leaves the keyboard
            self._came_from = keyboard
        self._show_bar(words)
        self.bar.field.setFocus()
        if not was_open and self.bar.field.text():
            self._look_for(self.bar.field.text(), self.bar.case.isChecked())

    def close(self) -> None:
        """Show no hits; the keyboard goes back to where it came from."""
        if self.is_open:
            had_keyboard = self.bar.isAncestorOf(self._area.window().focusWidget())
            found = self._current
            self._leave()
            if found is not None:
                self.left.emit(found[0])
            if had_keyboard:
                back = self._came_from
                is_there = back is not None and isValid(back) and back.isVisible()
                (back if back is not None and is_there else self._area).setFocus()
            self._came_from = None

    def _leave(self) -> None:
        self.bar.hide()
        self._layout.set_strip(0)
        self._hits.look_for(Needle(""), 0)
        self._hits.forget()
        self._current = None
        self.marks_changed.emit()

    def step(self, step: int) -> None:
        """Go to the next hit (1) or to the one before (-1), round the ends."""
        if not self.is_open:
            self.open()
            return
        if self._current is None:
            self._go_to_first()
            return
        item, number = self._current
        if 0 <= number + step < self._hits.of(item):
            self._go_to(item, number + step)
            return
        other = self._hits.beyond(item, step)
        if other is not None:
            self._go_to(other, 0 if step > 0 else self._hits.of(other) - 1)

    def show_words(self, item: MessageItem, words: str) -> None:
        """Show the first place in `item` of these words, or of one of them."""
        candidates = [words, *sorted(words.split(), key=len, reverse=True)]
        found = next(
            (each for each in candidates if Needle(each).count_in_source(item.searched)), ""
        )
        if not found:
            return
        self._is_of_jump = self._is_of_jump or not self.is_open
        self.bar.blockSignals(True)
        self._show_bar(found)
        self.bar.blockSignals(False)
        self._current, self._is_waiting = None, False
        self._hits.look_for(Needle(found), item.index)
        self._go_to(item, 0)

    def text_changed(self, item: MessageItem | None) -> None:
        """The text of `item` changed; None if there are other messages."""
        self._hits.forget(item)
        if self._hits.needle.is_empty:
            return
        if item is None:
            current = self._current[0] if self._current is not None else None
            is_there = current is not None and self._items.find(current.id) is current
            if not is_there and self._is_of_jump:
                self._leave()
                return
            if not is_there:
                self._current = None
            first = current.index if current is not None and is_there else 0
            self._hits.look_for(self._hits.needle, first)
        else:
            self._hits.recount(item)
        self.marks_changed.emit()

    def marks_in(self, segment: Segment) -> list[Mark]:
        """The hits in a segment that has been laid out."""
        return marks_in(segment, self._selected, self._hits.needle, self._current)

    def _show_bar(self, words: str) -> None:
        self._layout.set_strip(self.bar.strip_px)
        self.bar.open(words)

    # ------------------------------------------------------------------ going there

    def _look_for(self, words: str, is_case_sensitive: bool) -> None:
        self._current, self._is_waiting = None, True
        first = self._items.at(self._layout.scrolling.top) if len(self._items) else 0
        self._hits.look_for(Needle(words, is_case_sensitive=is_case_sensitive), first)
        self.marks_changed.emit()

    def _follow_hits(self) -> None:
        if self._is_waiting:
            self._go_to_first()
        self._show_count()

    def _go_to_first(self) -> None:
        item = self._hits.first()
        if item is not None:
            self._is_waiting = False
            self._go_to(item, 0)

    def _go_to(self, item: MessageItem, number: int) -> None:
        self._current = item, number
        segment = self._segment_of(item, number)
        if segment is not None:
            self._layout.show_segment(segment)
            mark = self._current_mark(segment)
            if mark is not None and segment.view is not None:
                box = segment.view.reveal(mark.start, mark.end)
                self._layout.scrolling.bring_into_view(box.top(), box.bottom())
        self.marks_changed.emit()
        self._show_count()

    def _segment_of(self, item: MessageItem, number: int) -> Segment | None:
        """The segment with the hit `number` of `item`; parses no more than is needed."""
        passed, index = count_folded(item, self._hits.needle), 0
        if number < passed:
            self.thoughts_wanted.emit(item.id)
            passed = 0
        last: Segment | None = None
        while index < len(segments := self._layout.expanded(item)):
            segment = segments[index]
            count = count_in(segment, self._hits.needle)
            if isinstance(segment, Stretch) and passed <= number < passed + count:
                self._layout.unfold(item, segment)
                continue
            if count:
                last = segment
                if number < passed + count:
                    return segment
            passed += count
            index += 1
        return last

    def _current_mark(self, segment: Segment) -> Mark | None:
        colour = Theme.current().found_current
        return next((mark for mark in self.marks_in(segment) if mark.colour == colour), None)

    def _show_count(self) -> None:
        number, total = self.position
        self.bar.show_count(number, total, is_complete=self._hits.is_complete)
