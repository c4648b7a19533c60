"""A reader who scrolled up stays where they are, and is told what is new below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider

from gemini_desk.chat.conversation import MessageStatus
from tests.ui.conversation.conftest import assistant, conversation, user

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.ui.conversation.pane import ConversationPane


def wheel(pane: ConversationPane, turned: int, pixels: int = 0) -> None:
    position = QPointF(pane.viewport().rect().center())
    event = QWheelEvent(
        position,
        pane.viewport().mapToGlobal(position),
        QPoint(0, pixels),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pane.viewport(), event)


WAYS: dict[str, Callable[[ConversationPane], None]] = {
    "wheel": lambda pane: wheel(pane, 120),
    "touchpad": lambda pane: wheel(pane, 8, 2),
    "key": lambda pane: QTest.keyClick(pane, Qt.Key.Key_Up),
    "page": lambda pane: QTest.keyClick(pane, Qt.Key.Key_PageUp),
    "scroll bar": lambda pane: pane.verticalScrollBar().triggerAction(
        QSlider.SliderAction.SliderSingleStepSub
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_whoever_scrolled_up_by_whatever_stays_there(pane: ConversationPane, way: str) -> None:
    pane.show_conversation(conversation(40))
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    pane.append_text(answer.id, "words\n\n" * 30)
    WAYS[way](pane)
    value = pane.verticalScrollBar().value()
    assert value < pane.verticalScrollBar().maximum()
    for _ in range(20):
        pane.append_text(answer.id, "more\n\n")
        assert pane.verticalScrollBar().value() == value
    QTest.keyClick(pane, Qt.Key.Key_End)
    pane.append_text(answer.id, "more\n\n" * 5)
    assert pane.verticalScrollBar().value() == pane.verticalScrollBar().maximum()


def test_scrolling_back_to_the_end_stays_there_again(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(40))
    wheel(pane, 120)
    assert not pane._layout.scrolling.sticks
    wheel(pane, -240)
    assert pane._layout.scrolling.sticks


def test_new_lines_are_counted(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(40))
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    pane.append_text(answer.id, "one\ntwo\n")
    assert pane._jump.text() == ""
    wheel(pane, 120)
    assert pane._jump.isVisible()
    assert pane._jump.text() == ""
    pane.append_text(answer.id, "three\nfour\nfive")
    assert pane._jump.text() == "3 new lines"
    assert pane._jump.accessibleName() == "Jump to the latest message, 3 new lines"
    pane._jump.click()
    assert pane._jump.isHidden()
    wheel(pane, 120)
    assert pane._jump.text() == ""


def test_new_messages_are_counted(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(40))
    wheel(pane, 240)
    value = pane.verticalScrollBar().value()
    pane.add_message(assistant("A message."))
    assert pane._jump.text() == "1 new message"
    pane.add_message(user("One that waited in the queue."), follows=False)
    assert pane._jump.text() == "2 new messages"
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer, follows=False)
    assert pane._jump.text() == "3 new messages"
    assert pane.verticalScrollBar().value() == value


def test_ones_own_message_is_brought_into_view(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(40))
    wheel(pane, 240)
    pane.add_message(user("Now this."))
    assert pane._layout.scrolling.is_at_end
    assert pane._jump.text() == ""


def test_another_conversation_has_no_news(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(40))
    wheel(pane, 240)
    pane.add_message(assistant("A message."))
    pane.show_conversation(conversation(50))
    wheel(pane, 240)
    assert pane._jump.text() == ""
