"""A message as the pane sees it: its segments and their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.ui.conversation.message_parts import (
    attachment_segments,
    closing_segments,
    plain_segments,
)
from gemini_desk.ui.conversation.segments import (
    AudioClip,
    Code,
    Footer,
    Images,
    MarkdownText,
    Notice,
    Segment,
    gap_between,
    markdown_segment,
)
from gemini_desk.ui.conversation.shown_message import ShownMessage
from gemini_desk.ui.markdown.parser import link_references
from gemini_desk.ui.markdown.segments import SegmentBuilder

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.markdown.segments import MarkdownSegment


class MessageItem(ShownMessage):
    """One message. GUI thread only.

    Attributes:
        segments: What it is made of; None until somebody comes near it.
    """

    def __init__(self, version: MessageVersion) -> None:
        super().__init__(version)
        self.segments: list[Segment] | None = None
        self._builder: SegmentBuilder | None = None

    @property
    def footer(self) -> Footer | None:
        """Its last row, once it has segments."""
        last = self.segments[-1] if self.segments else None
        return last if isinstance(last, Footer) else None

    def expand(self, column: int) -> list[Segment]:
        """Make the segments, with estimated heights for a column of `column` px."""
        if self.segments is None:
            lead = list(attachment_segments(self))
            self.segments = lead
            if self.is_user:
                lead += plain_segments(self)
            else:
                self._builder = SegmentBuilder()
                self._builder.feed(self.source)
                if not self.is_streaming:
                    self._builder.finish()
                    self.references = link_references(self.source)
                lead += [markdown_segment(self, each) for each in self._builder.segments]
            lead += closing_segments(self)
            self.arrange(column)
        return self.segments

    def collapse(self) -> None:
        """Forget the segments; they are made again when needed."""
        for segment in self.segments or ():
            segment.index = -1
        self.segments = None
        self._builder = None

    def replace(self, version: MessageVersion, column: int) -> None:
        """Become another version of the message, with an estimated height."""
        self.collapse()
        self.take(version)
        self.references = {}
        self.height = self.estimate(column)

    def set_activity(self, text: str) -> None:
        """Say what the model is doing while it answers."""
        footer = self.footer
        if footer is not None and footer.activity != text:
            footer.activity = text
            if footer.view is not None:
                footer.view.refresh()

    def feed(self, text: str, column: int) -> tuple[int, list[Segment]]:
        """Append text of a growing answer.

        Returns:
            Index of the first segment that changed, and the segments that were taken out.
        """
        self.expand(column)
        self._source.append(text)
        if self._builder is None:
            return 0, []
        return self._adopt(self._builder.feed(text), column)

    def finish(self, version: MessageVersion, column: int) -> tuple[int, list[Segment]]:
        """The answer is whole; `version` has its status and details. Returns as `feed`."""
        self.take(version)
        if self.segments is None or self._builder is None:
            return 0, []
        changed = self._builder.finish()
        self.references = link_references(self.source)
        if self.references:
            changed = 0
            for each in self._builder.segments:
                if "[" in each.source:
                    each.forget_html()
        return self._adopt(changed, column)

    def _adopt(self, changed: int, column: int) -> tuple[int, list[Segment]]:
        """Take over the builder's segments from `changed` on, keeping those that are known."""
        segments = self.segments or []
        builder_segments = self._builder.segments if self._builder else []
        first = next(
            (n for n, s in enumerate(segments) if not isinstance(s, Images | AudioClip)), 0
        )
        start = first + changed
        known: dict[MarkdownSegment, MarkdownText | Code]
        known = {s.markdown: s for s in segments[start:] if isinstance(s, MarkdownText | Code)}
        kept: list[Segment] = []
        for markdown in builder_segments[changed:]:
            segment = known.pop(markdown) if markdown in known else None
            segment = segment or markdown_segment(self, markdown)
            segment.is_measured = False
            kept.append(segment)
        closing = (
            [s for s in segments if isinstance(s, Notice | Footer)]
            if self.is_streaming
            else list(closing_segments(self, self.footer))
        )
        gone: list[Segment] = list(known.values())
        gone += [s for s in segments if isinstance(s, Notice) and s not in closing]
        for each in gone:
            each.index = -1
        segments[start:] = [*kept, *closing]
        self.arrange(column, start)
        return start, gone

    def arrange(self, column: int, start: int = 0) -> None:
        """Set the places of the segments from `start` on, estimating what is not measured."""
        segments = self.segments or []
        upper = segments[start - 1] if start else None
        y = upper.bottom if upper is not None else self.gap
        for index in range(start, len(segments)):
            segment = segments[index]
            segment.index = index
            if not segment.is_measured and segment.view is None:
                segment.height = segment.estimate(column)
            segment.top = y + gap_between(upper, segment)
            upper, y = segment, segment.bottom
        self.height = y
