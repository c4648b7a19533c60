"""Tab walks the window as it is read: sidebar, header, conversation, what waits, message box."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gemini_desk.ui.composer.queue_panel import QueuePanel
from tests.helpers.scripted_backend import Pause


def tab(*, back=False):
    """Press Tab where the keyboard is; where it is then."""
    modifiers = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab, modifiers)
    return QApplication.focusWidget()


def names_from(widget, count):
    widget.setFocus()
    return [widget.accessibleName(), *(tab().accessibleName() for _ in range(count - 1))]


def write(desk, text):
    QTest.keyClicks(desk.composer.card.prompt, text)
    QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)


@pytest.fixture
def answered(qtbot, desk):
    with qtbot.waitSignal(desk.messages.answer_ended):
        write(desk, "one")
    return desk


def test_the_header_is_walked_from_left_to_right_and_leads_into_the_conversation(answered):
    header = answered.window._parts.header
    answered.window.action("sidebar").trigger()
    header._show_sidebar.setFocus()
    assert tab().accessibleName() == "New conversation (Ctrl+N)"
    assert tab() is header.title
    assert tab() is header.setup_button
    assert tab() is header.model_button
    assert tab().accessibleName() == "Menu (F10)"
    assert tab() is answered.pane
    assert answered.pane.isAncestorOf(tab())


def test_behind_the_conversation_comes_the_message_box_and_before_it_the_other_way(answered):
    last = answered.composer.card.prompt
    last.setFocus()
    figures = tab(back=True)
    assert answered.pane.isAncestorOf(figures)
    assert figures.accessibleName() == "Figures of this answer"
    assert tab() is last


def test_the_welcome_page_comes_before_the_message_box(desk):
    desk.composer.focus_prompt()
    assert desk.window._parts.welcome.isAncestorOf(tab(back=True))


def test_what_waits_is_walked_in_its_order_before_the_message_box(qtbot, answered, backend):
    pause = Pause()
    backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(answered.messages.text_arrived):
        write(answered, "two")
    for text in ("three", "four"):
        write(answered, text)
    panel = answered.composer.findChild(QueuePanel)
    qtbot.mouseClick(panel.rows()[0].later, Qt.MouseButton.LeftButton)
    names = names_from(panel.rows()[0], 12)
    assert names[0] == "Waits: four"
    assert "Remove “four”" in names
    assert "Waits: three" in names[names.index("Remove “four”") :]
    assert names.index("Prompt") == names.index("Remove “three”") + 1
    with qtbot.waitSignal(answered.messages.answer_ended):
        answered.messages.stop()
    pause.release()
