"""The messages that wait, in sight and under the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.draft import Draft, QueuedMessage
from gemini_desk.ui.composer.queue_panel import QueuePanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

PICTURE = Attachment(AttachmentKind.IMAGE, "0" * 64, "image/png", "sign.png", 10, Path("sign.png"))


def waiting(*texts: str) -> list[QueuedMessage]:
    return [QueuedMessage(text, Draft(text)) for text in texts]


@pytest.fixture
def panel(qtbot: QtBot) -> QueuePanel:
    panel = QueuePanel()
    qtbot.addWidget(panel)
    panel.resize(600, 200)
    panel.set_messages(waiting("a", "b", "c"), "")
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    return panel


def test_it_says_how_many_wait_and_why(panel: QueuePanel) -> None:
    assert panel.title == "3 messages wait for the answer to end"
    assert not panel.resume.isVisible()
    panel.set_messages(waiting("a"), "The answer failed")
    assert panel.title == "The answer failed · 1 message waits"
    assert panel.resume.isVisible()
    panel.set_messages([], "")
    assert not panel.isVisible()


def test_what_is_only_being_counted_is_said_as_that_and_does_not_flash(
    qtbot: QtBot, panel: QueuePanel
) -> None:
    panel.set_messages([], "")
    panel.set_messages(waiting("a"), "", answering=False)
    assert not panel.isVisible(), "mostly it has gone before anyone could read that"
    qtbot.waitUntil(panel.isVisible)
    assert panel.title == "Seeing whether it fits the model's context"
    assert not panel.resume.isVisible()
    panel.set_messages(waiting("a", "b"), "")
    assert panel.title == "2 messages wait for the answer to end"
    panel.set_messages([], "")
    panel.set_messages(waiting("a"), "", answering=False)
    panel.set_messages([], "")
    assert not panel._on_its_way.isActive()


def test_a_row_shows_the_first_words_and_the_files(panel: QueuePanel) -> None:
    text = "What  does\nthe sign say?"
    panel.set_messages(
        [QueuedMessage("1", Draft(text, (PICTURE,))), QueuedMessage("2", Draft("", (PICTURE,)))],
        "",
    )
    first, second = panel.rows()
    assert first.words == "What does the sign say?"
    assert first.accessibleName() == "Waits: What does the sign say?"
    assert first.accessibleDescription() == "sign.png"
    assert second.words == "sign.png"


def test_each_button_does_what_it_says(panel: QueuePanel, qtbot: QtBot) -> None:
    row = panel.rows()[1]
    for button, signal, args in (
        (row.edit, panel.edit_requested, ["b"]),
        (row.send, panel.send_requested, ["b"]),
        (row.remove, panel.remove_requested, ["b"]),
        (row.earlier, panel.move_requested, ["b", -1]),
        (row.later, panel.move_requested, ["b", 1]),
    ):
        assert "“b”" in button.accessibleName()
        with qtbot.waitSignal(signal) as asked:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert asked.args == args


def test_the_ends_cannot_go_further(panel: QueuePanel) -> None:
    first, _, last = panel.rows()
    assert (first.earlier.isEnabled(), first.later.isEnabled()) == (False, True)
    assert (last.earlier.isEnabled(), last.later.isEnabled()) == (True, False)
    panel.set_messages(waiting("only"), "")
    assert not panel.rows()[0].later.isVisible()


def test_the_keyboard_edits_moves_and_removes(panel: QueuePanel, qtbot: QtBot) -> None:
    row = panel.rows()[1]
    row.setFocus()
    alt = Qt.KeyboardModifier.AltModifier
    with qtbot.waitSignal(panel.move_requested) as moved:
        qtbot.keyClick(row, Qt.Key.Key_Down, alt)
    assert moved.args == ["b", 1]
    with qtbot.waitSignal(panel.edit_requested):
        qtbot.keyClick(row, Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.remove_requested):
        qtbot.keyClick(row, Qt.Key.Key_Delete)


def test_the_keyboard_does_the_same_on_the_buttons_of_a_row(
    panel: QueuePanel, qtbot: QtBot
) -> None:
    row = panel.rows()[1]
    for button in row.buttons():
        with qtbot.waitSignal(panel.move_requested) as moved:
            qtbot.keyClick(button, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert moved.args == ["b", -1]
    with qtbot.assertNotEmitted(panel.edit_requested), qtbot.waitSignal(panel.remove_requested):
        qtbot.keyClick(row.remove, Qt.Key.Key_Return)


def test_arrows_go_from_row_to_row_and_never_onto_a_button(panel: QueuePanel, qtbot: QtBot) -> None:
    first, second, third = panel.rows()
    second.setFocus()
    for key, wanted in (
        (Qt.Key.Key_Up, first),
        (Qt.Key.Key_Up, first),
        (Qt.Key.Key_Down, second),
        (Qt.Key.Key_Down, third),
        (Qt.Key.Key_Down, third),
    ):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, key)
        assert QApplication.focusWidget() is wanted
    third.send.setFocus()
    qtbot.keyClick(third.send, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is second


def test_the_keyboard_stays_where_it_was(panel: QueuePanel) -> None:
    panel.rows()[1].setFocus()
    panel.set_messages(waiting("b", "a", "c"), "")
    assert QApplication.focusWidget() is panel.rows()[0], "it went along with its message"
    panel.set_messages(waiting("a", "c"), "")
    assert QApplication.focusWidget() is panel.rows()[0], "the next one, when its own has gone"


def test_a_long_queue_scrolls(panel: QueuePanel) -> None:
    panel.set_messages(waiting(*"abcdefghij"), "")
    height = panel.sizeHint().height()
    panel.set_messages(waiting(*"abcd"), "")
    assert panel.sizeHint().height() == height


def test_it_makes_room_for_a_card_below(panel: QueuePanel) -> None:
    panel.set_messages(waiting(*"ab"), "")
    height = panel.sizeHint().height()
    panel.set_messages(waiting(*"abcd"), "")
    assert panel.sizeHint().height() > height
    panel.make_room(True)
    assert panel.sizeHint().height() == height
    panel.set_messages(waiting(*"abcde"), "")
    assert panel.sizeHint().height() == height, "as long as the card is there"
    panel.make_room(False)
    assert panel.sizeHint().height() > height
