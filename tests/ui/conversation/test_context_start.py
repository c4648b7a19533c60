"""The line above the message that the model begins to read with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gemini_desk.ui.conversation.views.context_start_view import ContextStartView
from tests.ui.conversation.conftest import assistant, conversation, user

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.pane import ConversationPane


def short() -> list[MessageVersion]:
    """Three turns that are in view together."""
    return [make(f"message {n}") for n in range(3) for make in (user, assistant)]


def lines(pane: ConversationPane) -> list[ContextStartView]:
    return [view for view in pane.findChildren(ContextStartView) if view.isVisible()]


def test_the_line_stands_above_its_message_alone(pane: ConversationPane) -> None:
    versions = short()
    pane.show_conversation(versions)
    assert lines(pane) == []
    pane.set_context_start(versions[4].id, "")
    (line,) = lines(pane)
    assert line.item is not None
    assert line.item.id == versions[4].id
    assert line.accessibleName() == "The model reads from here"
    assert not line.summary_button.isVisible()
    pane.set_context_start("", "")
    assert lines(pane) == []


def test_a_summary_is_shown_with_it(pane: ConversationPane, qtbot: QtBot) -> None:
    versions = short()
    pane.show_conversation(versions)
    pane.set_context_start(versions[4].id, "They asked.")
    (line,) = lines(pane)
    assert line.toolTip() == "They asked."
    with qtbot.waitSignal(pane.context_summary_requested):
        qtbot.mouseClick(line.summary_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(pane.context_start_undone):
        qtbot.mouseClick(line.undo_button, Qt.MouseButton.LeftButton)


def test_it_is_there_for_messages_that_come_later(pane: ConversationPane) -> None:
    versions = conversation(4)
    pane.show_conversation(versions)
    new = user("And then?")
    pane.set_context_start(new.id, "")
    assert lines(pane) == []
    pane.add_message(new)
    (line,) = lines(pane)
    assert line.item is not None
    assert line.item.id == new.id


def test_a_conversation_that_is_read_from_its_beginning_has_no_line(
    pane: ConversationPane,
) -> None:
    versions = conversation(4)
    pane.set_context_start(versions[0].id, "")
    pane.show_conversation(versions)
    assert lines(pane) == []


def test_nothing_that_is_read_moves_when_it_comes(pane: ConversationPane) -> None:
    versions = conversation(60)
    pane.show_conversation(versions)
    bar = pane.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = {
        segment.item.id: pane._layout.top_of(segment.item) + segment.item.height
        for segment in pane._layout.visible
    }
    pane.set_context_start(versions[2].id, "")  # far above
    after = {
        segment.item.id: pane._layout.top_of(segment.item) + segment.item.height
        for segment in pane._layout.visible
    }
    assert {id_: after[id_] for id_ in before if id_ in after} == before
