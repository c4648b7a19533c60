"""The widgets of the segments that are near the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.ui.conversation.focus_order import chain_focus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QAbstractScrollArea

    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.views.registry import ViewPool


class PlacedViews:
    """Takes widgets from the pool, places them, and gives them back. GUI thread only.

    Attributes:
        visible: The segments that have a widget, from top to bottom.
    """

    def __init__(self, area: QAbstractScrollArea, documents: DocumentCache, pool: ViewPool) -> None:
        self._area = area
        self._documents = documents
        self._pool = pool
        self.visible: list[Segment] = []

    def release(self, segments: Iterable[Segment]) -> None:
        """Take the widgets of `segments` away."""
        for segment in segments:
            if segment.view is not None:
                self._pool.release(segment.view)
            if segment.index < 0:
                self._documents.drop(segment)
        self.visible = [segment for segment in self.visible if segment.view is not None]

    def place(self, wanted: Sequence[tuple[Segment, QRect]]) -> None:
        """Show these segments, from top to bottom, at these places of the view; no others."""
        keep = {segment for segment, _ in wanted}
        self.release([segment for segment in self.visible if segment not in keep])
        has_new = False
        for segment, rect in wanted:
            view = segment.view
            if view is None:
                has_new = True
                view = self._pool.acquire(segment)
            if view.geometry() != rect:
                view.setGeometry(rect)
            if view.isHidden():
                view.show()
        self.visible = [segment for segment, _ in wanted]
        if has_new:
            chain_focus(self._area, self.visible)
