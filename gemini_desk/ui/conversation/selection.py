"""Selected text: two places in the conversation, kept although widgets come and go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gemini_desk.ui.conversation.find.marks import Mark
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.shown_message import ShownMessage

BEYOND = 1 << 30  # an offset behind any text


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A place in the text of a message.

    Attributes:
        item: The message.
        segment: Order of the segment in it.
        offset: Characters of the segment's text before it.
    """

    item: ShownMessage
    segment: int
    offset: int

    @property
    def key(self) -> tuple[int, int, int]:
        """Reading order."""
        return self.item.index, self.segment, self.offset


class Selection(QObject):
    """What is selected. GUI thread only.

    Signals:
        changed: Something else is selected.
    """

    changed = Signal()

    def __init__(self, items: ItemList, parent: QObject) -> None:
        super().__init__(parent)
        self._items = items
        self._anchor: TextPlace | None = None
        self._head: TextPlace | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected."""
        return self._anchor is None or self._head is None or self._anchor.key == self._head.key

    def start(self, place: TextPlace) -> None:
        """Begin a new selection at `place`."""
        self._anchor = self._head = place
        self.changed.emit()

    def extend(self, place: TextPlace) -> None:
        """Select from where the selection began to `place`."""
        if self._anchor is None:
            self._anchor = place
        if self._head is None or self._head.key != place.key:
            self._head = place
            self.changed.emit()

    def select(self, start: TextPlace, end: TextPlace) -> None:
        """Select the text between two places."""
        self._anchor, self._head = start, end
        self.changed.emit()

    def select_all(self) -> None:
        """Select the whole conversation."""
        if len(self._items):
            first, last = self._items[0], self._items[len(self._items) - 1]
            self.select(TextPlace(first, 0, 0), TextPlace(last, BEYOND, BEYOND))

    def clear(self) -> None:
        """Select nothing."""
        if self._anchor is not None:
            self._anchor = self._head = None
            self.changed.emit()

    def forget(self, items: Iterable[ShownMessage]) -> None:
        """These messages are gone."""
        gone = set(items)
        if any(place is not None and place.item in gone for place in (self._anchor, self._head)):
            self.clear()

    def marks_in(self, segment: Segment) -> list[Mark]:
        """What is selected in a segment, to be painted."""
        first, last = self.range_in(segment)
        return [Mark(first, last, Theme.current().selection)] if last > first else []

    @property
    def head(self) -> TextPlace | None:
        """Where the selection grows or shrinks."""
        return self._head

    def ends(self) -> tuple[TextPlace, TextPlace] | None:
        """Where it begins and ends, in reading order; None if nothing is selected."""
        if self._anchor is None or self._head is None or self.is_empty:
            return None
        if self._anchor.key <= self._head.key:
            return self._anchor, self._head
        return self._head, self._anchor

    def range_in(self, segment: Segment) -> tuple[int, int]:
        """The selected stretch of a segment's text; (0, 0) if there is none in it."""
        ends = self.ends()
        if ends is None or not segment.is_text:
            return 0, 0
        start, end = ends
        place = segment.item.index, segment.order
        if not start.key[:2] <= place <= end.key[:2]:
            return 0, 0
        first = start.offset if place == start.key[:2] else 0
        last = end.offset if place == end.key[:2] else BEYOND
        return first, last
