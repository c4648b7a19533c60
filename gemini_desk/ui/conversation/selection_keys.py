"""Selecting with the keyboard: Shift with the arrows, over the borders of messages and code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextDocument

from gemini_desk.ui.conversation.segments import Code, MarkdownText, PlainText, Stretch
from gemini_desk.ui.conversation.selection import TextPlace
from gemini_desk.ui.conversation.views.code_view import CodeView

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.reveal import Reveal
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.selection import Selection
    from gemini_desk.ui.conversation.virtual_layout import VirtualLayout

_Move = QTextCursor.MoveOperation
_PLAIN: Final = {
    Qt.Key.Key_Left: _Move.Left,
    Qt.Key.Key_Right: _Move.Right,
    Qt.Key.Key_Up: _Move.Up,
    Qt.Key.Key_Down: _Move.Down,
    Qt.Key.Key_Home: _Move.StartOfLine,
    Qt.Key.Key_End: _Move.EndOfLine,
}
_BY_WORDS: Final = {
    Qt.Key.Key_Left: _Move.WordLeft,
    Qt.Key.Key_Right: _Move.WordRight,
    Qt.Key.Key_Up: _Move.StartOfBlock,
    Qt.Key.Key_Down: _Move.EndOfBlock,
    Qt.Key.Key_Home: _Move.Start,
    Qt.Key.Key_End: _Move.End,
}
_FORWARD: Final = {_Move.Right, _Move.WordRight, _Move.Down, _Move.EndOfBlock}
_SIDEWAYS: Final = {_Move.Left, _Move.Right, _Move.WordLeft, _Move.WordRight}
_STAY: Final = {_Move.StartOfLine, _Move.EndOfLine}  # these never leave a text


class SelectionKeys:
    """Moves the end of the selection that grows or shrinks. GUI thread only."""

    def __init__(
        self,
        items: ItemList,
        selection: Selection,
        documents: DocumentCache,
        layout: VirtualLayout,
        reveal: Reveal,
    ) -> None:
        self._items = items
        self._selection = selection
        self._documents = documents
        self._layout = layout
        self._reveal = reveal

    def handle(self, event: QKeyEvent) -> bool:
        """Extend the selection if the key is for that; returns whether it is."""
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        by_words = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        move = (_BY_WORDS if by_words else _PLAIN).get(Qt.Key(event.key()))
        if move is None:
            return False
        head = self._selection.head or self._begin()
        segment = self._segment_at(head) if head is not None else None
        if head is not None and segment is not None:
            if self._selection.head is None:
                self._selection.start(head)
            self._extend(*self._moved(segment, head.offset, move))
        return True

    def _begin(self) -> TextPlace | None:
        """Where a selection begins that nobody has begun: at the message that is meant."""
        current = self._reveal.current
        if current is not None:
            texts = self._texts(self._items[current.index])
        else:
            shown = [segment for segment in self._layout.visible if segment.is_text]
            texts = [each for each in shown if each.view is not None and each.view.y() >= 0]
            texts = texts or shown
        return TextPlace(texts[0].item, texts[0].order, 0) if texts else None

    def _extend(self, segment: Segment, offset: int) -> None:
        self._selection.extend(TextPlace(segment.item, segment.order, offset))
        self._layout.show_segment(segment)
        if segment.view is not None:
            box = segment.view.reveal(offset, offset)
            self._layout.scrolling.ensure_visible(box.top(), box.bottom())

    # ------------------------------------------------------------------ places

    def _moved(self, segment: Segment, offset: int, move: _Move) -> tuple[Segment, int]:
        document = self._document(segment)
        cursor = QTextCursor(document)
        shown_at = segment.shown.shown_at(offset) if isinstance(segment, Code) else offset
        cursor.setPosition(min(shown_at, max(0, document.characterCount() - 1)))
        if cursor.movePosition(move) or move in _STAY:
            place = cursor.position()
            if isinstance(segment, Code):
                place = segment.shown.source_at(place, coming_from=offset)
            return segment, place
        if move in (_Move.Start, _Move.End):
            return self._far_end(segment, move)
        is_forward = move in _FORWARD
        if document.characterCount() > 1 and move in _SIDEWAYS:
            # Text from right to left ends at its left edge.
            is_forward = cursor.position() > 0
        other = self._beside(segment, 1 if is_forward else -1)
        if other is None:
            return segment, self._end(segment) if is_forward else 0
        return other, 0 if is_forward else self._end(other)

    def _far_end(self, segment: Segment, move: _Move) -> tuple[Segment, int]:
        index = 0 if move is _Move.Start else len(self._items) - 1
        texts = self._texts(self._items[index]) or [segment]
        if move is _Move.Start:
            return texts[0], 0
        return texts[-1], self._end(texts[-1])

    def _end(self, segment: Segment) -> int:
        end = self._document(segment).characterCount() - 1
        return segment.shown.source_at(end) if isinstance(segment, Code) else end

    def _document(self, segment: Segment) -> QTextDocument:
        if isinstance(segment, MarkdownText | PlainText):
            return self._documents.document(segment)
        if isinstance(segment.view, CodeView):
            return segment.view.editor.document()
        return QTextDocument(segment.shown.text if isinstance(segment, Code) else "")

    def _segment_at(self, place: TextPlace) -> Segment | None:
        texts = self._texts(self._items[place.item.index])
        return next((each for each in texts if each.order >= place.segment), None) or (
            texts[-1] if texts else None
        )

    def _beside(self, segment: Segment, step: int) -> Segment | None:
        """The next text, or the one before, in whatever message."""
        item = self._items[segment.item.index]
        texts = self._texts(item)
        index = texts.index(segment) + step
        while not 0 <= index < len(texts):
            if not 0 <= item.index + step < len(self._items):
                return None
            item = self._items[item.index + step]
            texts = self._texts(item)
            index = 0 if step > 0 else len(texts) - 1
        return texts[index]

    def _texts(self, item: MessageItem) -> list[Segment]:
        for segment in list(self._layout.expanded(item)):
            if isinstance(segment, Stretch):
                self._layout.unfold(item, segment)
        return [segment for segment in self._layout.expanded(item) if segment.is_text]
