"""What was thought as segments: the line above it, and the text below that once it is unfolded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemini_desk.ui.conversation.segments import Stretch, Thought, markdown_segment
from gemini_desk.ui.markdown.segments import SegmentBuilder
from gemini_desk.ui.markdown.stretches import cut_into_stretches

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.shown_message import ShownMessage
    from gemini_desk.ui.conversation.thinking import Thinking

_ORDER: Final = -(1 << 39)  # before any text of the answer, behind its attachments


class ThoughtSegments:
    """Makes the segments of the thoughts of one answer. GUI thread only.

    Attributes:
        header: The line that folds and unfolds.
    """

    def __init__(self, item: ShownMessage, thinking: Thinking) -> None:
        self._item = item
        self._thinking = thinking
        self._builder: SegmentBuilder | None = None  # of the end of the thoughts, if unfolded
        self._base = 0  # characters before that
        self.header = Thought(item=item, thinking=thinking, order=_ORDER - 1)

    @property
    def is_unfolded(self) -> bool:
        """Whether the thoughts are shown."""
        return self._thinking.is_unfolded

    def end(self) -> None:
        """The answer begins."""
        if self._thinking.is_open:
            self._thinking.end()
            self.refresh_header()

    def unfold(self) -> list[Segment]:
        """Show the thoughts: their segments, to be placed below the header."""
        self._thinking.is_unfolded = True
        *far, end = cut_into_stretches(self._thinking.source)
        made: list[Segment] = []
        self._base = 0
        for text in far:
            order = _ORDER + self._base
            made.append(Stretch(item=self._item, order=order, text=text, is_thought=True))
            self._base += len(text.source)
        self._builder = SegmentBuilder(end.beginning)
        self._builder.feed(end.source)
        if not self._thinking.is_open:
            self._builder.finish()
        self.refresh_header()
        return [*made, *self._segments(0)]

    def fold(self) -> None:
        """Show them no more."""
        self._thinking.is_unfolded = False
        self._builder = None
        self.refresh_header()

    def grow(self, text: str, shown: list[Segment]) -> tuple[int, list[Segment]]:
        """More was thought.

        Args:
            text: What is new.
            shown: The segments that are shown below the header.

        Returns:
            How many of these stay as they are, and what takes the place of the others.
        """
        self._thinking.add(text)
        if self._builder is None:
            return len(shown), []
        before = len(self._builder.segments)
        changed = self._builder.feed(text)
        kept = {id(each.markdown): each for each in shown if hasattr(each, "markdown")}
        made = self._segments(changed)
        for index, segment in enumerate(made):
            known = kept.get(id(segment.markdown))  # type: ignore[attr-defined]
            if known is not None:
                known.forget_size()
                known.order = segment.order
                made[index] = known
        return len(shown) - before + changed, made

    def refresh_header(self) -> None:
        """What the line says has changed."""
        if self.header.view is not None:
            self.header.view.refresh()

    def _segments(self, first: int) -> list[Segment]:
        markdowns = self._builder.segments[first:] if self._builder is not None else []
        made: list[Segment] = [markdown_segment(self._item, each) for each in markdowns]
        for index, segment in enumerate(made, first):
            segment.order = _ORDER + self._base + index
            segment.is_thought = True
        return made
