"""The sidebar in the whole application, with a scripted model."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from gemini_desk.chat.organisation import Folder, Tag
from gemini_desk.chat.prompt_template import PromptTemplate
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.conversation_list import requests
from gemini_desk.ui.wiring import exports as exports_wiring


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


def file_dialog(monkeypatch, path, type_):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), type_))


def test_another_type_in_the_file_dialog_asks_before_it_replaces(
    qtbot, desk, tmp_path, monkeypatch
):
    send(qtbot, desk, "keep this")
    there = tmp_path / "trip.txt"
    there.write_text("mine")
    file_dialog(monkeypatch, tmp_path / "trip.md", "Plain text (*.txt)")
    desk.window.action("export").trigger()
    question = desk.window.findChild(Confirmation)
    assert question is not None
    assert there.read_text() == "mine"
    with qtbot.waitSignal(desk.exports.exported):
        question.accept()
    assert "keep this" in there.read_text()
    assert not (tmp_path / "trip.md").exists()


def test_stop_stays_while_a_file_is_written_and_the_next_one_has_its_own(qtbot, desk, tmp_path):
    send(qtbot, desk, "keep this")
    notifications = desk.window.notifications
    stops = lambda: [it.notice for it in notifications.toasts if it.notice.stays]  # noqa: E731
    wiring = desk.findChild(exports_wiring.ExportWiring)
    wiring._patience.setInterval(0)
    first, second = threading.Event(), threading.Event()
    for gate in (first, second):
        desk.exporting.run(gate.wait, lambda _: None, notifications.error)
        desk.exports.export(
            desk.open_conversation.conversation.id, str(tmp_path / f"{id(gate)}.txt")
        )
    qtbot.waitUntil(lambda: len(stops()) == 1)
    (notice,) = stops()
    assert notice.timeout_ms == 0
    for number in range(6):
        notifications.info(f"Something else {number}")
    assert stops() == [notice]
    desk.exports.progressed.emit(1, 2)
    (toast,) = [it for it in notifications.toasts if it.notice is notice]
    assert toast.accessibleName().endswith("1 of 2 messages")
    with qtbot.waitSignal(desk.exports.exported):
        first.set()
    qtbot.waitUntil(lambda: len(stops()) == 1 and stops()[0] is not notice)
    assert str(id(second)) in stops()[0].text
    with qtbot.waitSignal(desk.exports.exported):
        second.set()
    assert stops() == []


def test_an_import_brings_its_prompts_at_once(qtbot, desk, tmp_path, monkeypatch):
    prompt = PromptTemplate("mine", "mine", "Mine", "Say {{what}}.")
    desk.writing.prompts.save((prompt,), ())
    qtbot.waitUntil(lambda: prompt in desk.writing.prompts.prompts)
    archive = tmp_path / "all.zip"
    file_dialog(monkeypatch, archive, "")
    with qtbot.waitSignal(desk.transfers.exported):
        desk.window.action("export-all").trigger()
    desk.writing.prompts.save((), ("mine",))
    qtbot.waitUntil(lambda: prompt not in desk.writing.prompts.prompts)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(archive), ""))
    desk.window.action("import").trigger()
    qtbot.waitUntil(lambda: prompt in desk.writing.prompts.prompts)


def test_archiving_and_removing_can_be_taken_back(qtbot, desk):
    first, second = two_conversations(qtbot, desk)
    work, home, tag = Folder.new("Work"), Folder.new("Home"), Tag.new("urgent", "red")

    def prepare(store):
        for folder in (work, home):
            store.folders.add(folder)
        store.tags.add(tag)
        store.set_folder(first, work.id)
        store.set_tags(second, (tag.id,))

    desk.store.submit(prepare).result(10)
    desk.conversations.refresh()

    def is_in_order(listing):  # what was listed before may still arrive
        filed, tagged = listing.conversation(first), listing.conversation(second)
        return bool(filed and filed.folder_id and tagged and tagged.tag_ids and listing.tags)

    qtbot.waitUntil(lambda: is_in_order(desk.organisation.listing))
    before = desk.organisation.listing
    for wish in (
        requests.Archive(second, True),
        requests.RemoveFolder(work.id),
        requests.RemoveTag(tag.id),
    ):
        desk.window.sidebar.requested.emit(wish)
        qtbot.waitUntil(lambda: desk.organisation.listing != before)
        desk.window.action("notice-action").trigger()
        qtbot.waitUntil(lambda: desk.organisation.listing == before)
