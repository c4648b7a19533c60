"""From one branch to another: what both have stays, and the reader keeps the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.reveal import Reveal
    from gemini_desk.ui.conversation.selection import Selection
    from gemini_desk.ui.conversation.virtual_layout import VirtualLayout


class BranchSwitch:
    """Exchanges the messages behind those that two branches share. GUI thread only."""

    def __init__(
        self, items: ItemList, layout: VirtualLayout, selection: Selection, reveal: Reveal
    ) -> None:
        self._items = items
        self._layout = layout
        self._selection = selection
        self._reveal = reveal

    def show(self, versions: Sequence[MessageVersion]) -> None:
        """Show the branch `versions`.

        The first message that is another one stays where it is: its upper edge if that is
        in view, else its lower one, where the buttons are that led here.
        """
        shared = self._shared(versions)
        before = self._items[shared] if shared < len(self._items) else None
        was_current = before is not None and self._reveal.current is before
        focused = _focused_control(before)
        bottom: int | None = None
        if before is not None and self._layout.top_of(before) + before.gap < 0:
            bottom = self._layout.top_of(before) + before.height
        self._exchange(shared, versions[shared:])
        after = self._items[shared] if shared < len(self._items) else None
        self._layout.hold(after, bottom)
        if after is not None and was_current:
            self._reveal.set_current(after)
        if after is not None and focused:
            _focus_control(after, focused)

    def _shared(self, versions: Sequence[MessageVersion]) -> int:
        """How many messages stay."""
        count = 0
        for item, version in zip(self._items, versions, strict=False):
            if item.id != version.id:
                break
            count += 1
        return count

    def _exchange(self, start: int, versions: Sequence[MessageVersion]) -> None:
        removed = self._items[start:]
        self._selection.forget(removed)
        for item in removed:
            self._layout.release(item.segments or [])
        self._reveal.forget_behind(start - 1)
        self._items.truncate(start)
        for version in versions:
            self._items.append(version, self._layout.column_width)


def _focused_control(item: MessageItem | None) -> str:
    """Name of the control of the message's last row that has the keyboard, or ""."""
    focused = QApplication.focusWidget()
    view = item.footer.view if item is not None and item.footer is not None else None
    if view is None or focused is None or not view.isAncestorOf(focused):
        return ""
    return focused.objectName()


def _focus_control(item: MessageItem, name: str) -> None:
    """Give the keyboard to the control of that name, or to one that can take it."""
    view = item.footer.view if item.footer is not None else None
    if view is None:
        return
    widgets = list(view.focus_widgets())
    wanted = [each for each in widgets if each.objectName() == name]
    for widget in [*wanted, *widgets]:
        if widget.isEnabled():
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
            return
