"""Heights of segments, laid out for real."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gemini_desk.ui.conversation.code_metrics import code_text_width
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import (
    AudioClip,
    Code,
    ContextStart,
    DateLine,
    Editor,
    Footer,
    Formula,
    Images,
    MarkdownText,
    Notice,
    PlainText,
    Thought,
    thought_inset,
)
from gemini_desk.ui.conversation.thumbnails import arrange_thumbnails
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.conversation.views.clip_words import clip_height
from gemini_desk.ui.conversation.views.formula_view import formula_height
from gemini_desk.ui.conversation.views.notice_view import notice_height
from gemini_desk.ui.conversation.views.transcript_lines import transcript_height

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.code_metrics import CodeMetrics
    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.segments import Segment


def measure(segment: Segment, column: int, documents: DocumentCache) -> None:
    """Set left, width and height of `segment` for a column of `column` px."""
    match segment:
        case MarkdownText() | PlainText():
            documents.measure(segment, column)
        case Thought():
            # The icon stands on the column's edge, not the button's invisible frame.
            segment.left = -3 * measures.FOOTER_INSET_PX // 2
            segment.width = column - segment.left
            segment.height = measures.FOOTER_BUTTON_PX
        case Code():
            segment.left = (
                thought_inset(segment) + segment.markdown.indent * measures.INDENT_COLUMN_PX
            )
            segment.width = max(120, column - segment.left)
            segment.height = code_height(segment, documents.code_metrics)
        case Formula():
            segment.left = (
                thought_inset(segment) + segment.markdown.indent * measures.INDENT_COLUMN_PX
            )
            segment.width = max(120, column - segment.left)
            segment.height = formula_height(segment, segment.width, documents.formulas)
        case Images():
            boxes = arrange_thumbnails(segment.attachments, column, rightwards=segment.item.is_user)
            segment.left, segment.width = 0, column
            segment.height = max(box.bottom() + 1 for box in boxes)
        case DateLine():
            segment.left, segment.width = 0, column
            segment.height = measures.DATE_PX
        case AudioClip():
            segment.width = min(measures.AUDIO_WIDTH_PX, column)
            segment.left = column - segment.width if segment.item.is_user else 0
            segment.height = clip_height(segment.attachment, segment.width)
        case Editor():
            segment.left, segment.width = 0, column
            segment.height = segment.editor.height_at(column) + segment.GAP_PX
        case Notice():
            segment.left, segment.width = 0, column
            segment.height = notice_height(segment, column)
        case TranscriptCard():
            segment.left, segment.width = 0, column
            segment.height = transcript_height(segment, column)
        case ContextStart():
            segment.left, segment.width = 0, column
            segment.height = measures.CONTEXT_START_PX
        case Footer():
            # The buttons' icons, not their invisible frames, stand on the column's edge.
            segment.left = 0 if segment.item.is_user else -measures.FOOTER_INSET_PX
            segment.width = column + measures.FOOTER_INSET_PX
            segment.height = measures.FOOTER_PX
        case _:
            raise TypeError(f"no measure for {type(segment).__name__}")
    segment.is_measured = True


def code_height(segment: Code, metrics: CodeMetrics) -> int:
    """Height of a code block; most of its lines need no layout."""
    shown = segment.shown.text
    if segment.is_wrapped:
        text = math.ceil(metrics.wrapped_height(shown, code_text_width(segment.width)))
    else:
        text = math.ceil(metrics.height(shown))
    return measures.CODE_HEADER_PX + text + 2 * measures.CODE_PADDING_PX
