"""Versions, edits and forks in the whole application, with a scripted model."""

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from gemini_desk.chat.answer import FinishReason
from gemini_desk.ui.conversation.message_offers import MessageAction
from gemini_desk.ui.conversation.segments import Footer, Notice
from tests.helpers.scripted_backend import Pause, ScriptedBackend
from tests.helpers.whole_desk import build

LEFT = Qt.MouseButton.LeftButton


def send(qtbot, desk, text):
    QTest.keyClicks(desk.composer.card.prompt, text)
    with qtbot.waitSignal(desk.messages.answer_ended) as ended:
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)
    return ended.args[0]


def shown(desk):
    return [item.source for item in desk.pane._items]


def row(desk, index):
    footers = [s.view for s in desk.pane._layout.visible if isinstance(s, Footer)]
    return footers[index]


def press(desk, name):
    desk.window.action(name).trigger()


def notices(desk):
    return [toast.notice for toast in desk.window.notifications.toasts]


def test_the_switcher_is_there_as_soon_as_another_answer_begins(qtbot, desk, backend):
    send(qtbot, desk, "one")
    pause = Pause()
    backend.queue_reply("sec", pause, "ond")
    with qtbot.waitSignal(desk.messages.text_arrived):
        QTest.mouseClick(row(desk, -1).button(MessageAction.REGENERATE), LEFT)
    assert row(desk, -1).versions.accessibleName() == "Version 2 of 2"
    QTest.mouseClick(row(desk, -1).versions.before, LEFT)
    assert shown(desk) == ["one", "one"]
    assert not row(desk, -1).button(MessageAction.REGENERATE).isEnabled()
    assert "is being written in another" in row(desk, -1).versions.accessibleName()
    press(desk, "version-after")
    assert shown(desk) == ["one", "sec"]
    with qtbot.waitSignal(desk.messages.answer_ended):
        pause.release()
    assert shown(desk) == ["one", "second"]
    assert row(desk, -1).button(MessageAction.REGENERATE).isEnabled()


def test_a_question_is_edited_and_both_versions_keep_their_answers(qtbot, desk, backend):
    send(qtbot, desk, "one")
    backend.queue_reply("better")
    press(desk, "edit")
    editor = desk.pane.edits.focused
    QTest.keyClicks(editor.prompt, " more")
    with qtbot.waitSignal(desk.messages.answer_ended):
        QTest.mouseClick(editor.send, LEFT)
    assert shown(desk) == ["one more", "better"]
    assert row(desk, 0).versions.accessibleName() == "Version 2 of 2"
    press(desk, "version-before")
    assert shown(desk) == ["one", "one"]


def test_an_edit_waits_while_another_conversation_is_open(qtbot, desk):
    send(qtbot, desk, "one")
    first = desk.open_conversation.conversation.id
    press(desk, "edit")
    QTest.keyClicks(desk.pane.edits.focused.prompt, " more")
    desk.conversations.open_new()
    send(qtbot, desk, "two")
    with qtbot.waitSignal(desk.open_conversation.opened):
        desk.conversations.open_stored(first)
    (editor,) = desk.pane._items.editors.values()
    assert editor.isVisible()
    assert editor.text() == "one more"


def test_escape_in_an_edit_does_not_stop_an_answer(qtbot, desk, backend):
    send(qtbot, desk, "one")
    pause = Pause()
    backend.queue_reply("sec", pause, "ond")
    QTest.keyClicks(desk.composer.card.prompt, "two")
    with qtbot.waitSignal(desk.messages.text_arrived):
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)
    press(desk, "edit")
    editor = desk.pane.edits.focused
    QTest.keyClicks(editor.prompt, "!")
    QTest.keyClick(editor.prompt, Qt.Key.Key_Escape)
    assert desk.messages.is_answering
    assert desk.pane._items.editors == {}
    assert notices(desk)[-1].action.text == "Go on editing"
    notices(desk)[-1].action.run()
    assert desk.pane.edits.focused.text() == "two!"
    with qtbot.waitSignal(desk.messages.answer_ended):
        pause.release()


def test_files_that_are_dropped_go_to_the_message_that_is_edited(qtbot, desk, tmp_path):
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(str(tmp_path / "a.png"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    send(qtbot, desk, "one")
    press(desk, "edit")
    editor = desk.pane.edits.focused
    desk.window.mime_arrived.emit(mime, False)
    qtbot.waitUntil(lambda: len(editor.tray.attachments()) == 1, timeout=10_000)
    assert desk.composer.draft().attachments == ()
    with qtbot.waitSignal(desk.messages.answer_ended):
        editor.submit()
    branch = desk.open_conversation.conversation.branch()
    assert [each.name for each in branch[0].message.attachments] == ["a.png"]
    desk.composer.focus_prompt()
    desk.window.mime_arrived.emit(mime, False)
    tray = desk.composer.card.tray
    qtbot.waitUntil(lambda: len(tray.attachments()) == 1, timeout=10_000)


def test_a_question_at_the_end_of_a_fork_is_answered(qtbot, desk):
    send(qtbot, desk, "one")
    assert desk.window.action("regenerate").isEnabled()
    desk.pane.setFocus()
    press(desk, "message-above")
    press(desk, "message-above")
    with qtbot.waitSignal(desk.open_conversation.opened):
        press(desk, "fork")
    assert shown(desk) == ["one"]
    assert not desk.window.action("copy-answer").isEnabled()
    with qtbot.waitSignal(desk.messages.answer_ended):
        press(desk, "regenerate")
    assert len(shown(desk)) == 2
    desk.conversations.open_new()
    assert not desk.window.action("regenerate").isEnabled()


def test_a_fork_says_where_it_is_from_and_the_way_back(qtbot, desk):
    send(qtbot, desk, "one")
    send(qtbot, desk, "two")
    original = desk.open_conversation.conversation
    desk.pane.setFocus()
    for _ in range(3):
        QTest.keyClick(desk.pane, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(desk.open_conversation.stored):
        press(desk, "fork")
    assert shown(desk) == ["one", "one"]
    notice = notices(desk)[-1]
    assert "one (fork)" in notice.text
    assert notice.action.text == "Back"
    with qtbot.waitSignal(desk.open_conversation.opened):
        notice.action.run()
    assert desk.open_conversation.conversation.id == original.id
    assert shown(desk) == ["one", "one", "two", "two"]


def test_control_up_leads_from_the_message_box_to_the_last_message(qtbot, desk):
    send(qtbot, desk, "one")
    desk.composer.focus_prompt()
    press(desk, "message-above")
    assert QApplication.focusWidget() is desk.pane
    assert desk.pane._reveal.current is desk.pane._items[1]


def test_a_stopped_answer_is_gone_on_with_from_its_notice(qtbot, desk, backend):
    pause = Pause()
    backend.queue_reply("Hel", pause, "lo")
    QTest.keyClicks(desk.composer.card.prompt, "Hi")
    with qtbot.waitSignal(desk.messages.text_arrived):
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)
    with qtbot.waitSignal(desk.messages.answer_ended):
        press(desk, "stop")
    assert desk.window.action("continue").isEnabled()
    backend.queue_reply("lo")
    with qtbot.waitSignal(desk.messages.answer_ended):
        press(desk, "continue")
    assert shown(desk) == ["Hi", "Hello"]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_shift_f10_opens_the_menu_of_the_message_and_of_the_message_box(qtbot, desk):
    send(qtbot, desk, "one")
    press(desk, "message-above")
    press(desk, "context-menu")
    (menu,) = desk.pane.findChildren(QMenu)
    assert "Copy answer" in [action.text() for action in menu.actions()]
    menu.close()
    desk.composer.focus_prompt()
    press(desk, "context-menu")
    (menu,) = desk.composer.card.prompt.findChildren(QMenu)
    menu.close()


def test_the_keyboard_is_where_the_next_key_is_expected(qtbot, desk):
    send(qtbot, desk, "one")
    press(desk, "edit")
    editor = desk.pane.edits.focused
    QTest.keyClick(editor.prompt, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is desk.pane
    assert desk.pane._reveal.current is desk.pane._items[0]
    press(desk, "edit")
    with qtbot.waitSignal(desk.messages.answer_ended):
        desk.pane.edits.focused.submit()
    assert QApplication.focusWidget() is desk.composer.card.prompt


def test_an_edit_is_there_again_after_a_restart(qtbot, profile, backend):
    first = build(profile, backend)
    with qtbot.waitSignal(first.models.loaded):
        first.start()
    first.window.activateWindow()
    send(qtbot, first, "one")
    press(first, "edit")
    QTest.keyClicks(first.pane.edits.focused.prompt, " more")
    first.window.close()
    first.close()

    second = build(profile, ScriptedBackend())
    with qtbot.waitSignal(second.edits.found):
        second.start()
    (editor,) = second.pane._items.editors.values()
    assert editor.text() == "one more"
    assert editor.isVisible()
    with qtbot.waitSignal(second.messages.answer_ended):
        editor.submit()
    assert shown(second) == ["one more", "one more"]
    second.edits.flush()
    left = second.store.submit(
        lambda store: store.drafts.edits(second.open_conversation.conversation.id)
    )
    assert left.result(10) == {}
    second.window.close()
    second.close()


def test_going_on_belongs_to_the_version_that_is_open(qtbot, desk, backend):
    backend.queue_reply("Hel", finish_reason=FinishReason.LENGTH)
    send(qtbot, desk, "Hi")
    assert desk.window.action("continue").isEnabled()
    with qtbot.waitSignal(desk.messages.answer_ended):
        press(desk, "regenerate")
    assert not desk.window.action("continue").isEnabled()
    press(desk, "version-before")
    assert desk.window.action("continue").isEnabled()
    pause = Pause()
    backend.queue_reply("Hel", pause)
    with qtbot.waitSignal(desk.messages.text_arrived):
        press(desk, "regenerate")
    press(desk, "version-before")
    press(desk, "version-before")
    (notice,) = [s.view for s in desk.pane._layout.visible if isinstance(s, Notice)]
    assert not notice.action_button.isEnabled()
    assert "wait until it ends" in notice.action_button.toolTip()
    with qtbot.waitSignal(desk.messages.answer_ended):
        pause.release()
    assert notice.action_button.isEnabled()
