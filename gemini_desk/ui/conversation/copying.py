"""What goes to the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.reveal import Reveal
    from gemini_desk.ui.conversation.selection import Selection
    from gemini_desk.ui.conversation.virtual_layout import VirtualLayout


class Copying:
    """Copies what is selected, or a message. GUI thread only."""

    def __init__(
        self, items: ItemList, selection: Selection, reveal: Reveal, layout: VirtualLayout
    ) -> None:
        self._items = items
        self._selection = selection
        self._reveal = reveal
        self._layout = layout

    def copy(self) -> None:
        """Copy the selected text; the current message if nothing is selected."""
        text = self._selection.text(self._layout.column_width)
        current = self._reveal.current
        if not text and current is not None:
            text = current.source
        if text:
            QGuiApplication.clipboard().setText(text)

    def copy_message(self, message_id: str) -> None:
        """Copy the whole text of a message, as it was written."""
        item = self._items.find(message_id)
        if item is not None:
            QGuiApplication.clipboard().setText(item.source)
