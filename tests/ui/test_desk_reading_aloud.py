"""Reading aloud in the whole window, with the engine that Qt has for tests."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from gemini_desk.settings.schema import SpeechSettings
from gemini_desk.ui.conversation.message_menu import add_selection
from gemini_desk.ui.conversation.message_offers import MessageAction
from gemini_desk.ui.preferences.dialog import PreferencesDialog
from gemini_desk.ui.preferences.sound_page import SoundPage
from gemini_desk.ui.speech.reader import ReadingState
from gemini_desk.ui.speech.reading_strip import ReadingStrip
from gemini_desk.ui.speech.voice_process import ENGINE_VARIABLE
from tests.helpers.scripted_backend import Pause
from tests.ui.test_desk import send, write

_OPEN_MS = 60_000
_SAY_MS = 30_000
_LONG = "One two three four five six seven eight nine ten. " * 6
_KEY = (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


@pytest.fixture(autouse=True)
def voice_for_tests(monkeypatch):
    """Before the desk is made: the program that speaks inherits it."""
    monkeypatch.setenv(ENGINE_VARIABLE, "mock")


@pytest.fixture
def strip(desk):
    return desk.composer.findChild(ReadingStrip)


def speaking(qtbot, desk):
    qtbot.waitUntil(lambda: desk.reader.state is ReadingState.SPEAKING, timeout=_OPEN_MS)


def test_the_key_reads_the_last_answer_pauses_and_goes_on_and_esc_stops(
    qtbot, desk, backend, strip
):
    backend.queue_reply(_LONG)
    answer = send(qtbot, desk, "Hi")
    prompt = desk.composer.card.prompt
    assert strip.isHidden()
    QTest.keyClick(prompt, *_KEY)
    assert strip.isVisible()
    speaking(qtbot, desk)
    assert strip.title == "Reading aloud"
    assert strip.detail.startswith("One two three")
    footer = desk.pane._items.find(answer.id).footer
    assert footer.view.button(MessageAction.READ_ALOUD).accessibleName() == "Stop reading"
    QTest.keyClick(prompt, *_KEY)
    assert strip.title == "Paused"
    QTest.keyClick(prompt, *_KEY)
    speaking(qtbot, desk)
    QTest.keyClick(prompt, Qt.Key.Key_Escape)
    assert strip.isHidden()
    assert desk.reader.state is ReadingState.IDLE
    assert footer.view.button(MessageAction.READ_ALOUD).accessibleName() == "Read aloud"
    assert not desk.window.action("stop").isEnabled()


def test_an_answer_is_read_while_it_is_written_and_esc_stops_the_voice_first(
    qtbot, desk, backend, strip
):
    pause = Pause()
    backend.queue_reply("The first sentence. The second", pause, " one.")
    write(desk, "Hi")
    with qtbot.waitSignal(desk.messages.text_arrived):
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)
    QTest.keyClick(desk.composer.card.prompt, *_KEY)
    qtbot.waitUntil(lambda: desk.reader.state is ReadingState.WAITING, timeout=_OPEN_MS)
    assert "Waiting" in strip.detail
    pause.release()
    with qtbot.waitSignal(desk.reader.finished, timeout=_SAY_MS):
        pass
    assert strip.isHidden()

    pause = Pause()
    backend.queue_reply(_LONG, pause)
    write(desk, "Again")
    with qtbot.waitSignal(desk.messages.text_arrived):
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)
    QTest.keyClick(desk.composer.card.prompt, *_KEY)
    speaking(qtbot, desk)
    QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Escape)
    assert desk.reader.state is ReadingState.IDLE
    assert desk.messages.is_answering
    with qtbot.waitSignal(desk.messages.answer_ended):
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Escape)


def test_the_menu_reads_what_is_selected(qtbot, desk, backend):
    backend.queue_reply(_LONG)
    send(qtbot, desk, "Hi")
    desk.pane._selection.select_all()
    menu = QMenu(desk.pane)
    add_selection(
        menu,
        link="",
        copying=desk.pane._copying,
        select_all=desk.pane._selection.select_all,
        read=desk.pane.commands.selection_read_requested.emit,
    )
    (entry,) = [each for each in menu.actions() if "aloud" in each.text()]
    with qtbot.waitSignal(desk.reader.spoken_changed, timeout=_SAY_MS) as spoken:
        entry.trigger()
    assert spoken.args[0].utterance.text == "Hi"
    desk.reader.stop()


def test_another_conversation_ends_it(qtbot, desk, backend, strip):
    backend.queue_reply(_LONG)
    send(qtbot, desk, "Hi")
    desk.window.action("read-aloud").trigger()
    speaking(qtbot, desk)
    desk.window.action("new").trigger()
    qtbot.waitUntil(strip.isHidden)
    assert desk.reader.state is ReadingState.IDLE


def test_a_recording_is_not_talked_over(qtbot, desk, backend):
    backend.queue_reply(_LONG)
    send(qtbot, desk, "Hi")
    desk.window.action("read-aloud").trigger()
    speaking(qtbot, desk)
    desk.composer.voice.about_to_record.emit()
    assert desk.reader.state is ReadingState.PAUSED


def test_a_system_without_a_voice_says_what_to_install(qtbot, desk, backend, monkeypatch, strip):
    monkeypatch.setenv(ENGINE_VARIABLE, "no such engine")
    send(qtbot, desk, "Hi")
    notices = []
    desk.window.notifications.shown.connect(notices.append)
    desk.window.action("read-aloud").trigger()
    assert strip.title == "Getting ready"
    qtbot.waitUntil(lambda: bool(notices), timeout=_OPEN_MS)
    assert "no voice" in notices[0].text
    assert notices[0].hint
    assert strip.isHidden()


def test_voice_speed_and_pitch_are_chosen_heard_and_kept(qtbot, desk):
    desk.window.action("preferences").trigger()
    dialog = desk.window.findChild(PreferencesDialog)
    page = next(page for page in dialog.pages if isinstance(page, SoundPage))
    qtbot.waitUntil(lambda: page._voice.count() > 1, timeout=_OPEN_MS)
    page._voice.setCurrentIndex(page._voice.findData("Anne"))
    page._rate.setCurrentIndex(page._rate.findText("Quick"))
    with qtbot.waitSignal(desk.speaker.ended, timeout=_SAY_MS):
        page._try.click()
    assert desk.speaker.style.voice == ""
    dialog.save()
    chosen = SpeechSettings(voice="Anne", rate=0.3)
    assert desk.settings.settings.speech == chosen
    assert desk.speaker.style.voice == "Anne"
    assert desk.speaker.style.rate == 0.3


def test_a_voice_that_is_gone_stays_chosen(qtbot, desk):
    settings = desk.settings.settings
    gone = replace(settings, speech=SpeechSettings(voice="Gone", rate=0.11))
    desk.window.preferences_changed.emit(gone)
    desk.window.action("preferences").trigger()
    dialog = desk.window.findChild(PreferencesDialog)
    page = next(page for page in dialog.pages if isinstance(page, SoundPage))
    qtbot.waitUntil(lambda: page._voice.count() > 2, timeout=_OPEN_MS)
    dialog.save()
    assert desk.settings.settings.speech == gone.speech
