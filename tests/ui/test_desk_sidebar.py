"""The sidebar in the whole application, with a scripted model."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gemini_desk.app.desk import Desk
from gemini_desk.diagnostics import Diagnostics
from gemini_desk.settings.settings_store import SettingsStore
from tests.helpers.scripted_backend import ScriptedBackend


@pytest.fixture
def desk(qtbot, profile):
    loaded = SettingsStore(profile.config_dir / "settings.json").load()
    desk = Desk(
        profile, loaded, Diagnostics(profile.log_dir), backend_factory=ScriptedBackend().factory
    )
    desk.furnish()
    with qtbot.waitSignal(desk.models.loaded):
        desk.start()
    desk.window.activateWindow()
    yield desk
    desk.window.close()
    desk.close()


def send(qtbot, desk, text):
    QTest.keyClicks(desk.composer.card.prompt, text)
    with qtbot.waitSignal(desk.messages.answer_ended):
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)
    return desk.open_conversation.conversation.id


def two_conversations(qtbot, desk):
    first = send(qtbot, desk, "the first of both")
    desk.window.new_conversation_requested.emit()
    second = send(qtbot, desk, "another one")
    listed = desk.window.sidebar.list.conversations.conversation_ids
    qtbot.waitUntil(lambda: listed() == [second, first])
    return first, second


def test_the_keyboard_stays_in_the_list_until_return(qtbot, desk):
    first, _ = two_conversations(qtbot, desk)
    listed = desk.window.sidebar.list
    listed.setFocus()
    qtbot.waitUntil(listed.hasFocus)
    with qtbot.waitSignal(desk.open_conversation.opened) as opened:
        QTest.keyClick(listed, Qt.Key.Key_Down)
    assert opened.args[0].id == first
    assert listed.hasFocus()
    QTest.keyClick(listed, Qt.Key.Key_Return)
    qtbot.waitUntil(desk.composer.card.prompt.hasFocus)


def test_who_comes_back_while_another_conversation_is_read_stays(qtbot, desk):
    first, second = two_conversations(qtbot, desk)
    with qtbot.assertNotEmitted(desk.open_conversation.opened):
        desk.conversations.open_stored(first)
        desk.conversations.open_stored(second)  # it is open still
        with qtbot.waitSignal(desk.conversations.list_changed):
            desk.conversations.refresh()  # answers come in order
    assert desk.open_conversation.conversation.id == second


def test_undoing_a_deletion_opens_only_what_was_open(qtbot, desk):
    first, second = two_conversations(qtbot, desk)
    listed = desk.window.sidebar.list.conversations.conversation_ids
    desk.window.sidebar.list.delete_requested.emit(first)
    qtbot.waitUntil(lambda: listed() == [second])
    with qtbot.assertNotEmitted(desk.open_conversation.opened):
        desk.window.action("notice-action").trigger()
        qtbot.waitUntil(lambda: listed() == [second, first])
    desk.window.action("delete").trigger()
    qtbot.waitUntil(lambda: listed() == [first])
    with qtbot.waitSignal(desk.open_conversation.opened) as opened:
        desk.window.action("notice-action").trigger()
    assert opened.args[0].id == second
