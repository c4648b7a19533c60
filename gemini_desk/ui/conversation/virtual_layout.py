"""What is near the view gets measured and has widgets; nothing else does.

Heights far away are estimates. When one becomes exact, what the reader looks at stays where
it is: the scroll bar moves instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Signal

from gemini_desk.ui.conversation.anchor import Anchor, find_anchor
from gemini_desk.ui.conversation.expansion import Expansion
from gemini_desk.ui.conversation.layout_geometry import LayoutGeometry
from gemini_desk.ui.conversation.measuring import measure
from gemini_desk.ui.conversation.placed_views import PlacedViews
from gemini_desk.ui.conversation.segments import Stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QAbstractScrollArea

    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.shown_message import ShownMessage
    from gemini_desk.ui.conversation.views.registry import ViewPool

# Estimates near the view become exact one after the other; a few rounds always suffice.
_ROUNDS: Final = 12


class VirtualLayout(LayoutGeometry):
    """Measures what is near the view and keeps the reader's place.

    Signals:
        placed: Widgets were placed, or went.
    """

    placed = Signal()

    def __init__(
        self,
        area: QAbstractScrollArea,
        items: ItemList,
        documents: DocumentCache,
        pool: ViewPool,
    ) -> None:
        super().__init__(area, items)
        self._documents = documents
        self._views = PlacedViews(area, documents, pool)
        self._is_busy, self._column = False, 0
        self._expansion = Expansion(items, documents)
        self.scrolling.scrolled.connect(self.sync)

    @property
    def visible(self) -> list[Segment]:
        """The segments that have a widget, from top to bottom."""
        return self._views.visible

    # ------------------------------------------------------------------ changes

    def reset(self) -> None:
        """The list holds other messages: show its end."""
        self.release(self.visible)
        self._expansion.clear()
        self.scroll_to_end()

    def content_changed(self, item: MessageItem | None = None) -> None:
        """Heights changed: of `item`, or of any message."""
        anchor = self._anchor()
        self._items.place(item)
        self._restore(anchor)
        self.sync()

    def refresh(self, item: MessageItem, start: int, gone: Iterable[Segment]) -> None:
        """The segments of a growing `item` changed from index `start` on.

        Returns early while the geometry is the same: most ticks do not add a line.
        """
        self.release(gone)
        column = self.column_width
        old_height = item.height
        segments = item.segments or []
        is_complete = True
        near = self.scrolling.near
        for segment in segments[start:]:
            if segment.view is None:
                is_complete = is_complete and not self._is_near(segment, near)
                continue
            segment.view.refresh()
            measure(segment, column, self._documents)
        item.arrange(column, start)
        if item.height == old_height and is_complete:
            return
        self.content_changed(item)

    def width_changed(self) -> None:
        """The column is wider or narrower: everything is an estimate again."""
        if self.column_width == self._column:
            self.sync()
            return
        anchor = self._anchor()
        self._estimate_all()
        self._restore(anchor)
        self.sync()

    def rescale(self, change: Callable[[], None]) -> None:
        """Let `change` alter fonts and measures; the line at the top of the view stays there."""
        anchor = self._anchor()
        self.release(self.visible)
        change()
        segment = anchor.segment if anchor is not None else None
        height = segment.height if segment is not None else 0
        self._estimate_all()
        if anchor is not None and segment is not None and not isinstance(segment, Stretch):
            measure(segment, self._column, self._documents)
            anchor = anchor.rescaled(height)
            self._rearrange(segment)
        self._restore(anchor)
        self.sync()

    def _rearrange(self, segment: Segment) -> None:
        item = self._items[segment.item.index]
        item.arrange(self._column, segment.index)
        self._items.place()

    def _estimate_all(self) -> None:
        self._column = self.column_width
        for item in self._items:
            if item.segments is None:
                item.height = item.estimate(self._column)
                continue
            for segment in item.segments:
                segment.forget_size()
            item.arrange(self._column)
        self._items.place()

    def release(self, segments: Iterable[Segment]) -> None:
        """Take the widgets of `segments` away."""
        self._views.release(segments)

    # ------------------------------------------------------------------ scrolling

    def scroll_to_end(self) -> None:
        """Show the end and stay there."""
        self.scrolling.sticks = True
        self.sync()

    def scroll_to(self, item: ShownMessage) -> None:
        """Bring the upper edge of `item` to the top of the view."""
        for _ in range(_ROUNDS):  # estimates above it may become exact on the way
            target = self._items.top(item) + item.gap // 2
            self.scrolling.scroll_to(target)
            if self.scrolling.top == min(target, self.scrolling.end):
                return

    def show_segment(self, segment: Segment) -> None:
        """Bring some of `segment` into view."""
        for _ in range(_ROUNDS):
            top = self._items.top(segment.item) + segment.top - self.scrolling.top
            is_in_view = top < self.scrolling.height and top + segment.height > 0
            if is_in_view and segment.view is not None:
                return
            self.scrolling.scroll_by(top - self.scrolling.height // 3)

    def expanded(self, item: MessageItem) -> list[Segment]:
        """The segments of `item`; what is in view does not move when they are made."""
        if item.segments is None:
            self._keeping(lambda: item.expand(self.column_width))
        return item.segments or []

    def unfold(self, item: MessageItem, stretch: Stretch) -> None:
        """Parse a stretch of `item`; what is in view does not move."""
        self._keeping(lambda: item.unfold(stretch, self.column_width))

    def _keeping(self, change: Callable[[], object]) -> None:
        anchor = self._anchor()
        change()
        self._items.place()
        self._restore(anchor)

    def hold(self, item: MessageItem | None, bottom: int | None) -> None:
        """Other messages have come from `item` on: keep the view where it is.

        Args:
            item: The first of them; None if there are none.
            bottom: Where its lower edge shall be in the view, in px; None to leave the view
                where it is in the conversation.
        """
        self._items.place()
        target = self.scrolling.top
        for _ in range(_ROUNDS):  # heights of what is new become exact on the way
            if item is not None and bottom is not None:
                target = self._items.top(item) + item.height - bottom
            self.scrolling.hold(self._items.total_height, target)
            self.sync()
            if item is None or bottom is None or self.top_of(item) + item.height == bottom:
                return

    # ------------------------------------------------------------------ anchoring

    def _anchor(self) -> Anchor | None:
        top = self.scrolling.top
        if self.scrolling.sticks or top == 0:  # the end stays the end, the top stays the top
            return None
        return find_anchor(self._items, self.visible, top)

    def _restore(self, anchor: Anchor | None) -> None:
        """Set the range of the scroll bar and put the anchor where it was."""
        top = anchor.place(self._items) if anchor is not None else None
        self.scrolling.adjust(self._items.total_height, top)

    # ------------------------------------------------------------------ placing

    def sync(self) -> None:
        """Measure what is near the view, place its widgets, take the others away."""
        if self._is_busy:
            return
        self._is_busy = self.scrolling.is_adjusting = True
        self._column = self.column_width
        self._restore(self._anchor())
        for _ in range(_ROUNDS):
            anchor = self._anchor()
            if not self._expansion.make_exact(self.scrolling.near, self._column):
                break
            self._items.place()
            self._restore(anchor)
        self._place_views()
        self._expansion.forget_far({segment.item for segment in self.visible})
        self._is_busy = self.scrolling.is_adjusting = False
        self.placed.emit()

    def _is_near(self, segment: Segment, near: tuple[int, int]) -> bool:
        top, bottom = near
        edge = self._items.top(segment.item) + segment.top
        return edge + segment.height > top and edge < bottom

    def _place_views(self) -> None:
        near = self.scrolling.near
        left, value = self.column_left, self.scrolling.top
        wanted: list[tuple[Segment, QRect]] = []
        for item in self._items.between(*near):
            y = self._items.top(item) - value
            for segment in item.segments or ():
                if segment.is_measured and self._is_near(segment, near):
                    place = QRect(
                        left + segment.left, y + segment.top, segment.width, segment.height
                    )
                    wanted.append((segment, place))
        self._views.place(wanted)
