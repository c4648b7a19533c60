"""What happens often costs the same in a long conversation as in a short one.

Counted in calls of Python functions: the same on a busy machine.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.ui.garbage_collector import GarbageCollector
from tests.helpers.markdown_data import tokens
from tests.ui.conversation.conftest import assistant, conversation, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.pane import ConversationPane

LONG = 2000
SHORT = 40


@pytest.fixture(scope="module")
def messages() -> list[MessageVersion]:
    return conversation(LONG)


def python_calls(action: Callable[[], object]) -> int:
    """How many Python functions `action`, and the events that it causes, call."""
    count = 0

    def watch(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(watch)
    try:
        action()
        QApplication.processEvents()
    finally:
        sys.setprofile(None)
    return count


def settle(pane: ConversationPane, messages: list[MessageVersion]) -> None:
    """Show `messages`, and do once what is only done the first time."""
    pane.resize(900, 700)
    pane.show_conversation(messages)
    stream(pane, tokens(200))
    bar = pane.verticalScrollBar()
    bar.setValue(bar.value() - 300)
    bar.setValue(bar.maximum())
    for _ in range(50):
        QApplication.processEvents()


def scroll(pane: ConversationPane) -> None:
    bar = pane.verticalScrollBar()
    for _ in range(10):
        bar.setValue(bar.value() - 9)
        QApplication.processEvents()


def stream_some(pane: ConversationPane) -> None:
    last = pane._items.last
    assert last is not None
    for token in tokens(100, seed=3):
        pane.append_text(last.id, token)


@pytest.mark.parametrize(
    "action",
    [scroll, stream_some, lambda pane: pane.resize(900, 650)],
    ids=["scrolling", "streaming", "a change of height"],
)
def test_it_costs_the_same_with_many_messages(
    pane: ConversationPane,
    messages: list[MessageVersion],
    action: Callable[[ConversationPane], None],
) -> None:
    """No call for a message that is out of view: both conversations end alike."""
    counts = []
    for shown in (messages[-SHORT:], messages):
        settle(pane, shown)
        counts.append(python_calls(lambda: action(pane)))
    short, long = counts
    assert long < short * 1.2 + 100


@pytest.fixture
def collections() -> Iterator[list[int]]:
    """The generations that were collected, as the application has it done."""
    import gc

    seen: list[int] = []

    def watch(phase: str, facts: dict[str, int]) -> None:
        if phase == "start":
            seen.append(facts["generation"])

    gc.callbacks.append(watch)
    yield seen
    gc.callbacks.remove(watch)


def test_nobody_looks_through_all_messages_for_garbage_while_an_answer_streams(
    pane: ConversationPane, messages: list[MessageVersion], collections: list[int]
) -> None:
    collector = GarbageCollector()
    try:
        pane.show_conversation(messages)
        answer = assistant("", MessageStatus.STREAMING)
        pane.begin_answer(answer)
        collections.clear()
        arrived = tokens(4200)
        for start in range(0, len(arrived), 7):
            pane.append_text(answer.id, "".join(arrived[start : start + 7]))
            if start % 210 == 0:
                collector.collect_due()  # as it comes once a second
    finally:
        collector.close()
    assert len(collections) <= 20
    assert 2 not in collections
