"""What must not move when heights change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.shown_message import ShownMessage


@dataclass(frozen=True, slots=True)
class Anchor:
    """A height within a message or one of its segments.

    Attributes:
        item: The message.
        segment: The segment; None if the message has none yet.
        offset: From its upper edge to the top of the view, in px.
    """

    item: ShownMessage
    segment: Segment | None
    offset: int

    def rescaled(self, height: int) -> Anchor:
        """The same line of the text, although its segment was `height` px tall before."""
        if self.segment is None or not height:
            return self
        return replace(self, offset=round(self.offset * self.segment.height / height))

    def place(self, items: ItemList) -> int:
        """Where it is in the conversation now, in px."""
        within = self.segment.top if self.segment is not None else 0
        return items.top(self.item) + within + self.offset


def find_anchor(items: ItemList, visible: Iterable[Segment], top: int) -> Anchor | None:
    """What stands at the top of the view, which is `top` px down the conversation.

    Segments that are shown come first: their places are exact.
    """
    if not len(items):
        return None
    for segment in visible:
        edge = items.top(segment.item) + segment.top
        if segment.is_measured and segment.index >= 0 and edge + segment.height > top:
            return Anchor(segment.item, segment, top - edge)
    item = items[items.at(top)]
    for segment in item.segments or ():
        edge = items.top(item) + segment.top
        if edge + segment.height > top:
            return Anchor(item, segment, top - edge)
    return Anchor(item, None, top - items.top(item))
