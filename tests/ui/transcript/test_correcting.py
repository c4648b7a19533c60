"""Texts, splits, merges, speakers and undo: from the keys of the panel to the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from gemini_desk.chat.message import Message, Role, TextPart, TranscriptPart
from gemini_desk.storage.store_thread import StoreThread
from gemini_desk.ui.chat.open_conversation import OpenConversation
from gemini_desk.ui.chat.transcript_controller import TranscriptController
from gemini_desk.ui.store_calls import StoreCalls
from tests.ui.transcript.conftest import TEXTS, Spoken
from tests.ui.transcript.test_list import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gemini_desk.paths import Profile
    from gemini_desk.transcripts.transcript import Transcript
    from gemini_desk.ui.transcript.panel import TranscriptPanel
    from gemini_desk.ui.transcript.segment_editor import SegmentEditor

_K = Qt.Key
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
WAIT_MS = 15_000


class Bench:
    """A panel, the controller of its edits, and a real database."""

    def __init__(self, panel: TranscriptPanel, spoken: Spoken, profile: Profile) -> None:
        self.panel = panel
        self.store = StoreThread(profile.data_dir, on_error=lambda error: pytest.fail(str(error)))
        self.store.start().result(10)
        self.calls = StoreCalls(self.store)
        self.open = OpenConversation(self.calls)
        conversation = self.open.conversation
        conversation.append(Message.user("", spoken.recording))
        part = TranscriptPart(spoken.recording, spoken.transcript)
        answer = conversation.append(Message(Role.ASSISTANT, (part, TextPart("And a summary."))))
        self.id = answer.id
        self.store.submit(lambda store: store.save_new(conversation)).result(10)
        self.controller = TranscriptController(self.open, self.calls)
        self._join()
        panel.show_transcript(self.id, spoken.recording, spoken.transcript)

    def _join(self) -> None:
        panel, controller = self.panel, self.controller
        panel.text_edited.connect(controller.set_text)
        panel.split_requested.connect(controller.split)
        panel.merge_requested.connect(controller.merge)
        panel.speaker_assigned.connect(controller.assign_speaker)
        panel.speaker_renamed.connect(controller.rename_speaker)
        panel.undo_requested.connect(controller.undo)
        panel.redo_requested.connect(controller.redo)
        controller.edited.connect(panel.set_transcript)
        controller.history_changed.connect(panel.set_history)

    @property
    def texts(self) -> list[str]:
        return [segment.text for segment in self.panel.list.segments]

    @property
    def editor(self) -> SegmentEditor:
        return self.panel.list.editing.editor

    def on_disk(self) -> Transcript:
        conversation_id = self.open.conversation.id
        loaded = self.store.submit(lambda store: store.load(conversation_id)).result(10)
        part = loaded.versions[self.id].message.transcript
        assert part is not None
        return part.transcript

    def edit(self, index: int) -> SegmentEditor:
        self.panel.list.go_to(index)
        QTest.keyClick(self.panel.list, _K.Key_F2)
        assert self.editor.isVisible()
        return self.editor


@pytest.fixture
def bench(panel: TranscriptPanel, spoken: Spoken, profile: Profile) -> Iterator[Bench]:
    made = Bench(panel, spoken, profile)
    yield made
    made.store.close(10)


def test_a_corrected_text_is_on_disk_at_once(bench: Bench, qtbot: QtBot) -> None:
    editor = bench.edit(2)
    editor.selectAll()
    QTest.keyClicks(editor, "Nobody looked.")
    QTest.keyClick(editor, _K.Key_Return)
    assert not editor.isVisible()
    assert bench.texts[2] == "Nobody looked."
    qtbot.waitUntil(lambda: bench.on_disk().segments[2].text == "Nobody looked.", timeout=WAIT_MS)
    version = bench.open.conversation.versions[bench.id]
    assert version.message.text == "And a summary."
    assert bench.panel.tools.doubts.text() == "1 doubtful word"


def test_a_text_is_saved_while_it_is_written_and_undone_as_one_edit(
    bench: Bench, qtbot: QtBot
) -> None:
    editor = bench.edit(0)
    QTest.keyClicks(editor, " Well")
    qtbot.waitUntil(lambda: bench.texts[0].endswith(" Well"), timeout=WAIT_MS)
    assert editor.isVisible()
    QTest.keyClicks(editor, ", well.")
    QTest.keyClick(editor, _K.Key_Return)
    assert bench.texts[0] == f"{TEXTS[0]} Well, well."
    QTest.keyClick(bench.panel.list, _K.Key_Z, _CTRL)
    assert bench.texts == list(TEXTS)
    assert not bench.panel.tools.undo.isEnabled()
    QTest.keyClick(bench.panel.list, _K.Key_Z, _CTRL | _SHIFT)
    assert bench.texts[0] == f"{TEXTS[0]} Well, well."
    qtbot.waitUntil(lambda: bench.on_disk().segments[0].text == bench.texts[0], timeout=WAIT_MS)


def test_escape_gives_back_what_was_there(bench: Bench, qtbot: QtBot) -> None:
    editor = bench.edit(0)
    QTest.keyClicks(editor, " Well")
    qtbot.waitUntil(lambda: bench.texts[0].endswith(" Well"), timeout=WAIT_MS)
    QTest.keyClick(editor, _K.Key_Escape)
    assert bench.texts == list(TEXTS)


def test_tab_saves_and_goes_on_with_the_next(bench: Bench) -> None:
    editor = bench.edit(0)
    QTest.keyClicks(editor, "!")
    QTest.keyClick(editor, _K.Key_Tab)
    assert bench.texts[0] == f"{TEXTS[0]}!"
    assert bench.panel.list.editing.index == 1
    assert editor.text == TEXTS[1]
    QTest.keyClick(editor, _K.Key_Backtab)
    assert bench.panel.list.editing.index == 0


def test_a_segment_is_split_at_the_cursor_and_put_together_again(bench: Bench) -> None:
    editor = bench.edit(1)
    cursor = editor.textCursor()
    cursor.setPosition(TEXTS[1].index("from"))
    editor.setTextCursor(cursor)
    QTest.keyClick(editor, _K.Key_Return, _CTRL)
    assert bench.texts[1:3] == ["The numbers", "from the second trial are not in yet."]
    assert bench.panel.list.editing.index == 2
    first, second = bench.panel.list.segments[1:3]
    assert first.end_s == second.start_s
    QTest.keyClick(editor, _K.Key_Backspace)  # at its start: joined with the one before
    assert bench.texts == list(TEXTS)
    assert editor.textCursor().position() == len("The numbers")
    QTest.keyClick(editor, _K.Key_Escape)
    bench.panel.list.go_to(0)
    QTest.keyClick(bench.panel.list, _K.Key_M)
    assert bench.texts[0] == f"{TEXTS[0]} {TEXTS[1]}"


def test_where_nothing_can_be_split_the_cursor_stays(bench: Bench) -> None:
    editor = bench.edit(1)
    editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(editor, _K.Key_Return, _CTRL)
    assert bench.texts == list(TEXTS)
    assert bench.panel.list.editing.index == 1
    assert editor.textCursor().atEnd()


def test_an_emptied_segment_becomes_a_pause_and_comes_back(bench: Bench) -> None:
    editor = bench.edit(3)
    editor.selectAll()
    QTest.keyClick(editor, _K.Key_Delete)
    QTest.keyClick(editor, _K.Key_Return)
    assert bench.texts == [text for text in TEXTS if text != TEXTS[3]]
    bench.panel.tools.undo.click()
    assert bench.texts == list(TEXTS)


def test_a_double_click_edits_the_word_under_the_mouse(bench: Bench) -> None:
    row = rows_of(bench.panel)[2]
    assert row.text is not None
    area = row.text_rect
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton, pos=QPoint(area.left() + 1, area.top() + 6))
    assert bench.editor.isVisible()
    assert bench.editor.textCursor().position() == 0


def test_pasted_text_is_one_line_without_looks(bench: Bench) -> None:
    from PySide6.QtCore import QMimeData

    editor = bench.edit(0)
    editor.selectAll()
    pasted = QMimeData()
    pasted.setHtml("<b>two</b><br>lines")
    pasted.setText("two\nlines")
    editor.insertFromMimeData(pasted)
    QTest.keyClick(editor, _K.Key_Return)
    assert bench.texts[0] == "two lines"


def test_going_elsewhere_saves(bench: Bench, qtbot: QtBot) -> None:
    bench.panel.activateWindow()
    editor = bench.edit(0)
    qtbot.waitUntil(editor.hasFocus)
    editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(editor, " So.")
    bench.panel.player.play.setFocus()
    assert not editor.isVisible()
    assert bench.texts[0] == f"{TEXTS[0]} So."


def test_speakers_are_assigned_to_several_and_renamed_everywhere(
    bench: Bench, qtbot: QtBot
) -> None:
    panel = bench.panel
    panel.list.go_to(0)
    panel.list.go_to(1, extend=True)
    menu = panel.menus.for_speaker(panel.list.choice.chosen)
    assert [action.text() for action in menu.actions()] == ["New speaker…"]
    panel.menus.speaker_assigned.emit(panel.list.choice.chosen, "Anna")
    assert [segment.speaker for segment in panel.list.segments[:3]] == ["Anna", "Anna", None]
    assert rows_of(panel)[0].state.shows_speaker
    assert not rows_of(panel)[1].state.shows_speaker
    assert rows_of(panel)[2].state.shows_speaker
    panel.list.go_to(4)
    menu = panel.menus.for_speaker(panel.list.choice.chosen)
    menu.actions()[0].trigger()
    assert panel.list.segments[4].speaker == "Anna"
    panel.menus.speaker_renamed.emit("Anna", "Anna Berg")
    assert {segment.speaker for segment in panel.list.segments} == {None, "Anna Berg"}
    qtbot.waitUntil(lambda: bench.on_disk().segments[4].speaker == "Anna Berg", timeout=WAIT_MS)
    panel.undo()
    panel.undo()
    panel.undo()
    assert {segment.speaker for segment in panel.list.segments} == {None}


def test_a_new_speaker_is_asked_for_by_the_key(bench: Bench, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLineEdit

    from gemini_desk.ui.conversation_list.name_dialog import NameDialog

    bench.panel.activateWindow()
    bench.panel.list.go_to(0)
    QTest.keyClick(bench.panel.list, _K.Key_S)
    dialog = bench.panel.findChild(NameDialog)
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "Bo")
    QTest.keyClick(field, _K.Key_Return)
    assert bench.panel.list.segments[0].speaker == "Bo"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_keyboard_comes_back_to_the_row_from_another_window(bench: Bench, qtbot: QtBot) -> None:
    panel = bench.panel
    panel.activateWindow()
    panel.list.go_to(0)
    qtbot.waitUntil(lambda: rows_of(panel)[0].hasFocus())
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    panel.menus.speaker_assigned.emit((0,), "Bo")
    assert panel.window().focusWidget() is rows_of(panel)[0]


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen knows no popups
def test_a_speaker_is_chosen_with_two_keys(bench: Bench, qtbot: QtBot) -> None:
    bench.panel.menus.speaker_assigned.emit((0,), "Bo")
    bench.panel.list.go_to(2)
    QTest.keyClick(bench.panel.list, _K.Key_S)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, _K.Key_Return)
    assert bench.panel.list.segments[2].speaker == "Bo"


def test_after_a_merge_the_keyboard_is_at_the_row_and_what_is_heard_is_marked(
    bench: Bench, spoken: Spoken, qtbot: QtBot
) -> None:
    panel = bench.panel
    panel.activateWindow()
    panel.set_playback(
        spoken.recording.content_key, panel.list.segments[2].start_s, is_playing=False
    )
    panel.list.go_to(1)
    qtbot.waitUntil(lambda: rows_of(panel)[1].hasFocus())
    QTest.keyClick(QApplication.focusWidget(), _K.Key_M)
    assert len(panel.list.segments) == len(TEXTS) - 1
    assert rows_of(panel)[1].hasFocus()
    assert panel.list.spoken == 1
    assert rows_of(panel)[1].state.is_spoken
    assert not rows_of(panel)[2].state.is_spoken
    panel.undo()
    assert panel.list.spoken == 2
    assert not rows_of(panel)[1].state.is_spoken


def test_the_next_doubtful_word_is_gone_to_round_the_end(bench: Bench) -> None:
    panel = bench.panel
    assert panel.tools.doubts.text() == "2 doubtful words"
    for step, index in ((1, 2), (1, 3), (1, 2), (-1, 3)):
        panel.go_to_doubt(step)
        assert panel.list.choice.current == index
    row = rows_of(panel)[3]
    assert row.segment is not None
    assert row.state.current_hit is not None
    start, end = row.state.current_hit
    assert row.segment.text[start:end] == "Thursday."


def test_words_are_found_and_counted_and_follow_edits(bench: Bench) -> None:
    panel = bench.panel
    QTest.keyClick(panel.list, _K.Key_F, _CTRL)
    bar = panel.finding.bar
    assert bar.isVisible()
    assert bar.accessibleName() == "Find in the transcript"
    bar.field.setText("the")
    assert bar.count.text() == "1 of 4"
    QTest.keyClick(bar.field, _K.Key_Return)
    assert bar.count.text() == "2 of 4"
    QTest.keyClick(bar.field, _K.Key_Return, _SHIFT)
    QTest.keyClick(bar.field, _K.Key_Return, _SHIFT)
    assert bar.count.text() == "4 of 4"
    bench.controller.set_text(bench.id, 1, "Numbers are not in yet.", True)
    assert bar.count.text() == "2 of 2"
    bar.field.setText("zebra")
    assert bar.count.text() == "No results"
    QTest.keyClick(bar.field, _K.Key_Escape)
    assert not bar.isVisible()
    assert rows_of(panel)[2].state.hits == ()


def test_edits_while_it_is_made_stay_and_what_comes_is_put_behind(
    panel: TranscriptPanel, spoken: Spoken, profile: Profile, qtbot: QtBot
) -> None:
    from dataclasses import replace

    whole = spoken.transcript
    half = replace(whole, segments=whole.segments[:2], done_s=whole.segments[1].end_s)
    bench = Bench(panel, replace(spoken, transcript=half), profile)
    # The job has stored one more segment, which the window has not heard of yet.
    third = whole.segments[2]
    bench.store.submit(
        lambda store: store.transcripts.append(bench.id, (third,), third.end_s)
    ).result(10)
    bench.controller.merge(bench.id, 0)
    bench.controller.set_text(bench.id, 0, "All of it", True)

    def stored() -> list[str]:
        return [segment.text for segment in bench.on_disk().segments]

    qtbot.waitUntil(lambda: stored() == ["All of it", TEXTS[2]], timeout=WAIT_MS)
    assert bench.on_disk().done_s == third.end_s
    bench.controller.undo(bench.id)
    bench.controller.undo(bench.id)
    qtbot.waitUntil(lambda: stored() == list(TEXTS[:3]), timeout=WAIT_MS)
    bench.store.close(10)


def test_edits_that_come_faster_than_the_disk_all_arrive(bench: Bench, qtbot: QtBot) -> None:
    for number in range(30):
        bench.controller.set_text(bench.id, 0, f"number {number}", True)
    bench.controller.flush()
    qtbot.waitUntil(lambda: bench.on_disk().segments[0].text == "number 29", timeout=WAIT_MS)
