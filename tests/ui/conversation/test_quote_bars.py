"""Quotes within a text have bars of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.ui.conversation.documents import LIST_INDENT_PX, QUOTE_INDENT_PX
from gemini_desk.ui.conversation.segments import MarkdownText
from gemini_desk.ui.conversation.views.quote_bars import QuoteBar, quote_bars
from tests.ui.conversation.conftest import assistant

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.pane import ConversationPane


def bars(pane: ConversationPane, source: str) -> list[QuoteBar]:
    pane.show_conversation([assistant(source)])
    (text,) = [each for each in pane._layout.visible if isinstance(each, MarkdownText)]
    return sorted(quote_bars(pane._documents.document(text)))


def test_a_quote_alone_has_only_the_bar_beside_its_text(pane: ConversationPane) -> None:
    assert bars(pane, "> a\n> b\n") == []


def test_a_quote_in_a_quote_has_one_bar_over_all_its_paragraphs(pane: ConversationPane) -> None:
    (bar,) = bars(pane, "> a\n>\n> > b\n> >\n> > - an item\n> > - another\n>\n> c\n")
    (short,) = bars(pane, "> a\n>\n> > b\n>\n> c\n")
    assert bar.left == short.left == 0
    assert bar.bottom - bar.top > 2 * (short.bottom - short.top)


def test_deeper_quotes_have_a_bar_for_each_level(pane: ConversationPane) -> None:
    found = bars(pane, "> a\n>\n> > b\n> >\n> > > c\n")
    assert [bar.left for bar in found] == [0, QUOTE_INDENT_PX]
    assert found[0].top < found[1].top


def test_a_quote_in_an_item_has_its_bar_beside_its_text(pane: ConversationPane) -> None:
    (bar,) = bars(pane, "- item\n  > quoted\n- another\n")
    assert bar.left == LIST_INDENT_PX
