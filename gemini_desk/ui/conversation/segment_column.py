"""The segments of a message one below the other: where each of them stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.ui.conversation.gaps import gap_between
from gemini_desk.ui.conversation.segments import Footer, MarkdownText
from gemini_desk.ui.conversation.shown_message import ShownMessage
from gemini_desk.ui.conversation.transcript_card import TranscriptCard

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.segments import Segment


class SegmentColumn(ShownMessage):
    """The base of a message: its segments, once they are made, and their places. GUI thread only.

    Attributes:
        segments: What it is made of; None until somebody comes near it.
    """

    def __init__(self, version: MessageVersion) -> None:
        super().__init__(version)
        self.segments: list[Segment] | None = None

    @property
    def footer(self) -> Footer | None:
        """Its last row, once it has segments."""
        last = self.segments[-1] if self.segments else None
        return last if isinstance(last, Footer) else None

    def set_activity(self, text: str) -> None:
        """Say what the model is doing while it answers."""
        for segment in self.segments or ():
            if isinstance(segment, (Footer, TranscriptCard)) and segment.activity != text:
                segment.activity = text
                if segment.view is not None:
                    segment.view.refresh()

    def forget_html(self, is_meant: Callable[[str], object]) -> int | None:
        """Render texts that are meant afresh; returns the index of the first one."""
        found: list[int] = []
        for segment in self.segments or ():
            if isinstance(segment, MarkdownText) and is_meant(segment.markdown.source):
                segment.markdown.forget_html()
                segment.forget_size()
                found.append(segment.index)
        return found[0] if found else None

    def arrange(self, column: int, start: int = 0) -> None:
        """Set the places of the segments from `start` on, estimating what is not measured."""
        segments = self.segments or []
        upper = segments[start - 1] if start else None
        y = upper.bottom if upper is not None else self.gap
        for index in range(start, len(segments)):
            segment = segments[index]
            segment.index = index
            is_estimated = segment.estimated_width == column or segment.view is not None
            if not segment.is_measured and not is_estimated:
                segment.height = segment.estimate(column)
                segment.estimated_width = column
            segment.top = y + gap_between(upper, segment)
            upper, y = segment, segment.bottom
        self.height = y


def number(segments: list[Segment], order: int) -> list[Segment]:
    """Give `segments` their places in reading order, from `order` on.

    A text has no more segments than characters, so those of one stretch end before the next.
    """
    for each, segment in enumerate(segments, order):
        segment.order = each
    return segments
