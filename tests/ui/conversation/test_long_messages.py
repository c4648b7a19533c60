"""One message of 100,000 tokens: only what is near the view is parsed and laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication

from gemini_desk.chat.conversation import MessageStatus, MessageVersion
from gemini_desk.ui.conversation.segments import Segment, Stretch
from gemini_desk.ui.conversation.selection import TextPlace
from tests.helpers.markdown_data import tokens
from tests.ui.conversation.conftest import assistant, user

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.pane import ConversationPane


@pytest.fixture(scope="module")
def long_answer() -> MessageVersion:
    return assistant("".join(tokens(100_000)))


def stretches(pane: ConversationPane) -> list[Stretch]:
    last = pane._items.last
    assert last is not None
    return [segment for segment in last.segments or () if isinstance(segment, Stretch)]


def measured(pane: ConversationPane) -> list[Segment]:
    return [
        segment for item in pane._items for segment in item.segments or () if segment.is_measured
    ]


def test_only_its_end_is_parsed_and_laid_out(
    pane: ConversationPane, long_answer: MessageVersion
) -> None:
    pane.show_conversation([user("write a book"), long_answer])
    assert len(measured(pane)) <= 30
    assert pane._documents.documents_set <= 30
    parsed = len(long_answer.message.text) - sum(len(each.source) for each in stretches(pane))
    assert parsed <= 20_000


def test_so_it_is_wherever_one_jumps(pane: ConversationPane, long_answer: MessageVersion) -> None:
    pane.show_conversation([long_answer])
    bar = pane.verticalScrollBar()
    for share in (0.5, 0.1, 0.9):
        before, laid_out = len(stretches(pane)), len(measured(pane))
        bar.setValue(round(bar.maximum() * share))
        assert 0 < before - len(stretches(pane)) <= 2
        assert 0 < len(measured(pane)) - laid_out <= 30
        assert pane._layout.visible


def test_scrolling_through_it_moves_nothing_else(
    pane: ConversationPane, long_answer: MessageVersion
) -> None:
    pane.show_conversation([long_answer])
    bar = pane.verticalScrollBar()
    before_stretches = len(stretches(pane))
    compared = 0
    for _ in range(200):
        before = {s: s.view.y() for s in pane._layout.visible if s.view is not None}
        bar.setValue(bar.value() - 90)
        for segment in pane._layout.visible:
            if segment in before and segment.view is not None:
                assert segment.view.y() - before[segment] == 90
                compared += 1
    assert compared > 200
    assert len(stretches(pane)) < before_stretches - 2


def test_reading_order_stays_while_stretches_become_segments(
    pane: ConversationPane, long_answer: MessageVersion
) -> None:
    pane.show_conversation([long_answer])
    last = pane._items.last
    assert last is not None
    bar = pane.verticalScrollBar()
    for share in (0.3, 0.7, 0.0):
        bar.setValue(round(bar.maximum() * share))
        orders = [segment.order for segment in last.segments or ()]
        assert orders == sorted(set(orders))
        assert [segment.index for segment in last.segments or ()] == list(range(len(orders)))


def test_a_part_of_it_is_copied_whole_although_most_was_never_seen(
    pane: ConversationPane, long_answer: MessageVersion
) -> None:
    source = long_answer.message.text
    pane.show_conversation([user("begin"), long_answer])
    end = pane._layout.visible[-3]
    assert end.item.id == long_answer.id
    pane._selection.select(TextPlace(end.item, 0, 3), TextPlace(end.item, end.order, 0))
    pane.copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("tion 0")  # the heading, without the three letters before it
    assert copied.count("def attention_") >= source.count("def attention_") - 1


def test_an_answer_that_goes_on_grows_at_its_end(
    pane: ConversationPane, long_answer: MessageVersion
) -> None:
    text = long_answer.message.text
    going_on = MessageVersion(
        long_answer.id, None, long_answer.message, long_answer.created_at, MessageStatus.STREAMING
    )
    pane.show_conversation([going_on])
    waiting = len(stretches(pane))
    pane.append_text(going_on.id, "\n\nAnd this is the very end of it.")
    assert len(stretches(pane)) == waiting > 10
    last = pane._items.last
    assert last is not None
    assert last.source == text + "\n\nAnd this is the very end of it."
    orders = [segment.order for segment in last.segments or ()]
    assert orders == sorted(set(orders))
