"""The text of a selection, in reading order: as it was written, as it is seen, as HTML."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from gemini_desk.ui.conversation.seen_text import SeenText
from gemini_desk.ui.conversation.segments import Code, Formula, MarkdownText, PlainText, Stretch
from gemini_desk.ui.markdown.citations import without_citations
from gemini_desk.ui.markdown.formulas import formulas_as_text
from gemini_desk.ui.markdown.rendering import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.selection import Selection
    from gemini_desk.ui.conversation.virtual_layout import VirtualLayout

# Longer selections come as they were written: rendering them would take too long.
_MOST_RENDERED: Final = 200_000
_HEADING: Final = re.compile(r'<p class="(h[1-6])">(.*?)</p>', re.DOTALL)
_PICTURE: Final = re.compile(r"<img\b[^>]*>")


class SelectedText:
    """GUI thread only."""

    def __init__(
        self,
        items: ItemList,
        selection: Selection,
        documents: DocumentCache,
        layout: VirtualLayout,
    ) -> None:
        self._items = items
        self._selection = selection
        self._layout = layout
        self.seen = SeenText(documents)

    def text(self) -> str:
        """A message that is selected whole comes as it was written, others as they are seen."""
        return self._join(_written, self.seen.between)

    def markdown(self) -> str:
        """Messages and blocks that are selected whole come as they were written."""
        return self._join(_written, self._markdown_between)

    def plain(self) -> str:
        """Everything as it is seen."""
        if self._is_long():
            return self.text()
        return self._join(self._seen_whole, self.seen.between)

    def html(self) -> str:
        """The selection for rich text; "" if it is too long to be rendered at once."""
        if self._is_long():
            return ""
        return self._join(self._html_of, self._html_between)

    def html_of(self, item: MessageItem) -> str:
        """A whole message for rich text."""
        return self._html_of(item) if len(item.source) <= _MOST_RENDERED else ""

    # ------------------------------------------------------------------ messages

    def _join(
        self,
        of_whole: Callable[[MessageItem], str],
        between: Callable[[Segment, int, int], str],
    ) -> str:
        pieces: list[str] = []
        for item in self._selected():
            if self._is_whole(item):
                pieces.append(of_whole(item))
                continue
            parts = [
                between(segment, *self._selection.range_in(segment))
                for segment in self._reached(item)
            ]
            pieces.append("\n".join(part for part in parts if part))
        return "\n\n".join(piece for piece in pieces if piece)

    def _selected(self) -> list[MessageItem]:
        ends = self._selection.ends()
        return self._items[ends[0].item.index : ends[1].item.index + 1] if ends else []

    def _is_long(self) -> bool:
        return sum(len(item.source) for item in self._selected()) > _MOST_RENDERED

    def _is_whole(self, item: MessageItem) -> bool:
        ends = self._selection.ends()
        if ends is None or ends[0].item.index < item.index < ends[1].item.index:
            return ends is not None
        texts = [segment for segment in self._layout.expanded(item) if segment.is_text]
        if not texts:
            return True
        before_first = ends[0].key <= (item.index, texts[0].order, 0)
        length = self.seen.length(texts[-1])
        return before_first and ends[1].key >= (item.index, texts[-1].order, length)

    def _reached(self, item: MessageItem) -> list[Segment]:
        """The segments in which something is selected, with no stretches among them."""
        for segment in list(self._layout.expanded(item)):
            if isinstance(segment, Stretch) and self._reaches_into(segment):
                self._layout.unfold(item, segment)
        reached: list[Segment] = []
        for segment in self._layout.expanded(item):
            first, last = self._selection.range_in(segment)
            if last > first:
                reached.append(segment)
        return reached

    def _reaches_into(self, stretch: Stretch) -> bool:
        first, last = self._selection.range_in(stretch)
        return last > first or any(
            place.item is stretch.item
            and stretch.order <= place.segment < stretch.order + len(stretch.source)
            for place in self._selection.ends() or ()
        )

    # ------------------------------------------------------------------ segments

    def _segments(self, item: MessageItem) -> list[Segment]:
        for segment in list(self._layout.expanded(item)):
            if isinstance(segment, Stretch):
                self._layout.unfold(item, segment)
        return self._layout.expanded(item)

    def _seen_whole(self, item: MessageItem) -> str:
        pieces = [self.seen.between(segment) for segment in self._segments(item)]
        return "\n".join(piece for piece in pieces if piece)

    def _markdown_between(self, segment: Segment, first: int, last: int) -> str:
        if not self.seen.is_whole(segment, first, last):
            return self.seen.between(segment, first, last)
        if isinstance(segment, Code):
            block = segment.markdown.first
            language = block.language if block is not None else ""
            fence = "`" * (3 if "```" not in segment.markdown.source else 6)
            return f"{fence}{language}\n{segment.markdown.source}\n{fence}\n"
        if isinstance(segment, MarkdownText):
            return segment.markdown.source.strip("\n") + "\n"
        return self.seen.between(segment, first, last)

    def _html_of(self, item: MessageItem) -> str:
        return "\n".join(_whole_html(segment) for segment in self._segments(item))

    def _html_between(self, segment: Segment, first: int, last: int) -> str:
        if self.seen.is_whole(segment, first, last):
            return _whole_html(segment)
        if isinstance(segment, Code):
            return _preformatted(self.seen.between(segment, first, last))
        return without_citations(self.seen.html_between(segment, first, last))


def _written(item: MessageItem) -> str:
    return item.source.strip("\n")


def _preformatted(code: str) -> str:
    return f"<pre><code>{html.escape(code, quote=False)}</code></pre>"


def _whole_html(segment: Segment) -> str:
    match segment:
        case Code():
            return _preformatted(segment.markdown.source)
        case MarkdownText():
            known = Surroundings(segment.item.definitions, cited=segment.item.cited)
            found = _HEADING.sub(r"<\1>\2</\1>", without_citations(segment.markdown.html(known)))
            return _PICTURE.sub("", formulas_as_text(found))
        case Formula():
            return f"<p>{html.escape(segment.markdown.source, quote=False)}</p>"
        case PlainText():
            return f"<p>{html.escape(segment.text, quote=False)}</p>".replace("\n", "<br>")
    return ""
