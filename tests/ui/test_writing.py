"""Composer, drafts and queue together, in the whole application with a scripted model."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog

from gemini_desk.app import Desk
from gemini_desk.chat.conversation import ContextCut
from gemini_desk.chat.draft import Draft
from gemini_desk.chat.prompt_template import PromptTemplate
from gemini_desk.diagnostics import Diagnostics
from gemini_desk.engine.events import Capabilities
from gemini_desk.paths import assets_dir
from gemini_desk.ui.composer.context_breakdown import ContextBreakdown
from gemini_desk.ui.composer.context_meter import ContextMeter
from gemini_desk.ui.composer.overflow_card import OverflowCard
from gemini_desk.ui.composer.prompt_picker import PromptPicker
from gemini_desk.ui.composer.queue_panel import QueuePanel
from gemini_desk.ui.conversation.views.context_start_view import ContextStartView
from gemini_desk.ui.preferences.prompts_page import PromptsPage
from tests.helpers.scripted_backend import Pause, ScriptedBackend

SAMPLES = assets_dir() / "samples"


def start(qtbot, profile, backend):
    desk = Desk(profile, Diagnostics(profile.log_dir), backend_factory=backend.factory)
    desk.furnish()
    with qtbot.waitSignal(desk.models.loaded):
        desk.start()
    return desk


def end(desk):
    desk.window.close()
    desk.close()


@pytest.fixture
def backend():
    return ScriptedBackend()


@pytest.fixture
def desk(qtbot, profile, backend):
    desk = start(qtbot, profile, backend)
    yield desk
    end(desk)


def write(desk, text):
    QTest.keyClicks(desk.composer.card.prompt, text)


def enter(desk):
    QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)


def panel(desk):
    return desk.composer.findChild(QueuePanel)


def words(desk):
    return [row.words for row in panel(desk).rows()]


def said(desk):
    branch = desk.open_conversation.conversation.branch()
    return [version.message.text for version in branch if version.message.role == "user"]


@pytest.fixture
def pause(qtbot, desk, backend):
    """The model is in the middle of an answer to “first”."""
    pause = Pause()
    backend.queue_reply("Hel", pause, "lo")
    write(desk, "first")
    with qtbot.waitSignal(desk.messages.text_arrived):
        enter(desk)
    return pause


def test_enter_queues_while_it_answers(qtbot, desk, pause):
    for text in ("second", "third"):
        write(desk, text)
        enter(desk)
    assert words(desk) == ["second", "third"]
    assert panel(desk).isVisible()
    assert desk.composer.draft().is_empty
    pause.release()
    qtbot.waitUntil(lambda: said(desk) == ["first", "second", "third"], timeout=10_000)
    qtbot.waitUntil(lambda: not desk.messages.is_answering, timeout=10_000)
    assert not panel(desk).isVisible()


def test_a_message_that_waited_does_not_move_a_reader_who_has_scrolled_up(qtbot, desk, backend):
    for number in range(3):
        backend.queue_reply("\n\n".join(f"Paragraph {number}.{line}" for line in range(30)))
        write(desk, f"question {number}")
        with qtbot.waitSignal(desk.messages.answer_ended):
            enter(desk)
    pause = Pause()
    backend.queue_reply("Hel", pause, "lo")
    backend.queue_reply("\n\n".join(f"Later {line}" for line in range(30)))
    write(desk, "while it answers")
    with qtbot.waitSignal(desk.messages.text_arrived):
        enter(desk)
    write(desk, "this one waits")
    enter(desk)
    bar = desk.pane.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    assert not desk.pane.is_at_end
    place = bar.value()
    with qtbot.waitSignals([desk.messages.answer_ended] * 2):
        pause.release()
    assert said(desk)[-1] == "this one waits"
    assert bar.value() == place


def test_a_message_that_waits_can_be_edited_and_removed_with_undo(qtbot, desk, pause):
    for text in ("second", "third"):
        write(desk, text)
        enter(desk)
    qtbot.mouseClick(panel(desk).rows()[0].edit, Qt.MouseButton.LeftButton)
    assert desk.composer.draft().text == "second"
    assert words(desk) == ["third"]
    write(desk, " thoughts")
    enter(desk)
    assert words(desk) == ["second thoughts", "third"]
    write(desk, "fourth")  # a new one goes behind all
    enter(desk)
    assert words(desk) == ["second thoughts", "third", "fourth"]
    qtbot.mouseClick(panel(desk).rows()[0].remove, Qt.MouseButton.LeftButton)
    assert words(desk) == ["third", "fourth"]
    desk.window.notifications.act_on_newest()
    assert words(desk) == ["second thoughts", "third", "fourth"]
    pause.release()
    sent = ["first", "second thoughts", "third", "fourth"]
    qtbot.waitUntil(lambda: said(desk) == sent, timeout=10_000)
    qtbot.waitUntil(lambda: not desk.messages.is_answering, timeout=10_000)


def test_the_panel_shows_the_queue_of_what_is_open(qtbot, desk, pause):
    write(desk, "second")
    enter(desk)
    first = desk.open_conversation.conversation.id
    desk.window.action("new").trigger()
    assert not panel(desk).isVisible()
    desk.conversations.open_stored(first)
    assert words(desk) == ["second"]
    with qtbot.waitSignal(desk.messages.answer_ended):
        desk.window.action("stop").trigger()
    assert panel(desk).resume.isVisible()
    qtbot.mouseClick(panel(desk).resume, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: said(desk) == ["first", "second"], timeout=10_000)
    qtbot.waitUntil(lambda: not desk.messages.is_answering, timeout=10_000)


def test_switching_conversations_swaps_what_is_written(qtbot, desk):
    write(desk, "one")
    with qtbot.waitSignal(desk.messages.answer_ended):
        enter(desk)
    first = desk.open_conversation.conversation.id
    write(desk, "to the first")
    desk.composer.add_paths([SAMPLES / "word.png"])
    tray = desk.composer.card.tray
    qtbot.waitUntil(lambda: len(tray.attachments()) == 1, timeout=10_000)
    desk.window.action("new").trigger()
    assert desk.composer.draft().is_empty
    write(desk, "to the new one")
    with qtbot.waitSignal(desk.open_conversation.opened):
        desk.window.conversation_selected.emit(first)
    assert desk.composer.draft().text == "to the first"
    assert [kept.name for kept in desk.composer.draft().attachments] == ["word.png"]
    desk.window.action("new").trigger()
    assert desk.composer.draft() == Draft("to the new one")


def test_a_file_that_is_not_ready_yet_stays_with_its_draft(qtbot, desk):
    write(desk, "one")
    with qtbot.waitSignal(desk.messages.answer_ended):
        enter(desk)
    first = desk.open_conversation.conversation.id
    desk.composer.add_paths([SAMPLES / "word.png"])
    assert desk.composer.card.tray.preparing()
    desk.window.action("new").trigger()
    with qtbot.waitSignal(desk.composer.attached_elsewhere):
        pass
    assert desk.composer.draft().is_empty
    with qtbot.waitSignal(desk.open_conversation.opened):
        desk.window.conversation_selected.emit(first)
    assert [kept.name for kept in desk.composer.draft().attachments] == ["word.png"]


def test_a_draft_is_there_after_closing(qtbot, profile, backend):
    desk = start(qtbot, profile, backend)
    write(desk, "half a thought")
    desk.composer.add_paths([SAMPLES / "word.png"])
    tray = desk.composer.card.tray
    qtbot.waitUntil(lambda: len(tray.attachments()) == 1, timeout=10_000)
    end(desk)
    again = start(qtbot, profile, ScriptedBackend())
    qtbot.waitUntil(lambda: again.composer.draft().text == "half a thought", timeout=10_000)
    assert [kept.name for kept in again.composer.draft().attachments] == ["word.png"]
    end(again)


def test_the_meter_counts_what_is_written(qtbot, desk):
    meter = desk.composer.findChild(ContextMeter)
    assert not meter.isVisible(), "nothing is written, nothing was said"
    write(desk, "four words are here")
    qtbot.waitUntil(lambda: meter.isVisible(), timeout=10_000)
    assert meter.usage.prompt_tokens == 4
    assert "4 of " in meter.accessibleName()
    breakdown = desk.window.findChild(ContextBreakdown)
    qtbot.mouseClick(meter, Qt.MouseButton.LeftButton)
    assert breakdown.isVisible()
    assert desk.window.rect().contains(breakdown.geometry())
    assert "Text 4" in breakdown.accessibleDescription()
    qtbot.keyClick(breakdown, Qt.Key.Key_Escape)
    assert not breakdown.isVisible()


def test_what_does_not_fit_is_asked_about(qtbot, desk, backend):
    with qtbot.waitSignal(desk.messages.answer_ended):
        desk.messages.send("first " * 3_000)
    desk.composer.restore_draft("again " * 3_000)
    enter(desk)
    card = desk.composer.findChild(OverflowCard)
    qtbot.waitUntil(lambda: card.isVisible() and card.leave_out.isEnabled(), timeout=10_000)
    assert desk.composer.draft().is_empty
    assert len(words(desk)) == 1, "it waits above the box, and is not lost"
    sent = len(backend.requests)
    with qtbot.waitSignal(desk.messages.answer_ended):
        qtbot.mouseClick(card.leave_out, Qt.MouseButton.LeftButton)
    assert not card.isVisible()
    (only,) = backend.requests[sent].messages
    assert only.text.startswith("again")


def test_the_line_in_the_conversation_takes_the_cut_back(qtbot, desk):
    for text in ("one", "two"):
        write(desk, text)
        with qtbot.waitSignal(desk.messages.answer_ended):
            enter(desk)
    conversation = desk.open_conversation.conversation
    cut = ContextCut(conversation.branch()[2].id, "They said one.")
    desk.open_conversation.set_context_cut(conversation, cut)
    line = next(view for view in desk.pane.findChildren(ContextStartView) if view.isVisible())
    qtbot.mouseClick(line.summary_button, Qt.MouseButton.LeftButton)
    dialog = desk.window.findChild(QInputDialog)
    assert dialog.textValue() == "They said one."
    dialog.setTextValue("They said one, twice.")
    dialog.accept()
    assert conversation.context_cut == ContextCut(cut.first_id, "They said one, twice.")
    qtbot.mouseClick(line.undo_button, Qt.MouseButton.LeftButton)
    assert conversation.context_cut is None
    assert not line.isVisible()
    desk.window.notifications.act_on_newest()
    assert conversation.context_cut.summary == "They said one, twice."


def test_what_does_not_fit_can_go_back_into_the_box(qtbot, desk):
    desk.composer.restore_draft("again " * 9_000)
    enter(desk)
    card = desk.composer.findChild(OverflowCard)
    qtbot.waitUntil(lambda: card.isVisible(), timeout=10_000)
    card.edit.click()
    assert desk.composer.draft().text.startswith("again")
    assert words(desk) == []
    assert not card.isVisible()


def open_library(qtbot, desk):
    """The page of the preferences, reached through the end of the list behind “/”."""
    desk.window.activateWindow()
    desk.composer.focus_prompt()
    qtbot.waitUntil(desk.composer.card.prompt.hasFocus)
    write(desk, "/")
    with qtbot.waitSignal(desk.window.preferences_opened) as opened:
        for key in (Qt.Key.Key_Up, Qt.Key.Key_Return):
            QTest.keyClick(desk.composer.card.prompt, key)
    (dialog,) = opened.args
    return dialog, next(page for page in dialog.pages if isinstance(page, PromptsPage))


def test_the_library_is_behind_a_slash(qtbot, desk, backend):
    qtbot.waitUntil(lambda: bool(desk.writing.prompts.prompts), timeout=10_000)
    write(desk, "/translate")
    picker = desk.window.findChild(PromptPicker)
    assert picker.names() == ["translate", "translate-recording"]
    QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Tab)
    write(desk, "French")
    QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Tab)
    write(desk, "good morning")
    with qtbot.waitSignal(desk.messages.answer_ended):
        enter(desk)
    sent = backend.requests[0].messages[0].text
    assert "to French" in sent
    assert "good morning" in sent


def test_a_model_that_has_learned_a_few_things_is_offered_their_prompts(qtbot, profile):
    backend = ScriptedBackend(capabilities=Capabilities(skills=frozenset({"read-text"})))
    desk = start(qtbot, profile, backend)
    try:
        qtbot.waitUntil(lambda: bool(desk.writing.prompts.prompts))
        own = PromptTemplate("", "letter", "Letter", "Write a letter.")
        desk.writing.prompts.save((own,), ())
        qtbot.waitUntil(lambda: any(each.name == "letter" for each in desk.writing.prompts.prompts))
        write(desk, "/")
        picker = desk.window.findChild(PromptPicker)
        qtbot.waitUntil(picker.isVisible)
        assert set(picker.names()) == {"letter", "read-text"}  # a person's own is always there
    finally:
        end(desk)


def test_the_library_is_kept_in_the_preferences(qtbot, desk, tmp_path):
    qtbot.waitUntil(lambda: bool(desk.writing.prompts.prompts), timeout=10_000)
    dialog, page = open_library(qtbot, desk)
    assert page.isVisible()
    own = PromptTemplate("x", "greet", "Greet", "Say hello to {{name}}.")
    page.add_prompts([own])
    file = tmp_path / "prompts.json"
    with qtbot.waitSignal(desk.writing.prompts.notice):
        page.export_requested.emit(str(file), (own,))
    with qtbot.waitSignal(desk.writing.prompts.prompts_changed):
        dialog.save()
    assert desk.writing.prompts.prompts[-1].name == "greet"

    _, page = open_library(qtbot, desk)
    page._list.setCurrentRow(len(page.prompts) - 1)
    page._remove.click()
    with qtbot.waitSignal(desk.writing.prompts.prompts_read):
        page.import_requested.emit(str(file))
    assert page.prompts[-1].text == own.text
    page.window().reject()
