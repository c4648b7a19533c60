"""Messages that are edited at their place: nothing of an edit is lost but on request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.draft import Draft
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import Capabilities
from gemini_desk.storage.blob_store import BlobStore
from gemini_desk.ui.composer.intake import AttachmentIntake
from gemini_desk.ui.conversation.editing.answer_editor import AnswerEditor
from gemini_desk.ui.conversation.editing.question_editor import QuestionEditor
from gemini_desk.ui.conversation.message_offers import MessageAction
from gemini_desk.ui.conversation.pane import ConversationPane
from gemini_desk.ui.theme import Theme, ThemeChoice
from tests.ui.conversation.conftest import assistant, conversation, user

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews

LEFT = Qt.MouseButton.LeftButton
LONG = "\n\n".join(f"Paragraph {n} of a long answer." for n in range(80))


@pytest.fixture
def pane(
    qtbot: QtBot, previews: ThreadedMediaPreviews, tmp_path: Path
) -> Iterator[ConversationPane]:
    """A pane in which attachments can be added to messages."""
    Theme.apply(ThemeChoice.LIGHT)
    intake = AttachmentIntake(BlobStore(tmp_path / "blobs").add_file, tmp_path / "scratch")
    made = ConversationPane(previews, intake)
    made.resize(900, 700)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    intake.close()


def edit_question(pane: ConversationPane, version: MessageVersion) -> QuestionEditor:
    pane.edits.begin(version.id)
    editor = pane._items.editors[version.id]
    assert isinstance(editor, QuestionEditor)
    assert editor.isVisible()
    return editor


def edit_answer(pane: ConversationPane, version: MessageVersion) -> AnswerEditor:
    pane.edits.begin(version.id)
    editor = pane._items.editors[version.id]
    assert isinstance(editor, AnswerEditor)
    return editor


def top(pane: ConversationPane, version: MessageVersion) -> int:
    item = pane._items.find(version.id)
    assert item is not None
    return pane._layout.top_of(item)


def draw(path: Path) -> None:
    """Write a small picture that is unlike others."""
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(hash(path.name) & 0xFFFFFF)
    assert image.save(str(path))


def files(path: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def test_an_edited_question_is_sent_with_enter(pane: ConversationPane, qtbot: QtBot) -> None:
    question = user("Why is the sky\nblue?")
    pane.show_conversation([question, assistant("Because.")])
    editor = edit_question(pane, question)
    assert editor.prompt.hasFocus()
    assert editor.text() == "Why is the sky\nblue?"
    QTest.keyClicks(editor.prompt, " Really")
    with qtbot.waitSignal(pane.edits.question_sent) as sent:
        QTest.keyClick(editor.prompt, Qt.Key.Key_Return)
    assert sent.args == [question.id, "Why is the sky\nblue? Really", ()]
    assert pane._items.editors == {}
    item = pane._items.find(question.id)
    assert item is not None
    assert item.footer is not None  # the message is there again


def test_the_attachments_of_the_version_can_be_removed_and_others_added(
    pane: ConversationPane, qtbot: QtBot, tmp_path: Path
) -> None:
    picture, other = tmp_path / "one.png", tmp_path / "two.png"
    draw(picture)
    draw(other)
    first = user("Look.")
    pane.show_conversation([first])
    editor = edit_question(pane, first)
    editor.take_mime(files(picture))
    assert editor.is_changed
    qtbot.waitUntil(lambda: not editor.tray.preparing(), timeout=10_000)
    (attachment,) = editor.tray.attachments()
    question = replace(user(""), message=Message.user("Look.", attachment))
    pane.show_conversation([question])
    editor = edit_question(pane, question)
    assert editor.tray.attachments() == (attachment,)
    assert not editor.is_changed
    editor.tray.cards()[0].remove_requested.emit()
    editor.take_mime(files(other), pasted=False)
    with qtbot.waitSignal(pane.edits.question_sent, timeout=10_000) as sent:
        editor.submit()  # it waits until the picture is ready
    assert [each.name for each in sent.args[2]] == ["two.png"]


def test_two_editors_do_not_get_each_others_attachments(
    pane: ConversationPane, qtbot: QtBot, tmp_path: Path
) -> None:
    draw(tmp_path / "one.png")
    one, two = user("One"), user("Two")
    pane.show_conversation([one, two])
    first, second = edit_question(pane, one), edit_question(pane, two)
    first.take_mime(files(tmp_path / "one.png"))
    qtbot.waitUntil(lambda: len(first.tray.attachments()) == 1, timeout=10_000)
    assert second.tray.cards() == ()


def test_a_file_that_cannot_be_used_is_refused_where_it_was_added(
    pane: ConversationPane, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "notes.xyz").write_text("nothing")
    question = user("Look.")
    pane.show_conversation([question])
    editor = edit_question(pane, question)
    with qtbot.waitSignal(pane.edits.notice, timeout=10_000) as told:
        editor.take_mime(files(tmp_path / "notes.xyz"))
    assert told.args[0] == "warning"
    assert editor.tray.cards() == ()


def test_escape_gives_the_changes_up_and_they_can_be_had_back(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    question = user("Why?")
    pane.show_conversation([question, assistant("Because.")])
    editor = edit_question(pane, question)
    QTest.keyClicks(editor.prompt, " Tell me")
    event = QKeyEvent(
        QKeyEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    QApplication.sendEvent(editor.prompt, event)
    assert event.isAccepted()  # the window's Escape stops an answer
    with qtbot.waitSignal(pane.edits.thrown_away) as thrown:
        QTest.keyClick(editor.prompt, Qt.Key.Key_Escape)
    assert thrown.args == [question.id]
    assert pane._items.editors == {}
    assert pane.hasFocus()
    pane.edits.bring_back(question.id)
    assert pane._items.editors[question.id] is editor
    assert editor.text() == "Why? Tell me"


def test_escape_without_changes_says_nothing(pane: ConversationPane, qtbot: QtBot) -> None:
    question = user("Why?")
    pane.show_conversation([question])
    editor = edit_question(pane, question)
    with qtbot.assertNotEmitted(pane.edits.thrown_away):
        QTest.keyClick(editor.prompt, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(editor))


def test_an_edit_is_there_again_with_its_conversation(pane: ConversationPane) -> None:
    question, answer = user("Why?"), assistant("Because.")
    pane.show_conversation([question, answer])
    editor = edit_question(pane, question)
    QTest.keyClicks(editor.prompt, " Tell me")
    pane.show_conversation([user("Another conversation")])
    assert not editor.isVisible()
    pane.show_conversation([question, answer])
    assert editor.isVisible()
    assert editor.text() == "Why? Tell me"


def test_an_edit_is_there_again_with_its_branch(pane: ConversationPane) -> None:
    question, answer = user("Why?"), assistant("Because.")
    pane.show_conversation([question, answer])
    editor = edit_answer(pane, answer)
    QTest.keyClicks(editor.prompt, " So")
    pane.show_branch([question, assistant("It is not.")])
    assert not editor.isVisible()
    pane.show_branch([question, answer])
    assert editor.isVisible()
    assert editor.text() == "Because. So"


def test_an_editor_without_changes_is_not_kept(pane: ConversationPane, qtbot: QtBot) -> None:
    question = user("Why?")
    pane.show_conversation([question])
    editor = edit_question(pane, question)
    pane.show_conversation([user("Another conversation")])
    qtbot.waitUntil(lambda: not isValid(editor))
    assert pane._items.editors == {}


def test_scrolling_far_away_loses_nothing(pane: ConversationPane) -> None:
    shared = conversation(40)
    question = user("Why?")
    pane.show_conversation([question, *shared])
    QTest.keyClick(pane, Qt.Key.Key_Home)
    editor = edit_question(pane, question)
    QTest.keyClicks(editor.prompt, " Tell me")
    QTest.keyClick(pane, Qt.Key.Key_End)
    assert not editor.isVisible()
    QTest.keyClick(pane, Qt.Key.Key_Home)
    assert editor.isVisible()
    assert editor.text() == "Why? Tell me"


def test_the_place_grows_with_the_text_and_what_is_above_stays(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    first, question = user("First"), user("Why?")
    pane.show_conversation([first, assistant("Yes."), question, assistant("Because.")])
    above = top(pane, question)
    editor = edit_question(pane, question)
    height = editor.height()
    for _ in range(6):
        QTest.keyClick(editor.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: editor.height() > height + 60)
    assert top(pane, question) == above
    assert editor.height() == editor.height_at(editor.width())


def test_a_long_answer_is_edited_in_a_box_that_scrolls_and_is_back_where_it_was(
    pane: ConversationPane,
) -> None:
    answer = assistant(LONG)
    pane.show_conversation([*conversation(10), user("Why?"), answer, *conversation(4)])
    item = pane._items.find(answer.id)
    assert item is not None
    pane._layout.scroll_to(item)
    pane._layout.scrolling.scroll_by(300)
    place = top(pane, answer)
    editor = edit_answer(pane, answer)
    assert editor.height() < pane.height()
    assert 0 <= top(pane, answer) + item.gap < pane.height()
    QTest.keyClick(editor.prompt, Qt.Key.Key_Escape)
    assert top(pane, answer) == place


def test_an_answer_is_saved_with_control_enter_and_broken_with_enter(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    answer = assistant("Because.")
    pane.show_conversation([user("Why?"), answer])
    editor = edit_answer(pane, answer)
    QTest.keyClick(editor.prompt, Qt.Key.Key_Return)
    QTest.keyClicks(editor.prompt, "So")
    with qtbot.waitSignal(pane.edits.answer_saved) as saved:
        QTest.keyClick(editor.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert saved.args == [answer.id, "Because.\nSo", False]


@pytest.mark.parametrize(
    ("action", "kept"), [("from_end", "One 🙂 two three"), ("from_cursor", "One 🙂 ")]
)
def test_the_model_goes_on_from_the_end_or_from_the_cursor(
    pane: ConversationPane, qtbot: QtBot, action: str, kept: str
) -> None:
    answer = assistant("One 🙂 two three")
    pane.show_conversation([user("Count."), answer])
    editor = edit_answer(pane, answer)
    cursor = editor.prompt.textCursor()
    cursor.setPosition(len("One 🙂 ".encode("utf-16-le")) // 2)
    editor.prompt.setTextCursor(cursor)
    editor.go_on.menu().hovered.emit(editor.from_cursor)
    (cut,) = editor.prompt.extraSelections()
    assert cut.cursor.selectedText() == "two three"  # type: ignore[attr-defined]
    with qtbot.waitSignal(pane.edits.answer_saved) as saved:
        getattr(editor, action).trigger()
    assert saved.args == [answer.id, kept, True]


def test_with_nothing_before_the_cursor_there_is_nothing_to_go_on_with(
    pane: ConversationPane,
) -> None:
    answer = assistant("One")
    pane.show_conversation([user("Count."), answer])
    editor = edit_answer(pane, answer)
    assert editor.from_cursor.isEnabled()
    editor.prompt.moveCursor(QTextCursor.MoveOperation.Start)
    assert not editor.from_cursor.isEnabled()
    editor.prompt.clear()
    assert not editor.save.isEnabled()
    assert not editor.go_on.isEnabled()


def test_what_an_editor_cannot_do_while_an_answer_is_written_says_why(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    question, answer = user("Count."), assistant("One")
    pane.show_conversation([question, answer])
    asks, says = edit_question(pane, question), edit_answer(pane, answer)
    pane.set_answering(True)
    assert not asks.send.isEnabled()
    assert "wait until it ends" in asks.send.toolTip()
    assert not says.go_on.isEnabled()
    assert says.save.isEnabled()
    with (
        qtbot.assertNotEmitted(pane.edits.question_sent),
        qtbot.waitSignal(pane.edits.notice) as told,
    ):
        QTest.keyClick(asks.prompt, Qt.Key.Key_Return)
    assert "wait until it ends" in told.args[1]
    pane.set_answering(False)
    assert asks.send.isEnabled()
    assert says.go_on.isEnabled()


def test_an_answer_that_is_being_written_cannot_be_edited(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    pane.show_conversation([assistant("One", MessageStatus.STREAMING)])
    QTest.keyClick(pane, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(pane.commands.refused) as refused:
        pane.commands.request(MessageAction.EDIT)
    assert "still being written" in refused.args[0]


def test_editing_without_a_current_message_means_what_the_person_wrote_last(
    pane: ConversationPane,
) -> None:
    question = user("Second")
    pane.show_conversation([user("First"), assistant("One"), question, assistant("Two")])
    pane.commands.request(MessageAction.EDIT)
    assert list(pane._items.editors) == [question.id]


def test_what_the_model_does_not_take_is_marked_and_not_sent(
    pane: ConversationPane, qtbot: QtBot, tmp_path: Path
) -> None:
    draw(tmp_path / "one.png")
    question = user("Look.")
    pane.show_conversation([question])
    editor = edit_question(pane, question)
    editor.take_mime(files(tmp_path / "one.png"))
    qtbot.waitUntil(lambda: len(editor.tray.attachments()) == 1, timeout=10_000)
    pane.set_capabilities(Capabilities(image=False))
    assert not editor.send.isEnabled()
    assert "does not take pictures" in editor.send.toolTip()


@pytest.mark.parametrize("width", [360, 420, 900])
def test_the_buttons_of_the_editors_fit(pane: ConversationPane, width: int) -> None:
    pane.resize(width, 700)
    question, answer = user("Why?"), assistant("Because.")
    pane.show_conversation([question, answer])
    for editor in (edit_question(pane, question), edit_answer(pane, answer)):
        assert editor.minimumSizeHint().width() <= editor.width()
        assert editor.width() <= pane.viewport().width()


def test_tab_walks_through_the_editor(pane: ConversationPane, qtbot: QtBot) -> None:
    question = user("Why?")
    pane.show_conversation([question])
    editor = edit_question(pane, question)
    qtbot.waitUntil(editor.prompt.hasFocus)
    for expected in (editor.attach, editor.cancel, editor.send):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert expected.hasFocus()


def test_an_edit_of_the_last_time_comes_back_before_what_is_written_already(
    pane: ConversationPane,
) -> None:
    question, answer = user("Why?"), assistant("Because.")
    pane.show_conversation([question, answer])
    pane.edits.restore(answer.id, Draft("My own"))
    assert pane._items.editors[answer.id].text() == "My own"
    editor = edit_question(pane, question)
    pane.edits.restore(question.id, Draft("Why not?"))
    assert editor.text() == "Why not?"
    pane.edits.restore(question.id, Draft("And how?"))
    assert editor.text() == "And how?\nWhy not?"
