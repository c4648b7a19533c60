"""What a model thought: one line that says how long, and more for who asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Message, Role, TextPart, ThoughtPart
from gemini_desk.ui.conversation.segments import Footer, MarkdownText, Thought
from tests.helpers.markdown_data import tokens
from tests.ui.conversation.conftest import assistant, user

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.conversation.views.thought_view import ThoughtView


def answer(thought: str, text: str, duration_s: float | None = 12.3) -> MessageVersion:
    parts = (ThoughtPart(thought, duration_s), TextPart(text))
    return replace(assistant(""), message=Message(Role.ASSISTANT, parts))


def header(pane: ConversationPane) -> ThoughtView:
    segment = next(s for s in pane._layout.visible if isinstance(s, Thought))
    assert segment.view is not None
    return segment.view


def kinds(pane: ConversationPane) -> list[tuple[str, bool]]:
    item = pane._items[len(pane._items) - 1]
    return [(type(s).__name__, s.is_thought) for s in item.segments or ()]


def seen(pane: ConversationPane) -> str:
    texts = [
        s.view.browser.toPlainText()
        for s in pane._layout.visible
        if isinstance(s, MarkdownText) and s.view is not None
    ]
    return "\n".join(texts)


@pytest.mark.parametrize(
    ("duration_s", "text"),
    [(12.3, "Thought for 12 s"), (0.2, "Thought for 1 s"), (125.0, "Thought for 2 min 5 s"),
     (None, "Thoughts")],
)  # fmt: skip
def test_the_line_says_how_long(
    pane: ConversationPane, duration_s: float | None, text: str
) -> None:
    pane.show_conversation([answer("Hm", "Yes", duration_s)])
    assert header(pane).button.text() == text
    assert "folded" in header(pane).button.accessibleName()
    assert "Hm" not in seen(pane)


def test_it_unfolds_and_folds_by_click_and_by_key(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation([answer("First, *think*.\n\n- one\n- two", "Yes")])
    folded = kinds(pane)
    assert folded == [("Thought", False), ("MarkdownText", False), ("Footer", False)]
    qtbot.mouseClick(header(pane).button, Qt.MouseButton.LeftButton)
    assert kinds(pane)[1] == ("MarkdownText", True)
    assert "First, think." in seen(pane)
    assert "unfolded" in header(pane).button.accessibleName()
    header(pane).button.setFocus()
    qtbot.keyClick(header(pane).button, Qt.Key.Key_Space)
    assert kinds(pane) == folded
    assert "First" not in seen(pane)


def test_thoughts_arrive_then_fold_below_their_duration(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    streaming = assistant("", MessageStatus.STREAMING)
    pane.show_conversation([user("Why?")])
    pane.begin_answer(streaming)
    pane.append_thought(streaming.id, "Well, ")
    assert header(pane).button.text().startswith("Thinking…")
    assert header(pane)._timer.isActive()
    qtbot.mouseClick(header(pane).button, Qt.MouseButton.LeftButton)
    for token in tokens(300):
        pane.append_thought(streaming.id, token)
    assert "Well, " in seen(pane) or len(kinds(pane)) > 5
    pane.append_text(streaming.id, "Because.")
    assert header(pane).button.text().startswith("Thought for")
    assert not header(pane)._timer.isActive()
    thought = pane._items[1].thinking
    assert thought is not None
    source = thought.source
    parts = (ThoughtPart(source, 3.0), TextPart("Because."))
    ended = replace(
        streaming, message=Message(Role.ASSISTANT, parts), status=MessageStatus.COMPLETE
    )
    pane.end_answer(ended)
    assert header(pane).button.text() == "Thought for 3 s"
    assert isinstance((pane._items[1].segments or [])[-1], Footer)


def test_thoughts_that_arrive_unfolded_are_the_same_as_at_once(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    streaming = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(streaming)
    pane.append_thought(streaming.id, " ")
    pane._relayout.toggle_thoughts(streaming.id)
    arrived = tokens(600)
    for token in arrived:
        pane.append_thought(streaming.id, token)
    item = pane._items[0]

    def sources() -> list[str]:
        return [s.markdown.source for s in item.segments or () if s.is_thought]

    streamed = sources()
    assert [s.index for s in item.segments or ()] == list(range(len(item.segments or ())))
    orders = [s.order for s in item.segments or ()]
    assert orders == sorted(set(orders))
    pane._relayout.toggle_thoughts(streaming.id)
    assert sources() == []
    pane._relayout.toggle_thoughts(streaming.id)
    assert sources() == streamed
    assert item.thinking is not None
    assert item.thinking.source == " " + "".join(arrived)


def test_a_tick_of_unfolded_thoughts_has_its_price_bounded(pane: ConversationPane) -> None:
    streaming = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(streaming)
    pane.append_thought(streaming.id, "x")
    pane._relayout.toggle_thoughts(streaming.id)
    for token in tokens(600):
        before = pane._documents.documents_set
        pane.append_thought(streaming.id, token)
        assert pane._documents.documents_set - before <= 2


def test_long_thoughts_open_as_stretches(pane: ConversationPane) -> None:
    thought = "Some words of a thought.\n\n" * 4000
    pane.show_conversation([answer(thought, "Yes")])
    pane._relayout.toggle_thoughts(pane._items[0].id)
    assert sum(1 for kind, _ in kinds(pane) if kind == "Stretch") > 5
    pane.verticalScrollBar().setValue(pane.verticalScrollBar().maximum() // 2)
    assert all(s.is_thought for s in pane._layout.visible)
    assert "Some words" in seen(pane)


def test_copies_leave_thoughts_out(pane: ConversationPane) -> None:
    pane.show_conversation([user("Why?"), answer("Secret", "Because.")])
    pane._relayout.toggle_thoughts(pane._items[1].id)
    pane._selection.select_all()
    pane.copy()
    assert "Because." in QGuiApplication.clipboard().text()
    assert "Secret" not in QGuiApplication.clipboard().text()


def test_an_answer_without_thoughts_has_no_line(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("Yes")])
    assert not any(isinstance(s, Thought) for s in pane._layout.visible)
