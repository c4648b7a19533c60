"""Room between the segments of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import AudioClip, Footer, MarkdownText, PlainText, Thought
from gemini_desk.ui.markdown.blocks import BlockKind

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.markdown.segments import MarkdownSegment


def gap_between(upper: Segment | None, lower: Segment) -> int:
    """Room between two neighbours, so that the eye sees equal distances."""
    if upper is None:
        return 0
    if isinstance(upper, Thought):
        return measures.ITEM_GAP_PX
    if isinstance(lower, Footer):
        return 0 if _ends_with_prose(upper) else measures.FOOTER_GAP_PX
    if isinstance(lower, PlainText):
        return measures.CARD_GAP_PX // 2 if lower.is_first else 0
    if isinstance(lower, MarkdownText):
        return _gap_above_markdown(upper, lower.markdown)
    if isinstance(lower, AudioClip):
        return measures.CARD_GAP_PX // 2
    return measures.CARD_GAP_PX - (measures.LINE_SPACING_PX if _ends_with_prose(upper) else 0)


def _ends_with_prose(segment: Segment) -> bool:
    is_table = isinstance(segment, MarkdownText) and segment.markdown.kind is BlockKind.TABLE
    return isinstance(segment, MarkdownText) and not is_table


def _gap_above_markdown(upper: Segment, markdown: MarkdownSegment) -> int:
    first = markdown.first
    if first is not None and first.is_part:
        is_list = markdown.kind is BlockKind.PROSE and first.source[:1] in "-*+0123456789"
        return measures.ITEM_GAP_PX if is_list else 0
    if markdown.kind is not BlockKind.PROSE and _ends_with_prose(upper):
        return measures.CARD_GAP_PX - measures.LINE_SPACING_PX
    if first is not None and first.is_heading:
        return measures.HEADING_GAP_PX
    return measures.PARAGRAPH_GAP_PX if _ends_with_prose(upper) else measures.CARD_GAP_PX
