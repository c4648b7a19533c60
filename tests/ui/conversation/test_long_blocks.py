"""One message that is a single block of 100,000 tokens: a list, a table, a quote, code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from gemini_desk.chat.conversation import MessageStatus, MessageVersion
from gemini_desk.ui.conversation.segments import Code, MarkdownText, Stretch
from gemini_desk.ui.conversation.selection import TextPlace
from tests.helpers.markdown_data import HARD_CASES, tokens
from tests.ui.conversation.conftest import assistant, user

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.views.code_view import CodeView


def segments(pane: ConversationPane) -> list[Segment]:
    last = pane._items.last
    assert last is not None
    return last.segments or []


def code_view(pane: ConversationPane) -> CodeView:
    (view,) = [s.view for s in pane._layout.visible if isinstance(s, Code)]
    assert view is not None
    return view


def jump(pane: ConversationPane, share: float) -> None:
    bar = pane.verticalScrollBar()
    bar.setValue(round(bar.maximum() * share))


@pytest.mark.parametrize("case", [kind for kind in HARD_CASES if kind != "fence"])
def test_only_what_is_near_the_view_is_parsed_and_laid_out(
    pane: ConversationPane, case: str
) -> None:
    source = "".join(tokens(100_000, case=case))
    pane.show_conversation([user("write it"), assistant(source)])
    for share in (1.0, 0.5, 0.2):
        jump(pane, share)
        waiting = sum(len(each.source) for each in segments(pane) if isinstance(each, Stretch))
        assert len(source) - waiting <= 60_000
        assert sum(each.is_measured for each in segments(pane)) <= 60
        assert any(isinstance(each, MarkdownText) for each in pane._layout.visible)


def test_a_numbered_list_is_copied_and_found_over_its_seams(pane: ConversationPane) -> None:
    count = 6000
    lines = [f"1. the item that is called n{n}, with some words in it" for n in range(count)]
    answer = assistant("\n".join(lines))
    pane.show_conversation([answer])
    jump(pane, 0.5)
    item = pane._items.last
    assert item is not None
    pane._selection.select(TextPlace(item, 0, 0), TextPlace(item, segments(pane)[-2].order, 5))
    pane.copy()
    copied = QGuiApplication.clipboard().text()
    assert [copied.count(f"n{n},") for n in (0, 2999, count - 40)] == [1, 1, 1]
    shown = [s for s in segments(pane) if isinstance(s, MarkdownText)]
    starts = [first.first_number for s in shown if (first := s.markdown.first) is not None]
    assert starts[-1] is not None
    assert starts[-1] > count - 200
    assert pane.jump_to(answer.id, "n3100,")
    assert any(
        "n3100," in s.markdown.source for s in pane._layout.visible if isinstance(s, MarkdownText)
    )


def test_a_list_goes_on_growing_at_its_end(pane: ConversationPane) -> None:
    begun = "\n".join(f"1. item {n} with some words in it" for n in range(3000)) + "\n"
    going_on = assistant(begun)
    going_on = MessageVersion(
        going_on.id, None, going_on.message, going_on.created_at, MessageStatus.STREAMING
    )
    pane.show_conversation([going_on])
    for n in range(3000, 3040):
        pane.append_text(going_on.id, f"1. item {n} with some words in it\n")
    (last,) = [
        s
        for s in segments(pane)
        if isinstance(s, MarkdownText) and "item 3039" in s.markdown.source
    ]
    first = last.markdown.first
    assert first is not None
    assert first.first_number is not None
    assert first.first_number + last.markdown.source.count("1. item") - 1 == 3040


def test_of_long_code_only_the_lines_near_the_view_are_laid_out(pane: ConversationPane) -> None:
    count = 8000
    code = "\n".join(f"line_{n} = {n}" if n % 9 else f"line_{n} = '漢字'" for n in range(count))
    pane.show_conversation([user("code"), assistant(f"```text\n{code}\n```\n")])
    for share in (1.0, 0.43, 0.0, 0.8):
        jump(pane, share)
        view = code_view(pane)
        assert view.editor.height() <= 3 * pane.viewport().height()
        # What is painted in the middle of the view is the line that belongs there.
        middle = pane.viewport().height() // 2
        point = view.editor.viewport().mapFromGlobal(
            pane.viewport().mapToGlobal(QPoint(60, middle))
        )
        if not view.editor.viewport().rect().contains(point):
            continue  # behind the end of the code
        line = view.editor.cursorForPosition(point).blockNumber()
        metrics = pane._documents.code_metrics
        top = view.mapTo(pane.viewport(), QPoint(0, 0)).y()
        expected = metrics.height("\n".join(code.split("\n")[:line]))
        assert abs((middle - top) - expected) <= 4 * metrics.height("")


def test_long_code_is_selected_and_copied_whole(pane: ConversationPane) -> None:
    code = "\n".join(f"line_{n} = {n}" for n in range(3000))
    pane.show_conversation([assistant(f"```text\n{code}\n```\n")])
    jump(pane, 0.5)
    pane._selection.select_all()
    pane.copy()
    assert code in QGuiApplication.clipboard().text()


def test_long_code_that_breaks_its_lines_is_shown_whole(pane: ConversationPane) -> None:
    code = "\n".join(f"line_{n} = {'word ' * 40}" for n in range(400))
    pane.show_conversation([assistant(f"```text\n{code}\n```\n")])
    jump(pane, 0.5)
    view = code_view(pane)
    view._toggle_wrap()
    assert view.editor.height() >= view.height() - 100
    assert view.editor.verticalScrollBar().value() == 0
    view._toggle_wrap()
    assert view.editor.height() <= 3 * pane.viewport().height()
