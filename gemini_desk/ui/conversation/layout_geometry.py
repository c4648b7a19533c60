"""Where the column and the messages stand in the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.scroll_bars import SCROLL_BAR_PX
from gemini_desk.ui.conversation.scrolling import Scrolling
from gemini_desk.ui.conversation.zoom import px
from gemini_desk.ui.theme import COLUMN_MAX_PX

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea

    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.shown_message import ShownMessage


class LayoutGeometry(QObject):
    """The base of the layout: places, by the heights that are known. GUI thread only.

    Attributes:
        scrolling: Where the view stands.
    """

    def __init__(self, area: QAbstractScrollArea, items: ItemList) -> None:
        super().__init__(area)
        self._area = area
        self._items = items
        self.scrolling = Scrolling(area)

    @property
    def column_width(self) -> int:
        """Width of the column, in px."""
        room = self._area.viewport().width() + SCROLL_BAR_PX
        return max(160, min(px(COLUMN_MAX_PX), room - 2 * measures.SIDE_PX))

    @property
    def column_left(self) -> int:
        """Left edge of the column in the view, in px; it stands above the message box."""
        room = self._area.viewport().width() + SCROLL_BAR_PX
        return max(0, (room - self.column_width) // 2)

    def top_of(self, item: ShownMessage) -> int:
        """Upper edge of `item` in the view, in px."""
        return self._items.top(item) - self.scrolling.top

    def shows(self, item: ShownMessage) -> bool:
        """Whether some of `item` is in view."""
        top = self.top_of(item)
        return top + item.height > 0 and top + item.gap < self.scrolling.height

    def corner_of(self, item: ShownMessage) -> QPoint:
        """Where a menu for `item` opens, on the screen: at its text, within the view."""
        y = min(max(0, self.top_of(item) + item.gap), self.scrolling.height - 1)
        return self._area.viewport().mapToGlobal(QPoint(self.column_left, y))

    def set_strip(self, height: int) -> None:
        """Leave `height` px above the text to something else; what is in view stays there."""
        before = self._area.viewportMargins().top()
        if height != before:
            self._area.setViewportMargins(0, height, 0, 0)
            if not self.scrolling.sticks:
                self.scrolling.scroll_by(height - before)
