"""Selected text: two places in the conversation, kept although widgets come and go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor

from gemini_desk.ui.conversation.segments import Code, MarkdownText, PlainText, Stretch
from gemini_desk.ui.markdown.blocks import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.shown_message import ShownMessage

_BEYOND = 1 << 30  # an offset behind any text


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

    def __init__(self, items: ItemList, documents: DocumentCache, parent: QObject) -> None:
        super().__init__(parent)
        self._items = items
        self._documents = documents
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
            self.select(TextPlace(first, 0, 0), TextPlace(last, _BEYOND, _BEYOND))

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

    def _ends(self) -> tuple[TextPlace, TextPlace] | None:
        if self._anchor is None or self._head is None or self.is_empty:
            return None
        if self._anchor.key <= self._head.key:
            return self._anchor, self._head
        return self._head, self._anchor

    def range_in(self, segment: Segment) -> tuple[int, int]:
        """The selected stretch of a segment's text; (0, 0) if there is none in it."""
        ends = self._ends()
        if ends is None or not segment.is_text:
            return 0, 0
        start, end = ends
        place = segment.item.index, segment.order
        if not start.key[:2] <= place <= end.key[:2]:
            return 0, 0
        first = start.offset if place == start.key[:2] else 0
        last = end.offset if place == end.key[:2] else _BEYOND
        return first, last

    # ------------------------------------------------------------------ text

    def text(self, column: int) -> str:
        """The selected text in reading order.

        A message that is selected whole comes as it was written, in Markdown; of others the
        plain text, as it is seen.

        Args:
            column: Width of the column, for messages that nobody has come near.
        """
        ends = self._ends()
        if ends is None:
            return ""
        start, end = ends
        pieces: list[str] = []
        for index in range(start.item.index, end.item.index + 1):
            item = self._items[index]
            if self._is_whole(item, start, end, column):
                pieces.append(item.source.strip("\n"))
            else:
                pieces.append(self._part(item, column))
        return "\n\n".join(piece for piece in pieces if piece)

    def _is_whole(self, item: MessageItem, start: TextPlace, end: TextPlace, column: int) -> bool:
        if start.item.index < item.index < end.item.index:
            return True
        texts = [segment for segment in item.expand(column) if segment.is_text]
        if not texts:
            return True
        before_first = start.key <= (item.index, texts[0].order, 0)
        length = self._length(texts[-1])
        return before_first and end.key >= (item.index, texts[-1].order, length)

    def _part(self, item: MessageItem, column: int) -> str:
        pieces: list[str] = []
        for segment in self._reached(item, column):
            first, last = self.range_in(segment)
            if last > first:
                pieces.append(self.plain_text(segment, first, last))
        return "\n".join(piece for piece in pieces if piece)

    def _reached(self, item: MessageItem, column: int) -> list[Segment]:
        """The segments of `item`, with no stretches where something is selected."""
        for segment in list(item.expand(column)):
            first, last = self.range_in(segment)
            is_reached = last > first or self._begins_in(segment)
            if isinstance(segment, Stretch) and is_reached:
                item.unfold(segment, column)
        return item.expand(column)

    def _begins_in(self, segment: Segment) -> bool:
        """Whether the selection begins or ends within a stretch that was not parsed yet."""
        return isinstance(segment, Stretch) and any(
            place.item is segment.item
            and segment.order <= place.segment < segment.order + len(segment.source)
            for place in self._ends() or ()
        )

    def _length(self, segment: Segment) -> int:
        if isinstance(segment, Code):
            return len(segment.markdown.source.encode("utf-16-le")) // 2
        if isinstance(segment, MarkdownText | PlainText):
            return max(0, self._documents.document(segment).characterCount() - 1)
        return 0

    def plain_text(self, segment: Segment, first: int = 0, last: int = _BEYOND) -> str:
        """Text of a segment between two offsets, as it is seen."""
        if isinstance(segment, Code):
            # Offsets count UTF-16 units, as Qt does.
            encoded = segment.markdown.source.encode("utf-16-le")
            return encoded[2 * first : 2 * last].decode("utf-16-le", errors="ignore")
        if not isinstance(segment, MarkdownText | PlainText):
            return ""
        document = self._documents.document(segment)
        end = max(0, document.characterCount() - 1)
        is_whole = first == 0 and last >= end
        if (
            is_whole
            and isinstance(segment, MarkdownText)
            and segment.markdown.kind is BlockKind.TABLE
        ):
            return _table_text(segment.markdown.source)
        cursor = QTextCursor(document)
        cursor.setPosition(min(first, end))
        cursor.setPosition(min(last, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selection().toPlainText()


def _table_text(source: str) -> str:
    """Rows of a table with tabs between the cells, as spreadsheets take them."""
    rows: list[str] = []
    for line in source.strip().split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not all(cell and set(cell) <= set(":-") for cell in cells):
            rows.append("\t".join(cells))
    return "\n".join(rows)
