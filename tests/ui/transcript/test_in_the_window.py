"""Transcripts in the running application: card, panel, edits, files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from gemini_desk.app import Desk
from gemini_desk.chat.answer import AnswerDetails
from gemini_desk.chat.conversation import Conversation, MessageStatus
from gemini_desk.chat.message import Message, Role, TextPart, TranscriptPart
from gemini_desk.diagnostics import Diagnostics
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.conversation.views.transcript_view import TranscriptView
from gemini_desk.ui.playback_controller import PlaybackController
from gemini_desk.ui.transcript.export_dialog import ExportDialog
from gemini_desk.ui.transcript.panel import TranscriptPanel
from gemini_desk.ui.wiring.transcript_files import target
from tests.helpers.accessible_tree import nameless
from tests.helpers.fake_loudspeaker import FakeLoudspeaker
from tests.helpers.scripted_backend import ScriptedBackend
from tests.ui.transcript.conftest import TEXTS, Spoken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.paths import Profile

_K = Qt.Key
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
WAIT_MS = 15_000


@pytest.fixture
def desk(qtbot: QtBot, profile: Profile) -> Iterator[Desk]:
    made = Desk(profile, Diagnostics(profile.log_dir), backend_factory=ScriptedBackend().factory)
    made.furnish()
    with qtbot.waitSignal(made.models.loaded, timeout=WAIT_MS):
        made.start()
    made.window.resize(1_280, 800)
    yield made
    made.window.close()
    made.close()


@pytest.fixture
def answer_id(desk: Desk, spoken: Spoken, qtbot: QtBot) -> str:
    """A stored conversation with a transcript is open; the id of its message."""
    conversation = Conversation.new()
    conversation.title = "Planning"
    conversation.append(Message.user("What do they want?", spoken.recording))
    part = TranscriptPart(spoken.recording, spoken.transcript)
    answer = conversation.append(
        Message(Role.ASSISTANT, (part, TextPart("To move the release [0:09].")))
    )
    with qtbot.waitSignal(desk.open_conversation.stored, timeout=WAIT_MS):
        desk.open_conversation.open_unsaved(conversation)
    desk.window.show_pane()
    return answer.id


def card_of(desk: Desk, qtbot: QtBot) -> TranscriptView:
    def shown() -> list[TranscriptView]:
        cards = [s for s in desk.pane._layout.visible if isinstance(s, TranscriptCard)]
        return [card.view for card in cards if isinstance(card.view, TranscriptView)]

    qtbot.waitUntil(lambda: bool(shown()), timeout=WAIT_MS)
    return shown()[0]


def panel_of(desk: Desk) -> TranscriptPanel:
    panels = desk.window.findChildren(TranscriptPanel)
    assert len(panels) == 1
    return panels[0]


def test_the_panel_is_not_even_imported_before_it_is_wanted(desk: Desk, answer_id: str) -> None:
    assert desk.window.findChildren(TranscriptPanel) == []


def test_the_card_leads_to_the_panel_and_escape_back(
    desk: Desk, answer_id: str, qtbot: QtBot
) -> None:
    card = card_of(desk, qtbot)
    assert card.accessibleName().startswith("Transcript of meeting.wav. 0:1")
    assert card.accessibleDescription().startswith("Speech 0:1")
    before = desk.pane.width()
    card.open_button.click()
    panel = panel_of(desk)
    assert panel.isVisible()
    assert desk.pane.width() == before - desk.window.shell.panel_width
    assert [segment.text for segment in panel.list.segments] == list(TEXTS)
    assert nameless(panel) == []
    desk.window.activateWindow()
    panel.focus_list()
    QTest.keyClick(panel.list, _K.Key_Escape)
    assert not panel.isVisible()
    assert desk.pane.width() == before


def test_the_shortcut_opens_and_closes_it(desk: Desk, answer_id: str) -> None:
    desk.window.action("transcript").trigger()
    assert panel_of(desk).message_id == answer_id
    assert panel_of(desk).isVisible()
    desk.window.action("transcript").trigger()
    assert not panel_of(desk).isVisible()


def test_without_a_transcript_the_shortcut_says_so(desk: Desk, qtbot: QtBot) -> None:
    desk.window.action("transcript").trigger()
    assert desk.window.findChildren(TranscriptPanel) == []


def test_a_citation_plays_from_its_second(
    desk: Desk, answer_id: str, spoken: Spoken, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    loudspeaker = FakeLoudspeaker(realtime=True)
    monkeypatch.setattr(desk.playback._player, "_output_factory", loudspeaker.open)
    assert isinstance(desk.playback, PlaybackController)
    second = spoken.transcript.segments[3].start_s
    desk.pane.citation_activated.emit(answer_id, second)
    panel = panel_of(desk)
    qtbot.waitUntil(lambda: panel.list.spoken == 3 and panel.playback.is_playing, timeout=WAIT_MS)
    desk.playback.stop()


def test_an_edit_is_in_the_card_in_the_conversation_and_on_disk(
    desk: Desk, answer_id: str, qtbot: QtBot
) -> None:
    card_of(desk, qtbot).open_button.click()
    panel = panel_of(desk)
    panel.list.go_to(0)
    QTest.keyClick(panel.list, _K.Key_Return)
    editor = panel.list.editing.editor
    editor.selectAll()
    QTest.keyClicks(editor, "Good evening.")
    QTest.keyClick(editor, _K.Key_Return)
    version = desk.open_conversation.conversation.versions[answer_id]  # type: ignore[index]
    assert version.message.transcript is not None
    assert version.message.transcript.transcript.segments[0].text == "Good evening."
    assert any(line.text == "Good evening." for line in card_of(desk, qtbot)._shown)
    conversation_id = desk.open_conversation.conversation.id

    def stored() -> str:
        loaded = desk.store.submit(lambda store: store.load(conversation_id)).result(10)
        part = loaded.versions[version.id].message.transcript
        assert part is not None
        return part.transcript.segments[0].text

    qtbot.waitUntil(lambda: stored() == "Good evening.", timeout=WAIT_MS)


def test_what_is_being_written_is_saved_when_the_window_closes(
    desk: Desk, answer_id: str, qtbot: QtBot
) -> None:
    card_of(desk, qtbot).open_button.click()
    panel = panel_of(desk)
    panel.list.editing.begin(0, 0)
    QTest.keyClicks(panel.list.editing.editor, "So. ")
    conversation_id = desk.open_conversation.conversation.id
    desk.window.closing.emit()
    loaded = desk.store.submit(lambda store: store.load(conversation_id)).result(10)
    part = loaded.branch()[-1].message.transcript
    assert part is not None
    assert part.transcript.segments[0].text == f"So. {TEXTS[0]}"


def test_another_conversation_closes_it_and_keeps_what_was_written(
    desk: Desk, answer_id: str, qtbot: QtBot
) -> None:
    card_of(desk, qtbot).open_button.click()
    panel = panel_of(desk)
    panel.list.editing.begin(0, 0)
    QTest.keyClicks(panel.list.editing.editor, "So. ")
    conversation = desk.open_conversation.conversation
    desk.conversations.open_new()
    assert not panel.isVisible()
    assert panel.message_id == ""
    part = conversation.branch()[-1].message.transcript
    assert part is not None
    assert part.transcript.segments[0].text == f"So. {TEXTS[0]}"


def test_in_a_small_window_it_covers_the_conversation_with_a_way_back(
    desk: Desk, answer_id: str, qtbot: QtBot
) -> None:
    card_of(desk, qtbot).open_button.click()
    panel = panel_of(desk)
    assert not panel.header.back.isVisible()
    desk.window.resize(420, 720)
    qtbot.waitUntil(lambda: panel.width() == 420)
    assert not desk.pane.isVisible()
    assert panel.header.back.isVisible()
    assert not panel.header.close_button.isVisible()
    panel.header.back.click()
    assert desk.pane.isVisible()
    assert not panel.isVisible()


@pytest.mark.parametrize("size", [(1_280, 800), (900, 600), (420, 720)])
def test_notices_cover_neither_the_player_nor_the_composer(
    desk: Desk, answer_id: str, size: tuple[int, int], qtbot: QtBot
) -> None:
    desk.window.resize(*size)
    card_of(desk, qtbot).open_button.click()
    panel = panel_of(desk)
    for number in range(4):
        desk.window.notifications.warning(f"Notice {number} of some length", "Do this. " * 20)
    window = desk.window

    def place_of(widget: QWidget) -> QRect:
        return QRect(widget.mapTo(window, QPoint()), widget.size())

    qtbot.waitUntil(lambda: panel.width() >= 320)
    for toast in window.notifications.toasts:
        if toast.isVisible():
            assert not toast.geometry().intersects(place_of(panel.player))
            assert panel.header.isHidden() or not toast.geometry().intersects(
                place_of(panel.header)
            )
            if desk.composer.isVisible():
                assert not place_of(toast).intersects(place_of(desk.composer.card))


def test_its_width_is_kept_within_bounds(desk: Desk, answer_id: str) -> None:
    desk.window.action("transcript").trigger()
    shell, panel = desk.window.shell, panel_of(desk)
    shell.set_panel_width(500)
    assert panel.width() == 500
    shell.set_panel_width(9_000)
    assert shell.panel_width == 720
    shell.set_panel_width(10)
    assert panel.width() == 320


def test_a_transcript_that_grows_is_shown_as_it_does(
    desk: Desk, answer_id: str, spoken: Spoken, qtbot: QtBot
) -> None:
    whole = spoken.transcript
    conversation = desk.open_conversation.conversation
    half = replace(
        whole, language=None, segments=whole.segments[:2], done_s=whole.segments[1].end_s
    )
    desk.window.action("transcript").trigger()
    panel = panel_of(desk)
    part = TranscriptPart(spoken.recording, half)
    version = conversation.update(
        conversation.branch()[-1].id, parts=(part,), status=MessageStatus.STREAMING
    )
    desk.messages.transcript_changed.emit(version)
    assert len(panel.list.segments) == 2
    assert panel.progress.isVisible()
    assert panel.progress.text.text().endswith("heard")
    assert panel.progress.button.text() == "Stop"
    ended = conversation.update(version.id, status=MessageStatus.COMPLETE)
    desk.messages.answer_ended.emit(ended)
    assert panel.progress.text.text().endswith("· stopped")
    assert panel.progress.button.text() == "Continue"
    failed = AnswerDetails(error="Out of memory.", error_hint="Choose a smaller model.")
    ended = conversation.update(version.id, status=MessageStatus.FAILED, answer=failed)
    desk.messages.answer_ended.emit(ended)
    assert panel.problem.text.text() == "Out of memory. Choose a smaller model."


def test_the_card_copies_the_text(desk: Desk, answer_id: str, qtbot: QtBot) -> None:
    card_of(desk, qtbot).copy_button.click()
    assert QApplication.clipboard().text() == " ".join(TEXTS) + "\n"


def test_subtitles_are_exported_by_the_rules_that_were_chosen(
    desk: Desk, answer_id: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card_of(desk, qtbot).export_button.click()
    dialog = desk.window.findChild(ExportDialog)
    assert dialog is not None
    assert nameless(dialog) == []
    assert not dialog.line_length.isVisible()
    dialog.format.setCurrentIndex(dialog.format.findData("srt"))
    assert dialog.line_length.isVisible()
    dialog.line_length.setCurrentIndex(dialog.line_length.findData(32))
    assert "00:00:00,000 --> " in dialog.preview.toPlainText()
    asked: list[str] = []

    def answer(parent: object, title: str, suggestion: str, *_: object) -> tuple[str, str]:
        asked.append(suggestion)
        return str(tmp_path / "talk.srt"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    dialog.accept_button.click()
    assert asked[0].endswith("meeting.srt")
    qtbot.waitUntil((tmp_path / "talk.srt").exists, timeout=WAIT_MS)
    lines = (tmp_path / "talk.srt").read_text("utf-8").splitlines()
    assert lines[0] == "1"
    assert "The numbers from the second" in lines
    assert max(len(line) for line in lines) <= 32
    # The rules are remembered for the next one.
    desk.pane.transcript_exported.emit(answer_id)
    again = desk.window.findChild(ExportDialog)
    assert again is not None
    assert again.line_length.currentData() == 32
    assert again.format.currentData() == "srt"
    again.reject()


def test_other_formats_go_straight_to_the_file_dialog(
    desk: Desk, answer_id: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.window.action("transcript").trigger()
    menu = panel_of(desk).header.menu()
    path = tmp_path / "talk"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    export = next(
        action
        for ways in menu.actions()
        if (sub := ways.menu()) is not None and "Export" in ways.text()
        for action in sub.actions()  # type: ignore[attr-defined]
        if action.objectName() == "export-markdown"
    )
    export.trigger()
    qtbot.waitUntil(path.with_suffix(".md").exists, timeout=WAIT_MS)
    assert path.with_suffix(".md").read_text("utf-8").startswith("**0:00** Good morning")


def test_a_full_disk_is_told(
    desk: Desk, answer_id: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "gone" / "talk.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(nowhere), ""))
    told: list[object] = []
    monkeypatch.setattr(desk.window.notifications, "error", told.append)
    desk.window.action("transcript").trigger()
    panel_of(desk).header.export_requested.emit("txt")
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    assert not nowhere.exists()


@pytest.mark.parametrize(
    ("typed", "proposed", "taken", "wanted"),
    [
        ("a", "txt", "srt", ("a.srt", "srt")),
        ("a.txt", "txt", "srt", ("a.srt", "srt")),
        ("a.vtt", "txt", "txt", ("a.vtt", "vtt")),
        ("a.md", "markdown", "markdown", ("a.md", "markdown")),
        ("a.b", "txt", "txt", ("a.b.txt", "txt")),
    ],
)
def test_the_name_of_the_file_says_its_format(
    typed: str, proposed: str, taken: str, wanted: tuple[str, str]
) -> None:
    assert target(typed, proposed, taken) == wanted
