"""A message, or a selection, one utterance after the other. GUI thread only.

A source is asked for the next utterance when the one before was said. That is why an answer
can be read while it is still being written: what is not there yet is asked for again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.ui.conversation.aloud.spoken_segments import is_spoken, utterances
from gemini_desk.ui.conversation.segments import Code, Formula, MarkdownText, Stretch
from gemini_desk.ui.conversation.transcript_card import TranscriptCard

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.selection import TextPlace
    from gemini_desk.ui.conversation.virtual_layout import VirtualLayout
    from gemini_desk.ui.speech.utterance import Utterance

_CONTEXT_CHARACTERS: Final = 3000
_BEFORE_ALL: Final = -(1 << 50)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something to say, and where it stands.

    Attributes:
        utterance: What is said.
        message_id: Which message it is in.
        order: Which segment of that, by its `order`.
        context: Text around it, by which its language can be told.
    """

    utterance: Utterance
    message_id: str
    order: int
    context: str


class SpokenText:
    """What is said of one message, or of several."""

    def __init__(
        self,
        items: ItemList,
        layout: VirtualLayout,
        documents: DocumentCache,
        message_ids: list[str],
        *,
        start: TextPlace | None = None,
        end: TextPlace | None = None,
    ) -> None:
        """Begin before the first word.

        Args:
            items: The messages.
            layout: Makes their segments.
            documents: Of text segments.
            message_ids: Which messages, in order.
            start: Where to begin in the first one; at its beginning if None.
            end: Where to end in the last one; at its end if None.
        """
        self._items = items
        self._layout = layout
        self._documents = documents
        self._ids = list(message_ids)
        self._start = start
        self._end = end
        self._place = (_BEFORE_ALL, 0)
        self._is_finished = False

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will come."""
        return self._is_finished

    @property
    def message_id(self) -> str:
        """The message that is read now; "" at the end."""
        return self._ids[0] if self._ids else ""

    def next(self) -> Spoken | None:
        """What comes next; None if it has not been written yet, or if nothing more comes."""
        while self._ids:
            item = self._items.find(self._ids[0])
            if item is not None:
                spoken = self._next_in(item)
                if spoken is not None or item.is_streaming:
                    return spoken
            self._ids.pop(0)
            self._start, self._place = None, (_BEFORE_ALL, 0)
        self._is_finished = True
        return None

    def _next_in(self, item: MessageItem) -> Spoken | None:
        index = 0
        while index < len(segments := self._layout.expanded(item)):
            segment = segments[index]
            if isinstance(segment, Stretch) and not segment.is_thought and self._reaches(segment):
                self._layout.unfold(item, segment)
                continue
            index += 1
            if segment.order < self._place[0] or not is_spoken(segment):
                continue
            is_complete = not item.is_streaming or not _may_grow(segment, segments[index:])
            found = self._next_of(segment, is_complete=is_complete)
            if found is not None:
                self._place = (segment.order, max(found.end, found.start + 1))
                context = item.source
                if isinstance(segment, TranscriptCard):
                    context = segment.part.transcript.text
                context = context[:_CONTEXT_CHARACTERS]
                return Spoken(found, item.id, segment.order, context)
            if not is_complete:
                return None
        return None

    def _next_of(self, segment: Segment, *, is_complete: bool) -> Utterance | None:
        first, last = self._bounds_in(segment)
        if segment.order == self._place[0]:
            first = max(first, self._place[1])
        for each in utterances(segment, self._documents, is_complete=is_complete):
            if each.end <= first and each.start < first:
                continue
            clipped = each.clipped(first, last) if each.start < last else None
            if clipped is not None:
                return clipped
        return None

    def _bounds_in(self, segment: Segment) -> tuple[int, int]:
        """The stretch of a segment's text that is read; an empty one outside the bounds."""
        first, last = 0, 1 << 50
        if self._start is not None and segment.item is self._start.item:
            if segment.order < self._start.segment:
                return 0, 0
            first = self._start.offset if segment.order == self._start.segment else 0
        if self._end is not None and segment.item is self._end.item:
            if segment.order > self._end.segment:
                return 0, 0
            last = self._end.offset if segment.order == self._end.segment else last
        return first, last

    def _reaches(self, stretch: Stretch) -> bool:
        """Whether what is to be read may be in a stretch that nobody has come near."""
        behind = stretch.order + len(stretch.source)
        is_before = behind <= self._place[0] or (
            self._start is not None
            and stretch.item is self._start.item
            and behind <= self._start.segment
        )
        is_beyond = (
            self._end is not None
            and stretch.item is self._end.item
            and stretch.order > self._end.segment
        )
        return not is_before and not is_beyond


def _may_grow(segment: Segment, following: list[Segment]) -> bool:
    """Whether more of a segment of a growing answer may come."""
    if any(isinstance(each, MarkdownText | Code | Formula) for each in following):
        return False
    return not isinstance(segment, Code | Formula) or segment.markdown.open_block is not None
