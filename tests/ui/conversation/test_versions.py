"""Versions of a message: the switcher, and what must not move when another branch opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.versions import VersionPlace
from gemini_desk.ui.conversation.message_offers import MessageAction
from gemini_desk.ui.conversation.views.footer_view import FooterView
from tests.ui.conversation.conftest import assistant, conversation, user

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.pane import ConversationPane

LEFT = Qt.MouseButton.LeftButton
SHORT, LONG = "Short.", "\n\n".join(f"Paragraph {n} of a long answer." for n in range(60))


def show(
    pane: ConversationPane, versions: Sequence[MessageVersion], **places: VersionPlace
) -> FooterView:
    """Show a branch whose last message has other versions; returns its last row."""
    pane.show_conversation(versions)
    pane.set_places({versions[-1].id: places.get("place", VersionPlace(2, 3))})
    return footer(pane, versions[-1])


def footer(pane: ConversationPane, version: MessageVersion) -> FooterView:
    item = pane._items.find(version.id)
    assert item is not None
    assert item.footer is not None
    assert isinstance(item.footer.view, FooterView)
    return item.footer.view


def top(pane: ConversationPane, version: MessageVersion) -> int:
    item = pane._items.find(version.id)
    assert item is not None
    return pane._layout.top_of(item)


def test_only_messages_with_other_versions_have_a_switcher(pane: ConversationPane) -> None:
    question, answer = user("Hi"), assistant("Hello")
    show(pane, [question, answer])
    assert footer(pane, question).versions.isHidden()
    switcher = footer(pane, answer).versions
    assert switcher.isVisible()
    assert switcher.accessibleName() == "Version 2 of 3"
    assert switcher.before.accessibleDescription() == "Version 2 of 3"
    pane.set_places({})
    assert switcher.isHidden()


def test_the_arrows_ask_for_the_version_before_and_after(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    answer = assistant("Hello")
    switcher = show(pane, [user("Hi"), answer]).versions
    with qtbot.waitSignal(pane.commands.version_requested) as caught:
        QTest.mouseClick(switcher.before, LEFT)
    assert caught.args == [answer.id, -1]
    pane.set_places({answer.id: VersionPlace(3, 3)})
    assert switcher.before.isEnabled()
    assert not switcher.after.isEnabled()


def test_an_answer_that_is_being_written_shows_its_switcher_at_once(
    pane: ConversationPane,
) -> None:
    answer = assistant("", MessageStatus.STREAMING)
    row = show(pane, [user("Hi"), answer])
    assert row.versions.isVisible()
    assert row.is_animated


@pytest.mark.parametrize(("before", "after"), [(SHORT, LONG), (LONG, SHORT)])
def test_what_is_shared_does_not_move_while_the_message_is_in_view(
    pane: ConversationPane, before: str, after: str
) -> None:
    shared = [*conversation(30), user("Why?")]
    pane.show_conversation([*shared, assistant(before)])
    pane.verticalScrollBar().setValue(pane.verticalScrollBar().value() - 40)
    while top(pane, shared[-1]) < 0:
        pane.verticalScrollBar().setValue(pane.verticalScrollBar().value() - 40)
    places = [top(pane, each) for each in shared[-4:]]
    other = assistant(after)
    pane.show_branch([*shared, other])
    assert [top(pane, each) for each in shared[-4:]] == places
    pane.show_branch([*shared, assistant(before), user("And?"), assistant("So.")])
    assert [top(pane, each) for each in shared[-4:]] == places


def test_the_row_stays_under_the_pointer_when_the_message_begins_above_the_view(
    pane: ConversationPane,
) -> None:
    shared = [*conversation(20), user("Why?")]
    longer = assistant(LONG)
    place = footer_bottom(pane, show(pane, [*shared, longer]))
    another = assistant(LONG.replace("Paragraph", "A rather different paragraph, longer,") * 2)
    pane.show_branch([*shared, another])
    assert footer_bottom(pane, footer(pane, another)) == place
    pane.show_branch([*shared, longer])
    assert footer_bottom(pane, footer(pane, longer)) == place


def footer_bottom(pane: ConversationPane, view: FooterView) -> int:
    return view.mapTo(pane, view.rect().bottomLeft()).y()


def test_room_below_a_shorter_branch_is_given_back_as_one_scrolls_up(
    pane: ConversationPane,
) -> None:
    shared = [*conversation(20), user("Why?")]
    pane.show_conversation([*shared, assistant(LONG)])
    bar = pane.verticalScrollBar()
    while top(pane, shared[-1]) < 0:
        bar.setValue(bar.value() - 40)
    held = bar.value()
    pane.show_branch([*shared, assistant(SHORT)])
    assert bar.value() == bar.maximum() == held
    for _ in range(4):
        # What is in view moves by what was asked for; the bar's own figure may be put right, as
        # messages above the view are measured.
        place = top(pane, shared[-1])
        bar.setValue(bar.value() - 40)
        assert top(pane, shared[-1]) == place + 40
        pane._layout.sync()
        assert top(pane, shared[-1]) == place + 40
    QTest.keyClick(pane, Qt.Key.Key_End)
    assert top(pane, shared[-1]) > 0
    assert pane._items.total_height - bar.value() == pane.viewport().height()


@pytest.mark.parametrize("taller_px", [3, -3])
def test_the_room_goes_along_when_heights_above_become_exact(
    pane: ConversationPane, taller_px: int
) -> None:
    shared = [*conversation(20), user("Why?")]
    pane.show_conversation([*shared, assistant(LONG)])
    bar = pane.verticalScrollBar()
    while top(pane, shared[-1]) < 0:
        bar.setValue(bar.value() - 40)
    pane.show_branch([*shared, assistant(SHORT)])
    exact = bar.value() + taller_px
    pane._layout.scrolling.adjust(pane._items.total_height + taller_px, exact)
    assert bar.value() == bar.maximum() == exact


def test_the_arrow_keeps_the_keyboard(pane: ConversationPane, qtbot: QtBot) -> None:
    question, answer = user("Hi"), assistant("Two")
    switcher = show(pane, [question, answer]).versions
    pane.activateWindow()
    switcher.before.setFocus()
    qtbot.waitUntil(switcher.before.hasFocus)
    other = assistant("One")
    pane.show_branch([question, other])
    pane.set_places({other.id: VersionPlace(1, 3)})
    focused = QApplication.focusWidget()
    assert focused is not None
    assert footer(pane, other).isAncestorOf(focused)


def test_keys_go_to_versions_of_the_current_message_else_of_the_last_in_view(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    question, answer = user("Hi"), assistant("Hello")
    pane.show_conversation([question, answer])
    pane.set_places({question.id: VersionPlace(1, 2), answer.id: VersionPlace(2, 2)})
    with qtbot.waitSignal(pane.commands.version_requested) as caught:
        pane.commands.step_version(-1)
    assert caught.args == [answer.id, -1]
    for _ in range(2):
        QTest.keyClick(pane, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert pane._reveal.current is pane._items[0]
    with qtbot.waitSignal(pane.commands.version_requested) as caught:
        pane.commands.step_version(1)
    assert caught.args == [question.id, 1]


def test_the_current_message_stays_current_in_its_other_version(pane: ConversationPane) -> None:
    question = user("Hi")
    pane.show_conversation([question, assistant("Two")])
    QTest.keyClick(pane, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    pane.show_branch([question, assistant("One")])
    assert pane._reveal.current is pane._items[1]


def test_what_cannot_be_done_while_an_answer_is_written_says_why(pane: ConversationPane) -> None:
    answer = assistant("Hello")
    row = show(pane, [user("Hi"), answer])
    button = row.button(MessageAction.REGENERATE)
    assert button.isEnabled()
    pane.set_answering(True)
    assert not button.isEnabled()
    assert "wait until it ends" in button.toolTip()
    assert row.button(MessageAction.COPY).isEnabled()
    assert row.versions.before.isEnabled()
    pane.set_answering(False)
    assert button.isEnabled()
    assert button.toolTip() == "Answer again"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_key_opens_the_menu_of_the_current_message(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    question, answer = user("Hi"), assistant("Hello")
    show(pane, [question, answer])
    pane.set_answering(True)
    QTest.keyClick(pane, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(pane, event)
    menu = pane.findChild(QMenu)
    assert menu is not None
    actions = {action.text().split("\t")[0]: action for action in menu.actions()}
    assert {"Copy answer", "Answer again", "Version before", "Version after"} <= actions.keys()
    assert not actions["Answer again"].isEnabled()
    assert any("wait until it ends" in text for text in actions)
    with qtbot.waitSignal(pane.commands.version_requested) as caught:
        actions["Version before"].trigger()
    assert caught.args == [answer.id, -1]
    menu.close()


@pytest.mark.parametrize("width", [360, 420, 900])
def test_a_row_fits_its_width_and_the_menu_button_is_always_there(
    pane: ConversationPane, width: int
) -> None:
    pane.resize(width, 700)
    question, answer = user("Hi"), assistant("Hello")
    show(pane, [question, answer])
    pane.set_places({each.id: VersionPlace(11, 12) for each in (question, answer)})
    for version in (question, answer):
        row = footer(pane, version)
        assert row.more_button.isVisible()
        shown = [each for each in (*row.focus_widgets(), row.versions) if each.isVisible()]
        for widget in shown:
            left = widget.mapTo(row, QPoint()).x()
            assert left >= 0
            assert left + widget.width() <= row.width()
