"""The page "Storage" of the preferences, in the whole application."""

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from gemini_desk.chat.conversation import Conversation
from gemini_desk.chat.message import Message
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.preferences.dialog import PreferencesDialog
from gemini_desk.ui.preferences.storage_page import StoragePage


@pytest.fixture
def page(qtbot, desk):
    with qtbot.waitSignal(desk.space.measured):
        desk.window.action("preferences").trigger()
    dialog = desk.window.findChild(PreferencesDialog)
    page = next(page for page in dialog.pages if isinstance(page, StoragePage))
    dialog.show_page(page)
    yield page
    dialog.reject()


def press(row):
    QTest.mouseClick(row.findChild(QPushButton), Qt.MouseButton.LeftButton)


def can_act(row):
    return row.findChild(QPushButton).isEnabled()


def test_what_takes_room_is_shown(page, profile):
    assert page.conversations.size_text.endswith("kB")
    assert page.conversations.sentence.startswith("0 conversations")
    assert page.bin.sentence == "Empty"
    assert not can_act(page.bin)
    assert page.free_text.endswith("are free on this disk.")


def test_buttons_lead_to_the_folders(page, profile, monkeypatch):
    shown = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", staticmethod(lambda url: shown.append(url.toLocalFile()))
    )
    press(page.attachments)
    press(page.logs)
    assert shown == [str(profile.data_dir / "blobs"), str(profile.log_dir)]


def test_temporary_files_of_today_stay_and_the_page_says_so(qtbot, desk, page, profile):
    (profile.cache_dir / "thumbnail").write_bytes(b"x" * 2_000)
    with qtbot.waitSignal(desk.space.measured):
        desk.space.measure()
    assert page.temporary.size_text == "2 kB"
    assert page.temporary.sentence == "One file of the last day: may be in use and stays"
    assert not can_act(page.temporary)  # a press would change nothing
    old = profile.cache_dir / "old"
    old.write_bytes(b"x" * 3_000)
    os.utime(old, (1_000_000_000, 1_000_000_000))
    with qtbot.waitSignal(desk.space.measured):
        desk.space.measure()
    assert page.temporary.sentence == "2 files. 1 of the last day may be in use and stays."
    with qtbot.waitSignal(desk.space.measured):
        press(page.temporary)
    assert page.temporary.size_text == "2 kB"
    assert not old.exists()


def test_what_a_press_would_not_remove_is_not_offered(qtbot, desk, page, profile):
    unused = profile.data_dir / "blobs" / "ab" / ("ab" * 32)
    unused.parent.mkdir(parents=True, exist_ok=True)
    unused.write_bytes(b"x" * 2_000)
    with qtbot.waitSignal(desk.space.measured):
        desk.space.measure()
    assert page.unused.size_text == "2 kB"
    assert not can_act(page.unused)
    os.utime(unused, (1_000_000_000, 1_000_000_000))
    with qtbot.waitSignal(desk.space.measured):
        desk.space.measure()
    with qtbot.waitSignal(desk.space.measured):
        press(page.unused)
    assert not unused.exists()


def test_a_folder_that_nothing_opens_is_told_of(page, profile, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(lambda _url: False))
    press(page.logs)
    assert page.logs.sentence == "No program opened the folder; it lies here:"


def test_the_bin_is_emptied_after_asking(qtbot, desk, page):
    conversation = Conversation.new()
    conversation.append(Message.user("to be deleted " * 20_000))  # leaves a gap in the database
    desk.store.save_new(conversation).result(10)
    with qtbot.waitSignal(desk.conversations.list_changed):
        desk.conversations.delete(conversation.id)
    with qtbot.waitSignal(desk.space.measured):
        desk.space.measure()
    assert page.bin.sentence == "One conversation"
    press(page.bin)
    dialog = page.window().findChild(Confirmation)
    assert dialog.windowTitle() == "Delete one conversation for good?"
    with qtbot.waitSignal(desk.space.measured):
        dialog.accept()
    assert page.bin.sentence == "Empty"
    with qtbot.waitSignal(desk.space.measured):
        press(page.conversations)
    assert "empty" not in page.conversations.sentence
