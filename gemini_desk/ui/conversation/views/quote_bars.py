"""Bars beside quotes that stand within a text: in another quote, or in an item of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtGui import QTextFormat

from gemini_desk.ui.conversation.documents import LIST_INDENT_PX, QUOTE_INDENT_PX
from gemini_desk.ui.conversation.zoom import px

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextBlock, QTextDocument

_LEVEL: Final = QTextFormat.Property.BlockQuoteLevel


class QuoteBar(NamedTuple):
    """Where a bar stands in its document, in px."""

    left: float
    top: float
    bottom: float


def quote_bars(document: QTextDocument) -> list[QuoteBar]:
    """The bars of `document`, which is laid out."""
    quote_px, list_px = px(QUOTE_INDENT_PX), px(LIST_INDENT_PX)
    layout = document.documentLayout()
    bars: list[QuoteBar] = []
    growing: list[QuoteBar] = []  # from the outermost inwards
    for block in _blocks(document):
        margin = block.blockFormat().leftMargin()
        is_quote = bool(block.blockFormat().intProperty(_LEVEL))
        inset = quote_px + (list_px if block.textList() is not None and not is_quote else 0)
        while growing and growing[-1].left > margin - inset:
            bars.append(growing.pop())
        box = layout.blockBoundingRect(block)
        growing = [bar._replace(bottom=box.bottom()) for bar in growing]
        if is_quote:
            in_list = bool(margin % quote_px)  # how many quotes are around cannot be told
            outermost = margin - quote_px if in_list else 0.0
            left = growing[-1].left + quote_px if growing else outermost
            while left <= margin - quote_px:
                growing.append(QuoteBar(left, box.top(), box.bottom()))
                left += quote_px
    return bars + growing


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()
