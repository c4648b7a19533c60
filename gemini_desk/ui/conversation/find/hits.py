"""How often something is in which message, counted in slices of a few milliseconds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from gemini_desk.ui.conversation.find.needle import Haystack, Needle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.message_item import MessageItem

SLICE_S: Final = 0.008


class Hits(QObject):
    """GUI thread only.

    Signals:
        changed: There are more, or others.

    Attributes:
        needle: What is looked for.
        total: How many there are, as far as it has been counted.
    """

    changed = Signal()

    def __init__(self, items: ItemList, parent: QObject) -> None:
        super().__init__(parent)
        self._items = items
        self._counts: dict[MessageItem, int] = {}
        self._ready: dict[MessageItem, Haystack] = {}  # from one search to the next
        self._pending: Iterator[MessageItem] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._slice)
        self.needle = Needle("")
        self.total = 0

    @property
    def is_complete(self) -> bool:
        """Whether every message has been searched."""
        return self._pending is None

    def look_for(self, needle: Needle, first: int) -> None:
        """Look for something else, in the message at index `first` before all others."""
        if needle.is_case_sensitive != self.needle.is_case_sensitive:
            self.forget()
        self.needle = needle
        self._counts, self.total = {}, 0
        self._timer.stop()
        order = [*self._items[first:], *self._items[:first]]
        self._pending = None if needle.is_empty else iter(order)
        self._slice()

    def forget(self, item: MessageItem | None = None) -> None:
        """The text of `item`, or of any, is another one, or nobody searches any more."""
        if item is None:
            self._ready = {}
        else:
            self._ready.pop(item, None)

    def recount(self, item: MessageItem) -> None:
        """The text of `item` changed."""
        if not self.needle.is_empty and (item in self._counts or self.is_complete):
            before = self.total
            self._count(item)
            if self.total != before:
                self.changed.emit()

    def of(self, item: MessageItem) -> int:
        """How many are in `item`."""
        return self._counts.get(item, 0)

    def before(self, item: MessageItem) -> int:
        """How many are in the messages above `item`."""
        return sum(self.of(each) for each in self._items[: item.index])

    def first(self) -> MessageItem | None:
        """The message with hits that was found first."""
        return next((item for item, count in self._counts.items() if count), None)

    def beyond(self, item: MessageItem, step: int) -> MessageItem | None:
        """The next message with hits above or below `item`; round the ends."""
        if step > 0:
            order = [*self._items[item.index + 1 :], *self._items[: item.index + 1]]
        else:
            order = [*reversed(self._items[: item.index]), *reversed(self._items[item.index :])]
        return next((each for each in order if self.of(each)), None)

    def _count(self, item: MessageItem) -> None:
        hay = self._ready.get(item)
        if hay is None:
            case = self.needle.is_case_sensitive
            hay = self._ready[item] = Haystack(item.searched, is_case_sensitive=case)
        count = self.needle.count(hay)
        self.total += count - self._counts.get(item, 0)
        self._counts[item] = count

    def _slice(self) -> None:
        now_s, count = time.perf_counter, self._count
        end_s = now_s() + SLICE_S
        for item in self._pending or ():
            count(item)
            if now_s() > end_s:
                self._timer.start(0)
                break
        else:
            self._pending = None
        self.changed.emit()
