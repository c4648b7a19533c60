"""Which messages show their actions: the last answer, the one at the pointer or the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea

    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.virtual_layout import VirtualLayout

_OUTLINE_PX = 8


class Reveal(QObject):
    """Follows pointer and focus.

    Attributes:
        current: The message that the keys went to.
    """

    def __init__(self, items: ItemList, layout: VirtualLayout, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._items = items
        self._layout = layout
        self._area = area
        self._hovered: MessageItem | None = None
        self._focused: MessageItem | None = None
        self.current: MessageItem | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    def forget(self) -> None:
        """The messages are gone."""
        self._hovered = self._focused = self.current = None

    def forget_behind(self, index: int) -> None:
        """The messages behind the one at `index` are gone; if the current one is, it is this."""
        kept = self._items[index] if 0 <= index < len(self._items) else None
        if self._hovered is not None and self._hovered.index > index:
            self._hovered = None
        if self._focused is not None and self._focused.index > index:
            self._focused = None
        if self.current is not None and self.current.index > index:
            self.set_current(kept)

    def hover(self, y: int | None) -> None:
        """The pointer is at height `y` of the view, or left it."""
        hovered = None
        if y is not None and len(self._items):
            top = self._area.verticalScrollBar().value() + y
            hovered = self._items[self._items.at(top)]
        if hovered is not self._hovered:
            self._hovered = hovered
            self.apply()

    @property
    def at_keyboard(self) -> MessageItem | None:
        """The message that has the keyboard: that of a focused button, or the current one."""
        return self._focused or self.current

    def set_current(self, item: MessageItem | None) -> None:
        """The keys went to `item`."""
        if item is not self.current:
            self.current = item
            self.apply()
            self._area.viewport().update()

    def neighbour(self, step: int) -> MessageItem | None:
        """The message `step` places from the one that has the keyboard, if that is in view.

        Else from the top of the view: who has scrolled means what is read now.
        """
        if not len(self._items):
            return None
        item = self.at_keyboard
        if item is not None and self._layout.shows(item):
            index = item.index
        else:
            bar = self._area.verticalScrollBar()
            index = self._items.at(bar.value() + 1)
            if step < 0 and bar.value() == bar.maximum():
                index = len(self._items)
        return self._items[min(max(0, index + step), len(self._items) - 1)]

    def outline(self, item: MessageItem) -> QRect:
        """The frame around the current message, in the view's coordinates."""
        top = self._layout.top_of(item) + item.gap - _OUTLINE_PX
        left = self._layout.column_left - _OUTLINE_PX
        width = self._layout.column_width + 2 * _OUTLINE_PX
        return QRect(left, top, width, item.height - item.gap + _OUTLINE_PX)

    def apply(self) -> None:
        """Tell the visible footers."""
        last = self._items.last
        for segment in self._layout.visible:
            if segment.view is not None:
                item = segment.item
                shown = item in (self._hovered, self._focused, self.current)
                segment.view.set_revealed(shown or (item is last and not item.is_user))

    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._area in (old, new):
            self._area.viewport().update()  # the outline is where the keyboard is
        focused = None
        if new is not None and self._area.viewport().isAncestorOf(new):
            for segment in self._layout.visible:
                if segment.view is not None and segment.view.isAncestorOf(new):
                    focused = self._items.find(segment.item.id)
                    top = new.mapTo(self._area.viewport(), new.rect().topLeft()).y()
                    self._layout.scrolling.ensure_visible(top, top + new.height())
                    break
        if focused is not self._focused:
            self._focused = focused
            self.apply()
