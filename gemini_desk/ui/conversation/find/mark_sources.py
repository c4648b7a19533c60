"""Who paints behind texts: what is selected, what was found, what is read aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gemini_desk.ui.conversation.find.marks import Mark
    from gemini_desk.ui.conversation.segments import Segment


class MarkSources:
    """Who has something to paint behind texts; the later ones paint above the others."""

    def __init__(self) -> None:
        self._sources: list[Callable[[Segment], Sequence[Mark]]] = []

    def add(self, source: Callable[[Segment], Sequence[Mark]]) -> None:
        """Ask `source`, too."""
        self._sources.append(source)

    def of(self, segment: Segment) -> list[Mark]:
        """Everything that is to be painted behind the text of `segment`."""
        return [mark for source in self._sources for mark in source(segment)]
