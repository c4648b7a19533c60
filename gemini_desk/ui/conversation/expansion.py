"""Which messages have segments, and which of these are parsed and measured."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from gemini_desk.ui.conversation.measuring import measure
from gemini_desk.ui.conversation.segments import Stretch

if TYPE_CHECKING:
    from collections.abc import Set

    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.shown_message import ShownMessage

# Messages that keep their segments; others give them up, so that memory stays bounded.
KEPT_MESSAGES: Final = 200


class Expansion:
    """Makes what is near the view exact, and forgets what is far. GUI thread only."""

    def __init__(self, items: ItemList, documents: DocumentCache) -> None:
        self._items = items
        self._documents = documents
        self._column = 0
        self._expanded: OrderedDict[MessageItem, None] = OrderedDict()

    def clear(self) -> None:
        """The list holds other messages."""
        self._expanded.clear()

    def make_exact(self, near: tuple[int, int], column: int) -> bool:
        """Parse and measure what is in a stretch of the conversation.

        Args:
            near: Its upper and lower edge, in px.
            column: Width of the column, in px.

        Returns:
            Whether a height changed.
        """
        self._column = column
        top, bottom = near
        has_changed = False
        for item in self._items.between(top, bottom):
            self._expanded[item] = None
            self._expanded.move_to_end(item)
            height, y = item.height, self._items.top(item)
            item.expand(self._column)
            has_unfolded = self._unfold_near(item, top - y, bottom - y)
            has_measured = self._measure(item, top - y, bottom - y)
            has_changed = has_changed or item.height != height or has_unfolded or has_measured
        return has_changed

    def _unfold_near(self, item: MessageItem, top: int, bottom: int) -> bool:
        """Parse the stretches of `item` between two heights; returns whether there were any."""
        near = [
            segment
            for segment in item.segments or ()
            if isinstance(segment, Stretch) and segment.bottom >= top and segment.top <= bottom
        ]
        for stretch in near:
            item.unfold(stretch, self._column)
        return bool(near)

    def _measure(self, item: MessageItem, top: int, bottom: int) -> bool:
        """Measure the segments of `item` between two heights; returns whether there were any."""
        first = None
        for segment in item.segments or ():
            if segment.is_measured or segment.top > bottom or segment.bottom < top:
                continue
            measure(segment, self._column, self._documents)
            first = segment.index if first is None else first
        if first is not None:
            item.arrange(self._column, first)
        return first is not None

    def forget_far(self, near: Set[ShownMessage]) -> None:
        """Let go of the segments of messages that were not near for long; heights stay."""
        while len(self._expanded) > KEPT_MESSAGES:
            item, _ = self._expanded.popitem(last=False)
            if item in near or item.is_streaming:
                self._expanded[item] = None
                return
            for segment in item.segments or ():
                self._documents.drop(segment)
            item.collapse()
