"""What goes to the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.reveal import Reveal
    from gemini_desk.ui.conversation.selected_text import SelectedText


class Copying:
    """Copies what is selected, or a message. GUI thread only.

    Beside the text the clipboard gets HTML, so that word processors keep headings, lists,
    tables and code.
    """

    def __init__(self, items: ItemList, selected: SelectedText, reveal: Reveal) -> None:
        self._items = items
        self._selected = selected
        self._reveal = reveal

    def copy(self) -> None:
        """Copy the selected text; the current message if nothing is selected."""
        text = self._selected.text()
        current = self._reveal.current
        if text:
            _put(text, self._selected.html())
        elif current is not None:
            self.copy_message(current.id)

    def copy_as_markdown(self) -> None:
        """Copy the selected text as it was written, where whole blocks are selected."""
        _put(self._selected.markdown())

    def copy_as_text(self) -> None:
        """Copy the selected text as it is seen, without markup and without formats."""
        _put(self._selected.plain())

    def copy_message(self, message_id: str) -> None:
        """Copy the whole text of a message, as it was written."""
        item = self._items.find(message_id)
        if item is not None:
            _put(item.source, self._selected.html_of(item))


def _put(text: str, html: str = "") -> None:
    if not text:
        return
    mime = _new_mime()
    mime.setText(text)
    if html:
        mime.setHtml(html)
    QGuiApplication.clipboard().setMimeData(mime)


def _new_mime() -> QMimeData:
    """An empty one that Qt has made.

    The clipboard keeps it until the process ends, and PySide 6.11 crashes there when Python
    has made it.
    """
    model = QStringListModel([""])
    mime = model.mimeData([model.index(0)])
    mime.clear()
    return mime
