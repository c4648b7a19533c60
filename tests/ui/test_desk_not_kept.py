"""A window whose store could not be opened: nothing is made that would be lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gemini_desk.app import Desk
from gemini_desk.paths import assets_dir
from gemini_desk.ui.composer.not_kept_card import NotKeptCard
from tests.helpers.scripted_backend import ScriptedBackend
from tests.helpers.whole_desk import build


@pytest.fixture
def start(qtbot, profile):
    """Starts a desk whose store does not open; closes it after the test."""
    desks = []

    def begin() -> Desk:
        desk = build(profile, ScriptedBackend())
        desks.append(desk)
        with qtbot.waitSignals([desk.models.loaded, desk.keeping.failed]):
            desk.start()
        return desk

    yield begin
    for desk in desks:
        desk.window.close()
        desk.close()


@pytest.fixture
def obstructed(profile):
    """A folder where the database should be."""
    path = profile.data_dir / "conversations.db"
    path.mkdir(parents=True)
    return path


def card_of(desk):
    return desk.window.findChild(NotKeptCard)


def try_to_send(desk, text):
    QTest.keyClicks(desk.composer.card.prompt, text)
    QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)


def send(qtbot, desk, text):
    with qtbot.waitSignal(desk.messages.answer_ended) as ended:
        try_to_send(desk, text)
    return ended.args[0]


def test_a_second_process_on_the_same_profile_is_told_so(qtbot, desk, start):
    other = start()
    card = card_of(other)
    assert card.isVisible()
    assert other.window.notifications.toasts == (), "it is said once"
    assert "Nothing is kept in this window: Gemini Desk is already open" in card.text
    assert "--profile" in card.text
    try_to_send(other, "what I want to ask")
    assert not other.messages.is_answering
    assert not other.open_conversation.conversation.versions
    assert other.composer.draft().text == "what I want to ask"
    assert not other.composer.card.send.isEnabled()
    # The other window goes on as it was.
    assert send(qtbot, desk, "Hi").message.text == "Hi"
    assert not card_of(desk).isVisible()


def test_what_was_written_meanwhile_is_kept_after_trying_again(qtbot, obstructed, start):
    desk = start()
    card = card_of(desk)
    assert "Nothing is kept" in card.text
    QTest.keyClicks(desk.composer.card.prompt, "a thought")
    with qtbot.waitSignal(desk.keeping.failed):
        QTest.mouseClick(card.retry, Qt.MouseButton.LeftButton)
    assert card.isVisible()
    assert card.retry.text() == "Try again"
    obstructed.rmdir()
    card.retry.setFocus()
    with qtbot.waitSignal(desk.keeping.opened):
        QTest.keyClick(card.retry, Qt.Key.Key_Space)
    assert not card.isVisible()
    assert QApplication.focusWidget() is desk.composer.card.prompt
    assert desk.composer.draft().text == "a thought"
    key = desk.open_conversation.conversation.id
    desk.writing.drafts.flush()

    def is_stored() -> bool:
        draft = desk.store.submit(lambda store: store.drafts.load(key)).result(10)
        return draft is not None and draft.text == "a thought"

    qtbot.waitUntil(is_stored)
    answer = send(qtbot, desk, " and more")
    assert answer.message.text == "a thought and more"
    stored = desk.store.submit(lambda store: store.load(key)).result(10)
    assert [it.message.text for it in stored.branch()] == ["a thought and more"] * 2


def test_nothing_else_is_begun_that_would_be_lost(qtbot, obstructed, start):
    desk = start()
    names = ("import", "export-all", "presets", "setup")
    assert not any(desk.window.action(name).isEnabled() for name in names)
    QTest.keyClicks(desk.composer.card.prompt, "begun")
    desk.window.example_chosen.emit("What does it say?", [assets_dir() / "samples" / "word.png"])
    assert desk.composer.draft().text == "begun"
    assert not desk.messages.is_answering
    desk.window.action("voice").trigger()
    assert not desk.voice.is_on
    obstructed.rmdir()
    with qtbot.waitSignal(desk.keeping.opened):
        card_of(desk).retry.click()
    assert all(desk.window.action(name).isEnabled() for name in names)


def test_a_message_sent_before_the_store_is_open_waits_for_it(qtbot, profile):
    desk = build(profile, ScriptedBackend())
    desk.window.show()
    with qtbot.waitSignals([desk.models.loaded, desk.messages.answer_ended]):
        try_to_send(desk, "early")
        assert desk.composer.draft().text == "early"
        desk.start()
    key = desk.open_conversation.conversation.id
    stored = desk.store.submit(lambda store: store.load(key)).result(10)
    assert stored.branch()[0].message.text == "early"
    desk.window.close()
    desk.close()
