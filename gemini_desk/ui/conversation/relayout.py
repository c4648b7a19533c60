"""What makes a message that is shown already need more or less room.

Definitions that were found, formulas that were drawn, thoughts and long lines that a person
unfolds. What a reader looks at does not move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gemini_desk.ui.conversation.definitions import Definitions
from gemini_desk.ui.conversation.message_item import MessageItem
from gemini_desk.ui.conversation.segments import Formula, MarkdownText, Stretch
from gemini_desk.ui.markdown.footnotes import note_mark

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.selection import Selection
    from gemini_desk.ui.conversation.views.segment_view import ViewActions
    from gemini_desk.ui.conversation.virtual_layout import VirtualLayout


class Relayout(QObject):
    """GUI thread only.

    Signals:
        text_changed: A `MessageItem` whose text looks different now.
    """

    text_changed = Signal(object)

    def __init__(
        self,
        items: ItemList,
        layout: VirtualLayout,
        documents: DocumentCache,
        selection: Selection,
        actions: ViewActions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._items = items
        self._layout = layout
        self._documents = documents
        self._selection = selection
        self.definitions = Definitions(self)
        layout.placed.connect(self._look_for_definitions)
        self.definitions.found.connect(self._resolve)
        documents.formulas.settled.connect(self._show_formulas)
        actions.thoughts_toggled.connect(self.toggle_thoughts)
        actions.size_changed.connect(self._lay_out_again)
        actions.note_activated.connect(self._go_to_note)

    def toggle_thoughts(self, message_id: str) -> None:
        """Fold or unfold what was thought before an answer."""
        item = self._items.find(message_id)
        if item is not None:
            start, gone = item.toggle_thoughts(self._layout.column_width)
            self._selection.forget([item])
            self._layout.scrolling.sticks = False  # the reader reads on from here
            self._layout.refresh(item, start, gone)
            self._layout.content_changed(item)

    def _look_for_definitions(self) -> None:
        self.definitions.look_for(self._layout.visible)

    def _resolve(self, item: MessageItem, definitions: dict[str, Any]) -> None:
        if self._items.find(item.id) is item:
            item.resolve(definitions)
            self._layout.refresh(item, 0, [])
            self.text_changed.emit(item)

    def _show_formulas(self, sources: frozenset[str]) -> None:
        changed: list[Segment] = [*self._documents.formulas_settled(sources)]
        for segment in self._layout.visible:
            if isinstance(segment, Formula) and segment.markdown.source in sources:
                segment.forget_size()
                changed.append(segment)
        for item in {segment.item for segment in changed}:
            # Documents outlive what was shown: one may be of a conversation that was left.
            if isinstance(item, MessageItem) and self._items.find(item.id) is item:
                self._layout.refresh(item, 0, [])

    def _lay_out_again(self, segment: Segment) -> None:
        segment.forget_size()
        self._layout.refresh(self._items[segment.item.index], segment.index, [])

    def _go_to_note(self, segment: Segment, address: str) -> None:
        """Show a footnote, or the place that it belongs to."""
        item, mark = self._items[segment.item.index], note_mark(address)
        for each in list(self._layout.expanded(item)):
            if isinstance(each, Stretch) and mark.search(each.source):
                self._layout.unfold(item, each)
        for each in self._layout.expanded(item):
            if isinstance(each, MarkdownText) and mark.search(each.markdown.source):
                self._layout.show_segment(each)
                return
