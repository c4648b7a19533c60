"""What is read now: marked where it stands, and kept in view. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gemini_desk.ui.conversation.aloud.sources import SpokenText
from gemini_desk.ui.conversation.find.marks import Mark
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.aloud.sources import Spoken
    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.selection import Selection
    from gemini_desk.ui.conversation.virtual_layout import VirtualLayout


class Following(QObject):
    """Gives out what can be read, and shows what is read.

    Signals:
        marks_changed: Something else is read now.
        text_changed: There may be more to read, or the messages are others.
    """

    marks_changed = Signal()
    text_changed = Signal()

    def __init__(
        self,
        items: ItemList,
        layout: VirtualLayout,
        documents: DocumentCache,
        selection: Selection,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._items = items
        self._layout = layout
        self._documents = documents
        self._selection = selection
        self._spoken: Spoken | None = None
        self._word: tuple[int, int] | None = None
        self._has_moved = False  # the view, to what is read

    # ------------------------------------------------------------------ what there is to read

    def message(self, message_id: str) -> SpokenText:
        """A message from its beginning; it may still be growing."""
        return SpokenText(self._items, self._layout, self._documents, [message_id])

    def selected(self) -> SpokenText | None:
        """What is selected; None if nothing is."""
        ends = self._selection.ends()
        if ends is None:
            return None
        start, end = ends
        messages = self._items[start.item.index : end.item.index + 1]
        return SpokenText(
            self._items, self._layout, self._documents, [item.id for item in messages],
            start=start, end=end,
        )  # fmt: skip

    def has(self, message_id: str) -> bool:
        """Whether a message is in the open branch."""
        return self._items.find(message_id) is not None

    # ------------------------------------------------------------------ what is read

    def show(self, spoken: Spoken | None) -> None:
        """Mark what is said now; None for nothing."""
        follows = spoken is not None and self._is_followed()
        if spoken is None:
            self._has_moved = False
        self._spoken, self._word = spoken, None
        self.marks_changed.emit()
        if follows:
            self._bring_into_view()

    def show_word(self, start: int, end: int) -> None:
        """Mark a word of what is said."""
        self._word = (start, end)
        self.marks_changed.emit()

    def marks_in(self, segment: Segment) -> list[Mark]:
        """What is read of a segment, to be painted."""
        spoken = self._spoken
        if spoken is None or segment.item.id != spoken.message_id or segment.order != spoken.order:
            return []
        colours = Theme.current()
        marks = [Mark(*spoken.utterance.marked, colours.spoken)]
        if self._word is not None:
            marks.append(Mark(*self._word, colours.spoken_word))
        return marks

    def _is_followed(self) -> bool:
        """Whether the reader looks at what was read before, and wants to go on doing so."""
        if self._layout.scrolling.sticks:
            # An answer that grows carries the view away from what is read of it; but who goes
            # back to the end wants to be there.
            return not self._has_moved
        segment = self._segment()
        return self._spoken is None or (segment is not None and self._is_in_view(segment))

    def _is_in_view(self, segment: Segment) -> bool:
        top = self._items.top(segment.item) + segment.top - self._layout.scrolling.top
        return top < self._layout.scrolling.height and top + segment.height > 0

    def _bring_into_view(self) -> None:
        segment, spoken = self._segment(), self._spoken
        if segment is None or spoken is None:
            return
        before = self._layout.scrolling.top
        self._layout.show_segment(segment)
        if segment.view is not None:
            box = segment.view.reveal(spoken.utterance.start, spoken.utterance.end)
            self._layout.scrolling.bring_into_view(box.top(), box.bottom())
        self._has_moved = self._has_moved or self._layout.scrolling.top != before

    def _segment(self) -> Segment | None:
        if self._spoken is None:
            return None
        item = self._items.find(self._spoken.message_id)
        segments = item.segments if item is not None else None
        found = (each for each in segments or () if each.order == self._spoken.order)
        return next(found, None)
