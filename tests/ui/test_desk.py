"""The whole application in one process, with a scripted model."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest

from gemini_desk.app import Desk
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.diagnostics import Diagnostics
from gemini_desk.paths import assets_dir
from gemini_desk.settings.schema import ChatSettings, Settings
from gemini_desk.settings.settings_store import SettingsStore
from gemini_desk.ui.model_state import ModelPhase
from tests.helpers.scripted_backend import Pause, ScriptedBackend


def build(profile, backend):
    diagnostics = Diagnostics(profile.log_dir)
    loaded = SettingsStore(profile.config_dir / "settings.json").load()
    desk = Desk(profile, loaded, diagnostics, backend_factory=backend.factory)
    desk.furnish()  # what `start` does after the first paint: tests want its signals before
    return desk


@pytest.fixture
def backend():
    return ScriptedBackend()


@pytest.fixture
def desk(qtbot, profile, backend):
    desk = build(profile, backend)
    with qtbot.waitSignal(desk.models.loaded):
        desk.start()
    yield desk
    desk.window.close()
    desk.close()


def write(desk, text):
    QTest.keyClicks(desk.composer.card.prompt, text)


def send(qtbot, desk, text):
    write(desk, text)
    with qtbot.waitSignal(desk.messages.answer_ended) as ended:
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)
    return ended.args[0]


def test_type_send_and_read(qtbot, desk):
    answer = send(qtbot, desk, "one two")
    assert answer.message.text == "one two"
    assert desk.composer.draft().text == ""
    assert desk.models.state.phase is ModelPhase.READY


def test_what_is_chosen_in_the_preferences_is_kept_and_used(qtbot, desk, backend, profile):
    chosen = Settings(
        chat=ChatSettings(system_prompt="Be brief.", send_on_enter=True),
        generation=GenerationParameters(temperature=0.5),
    )
    desk.window.preferences_changed.emit(chosen)
    send(qtbot, desk, "Hi")
    request = backend.requests[-1]
    assert request.messages[0].text == "Be brief."
    assert request.parameters.temperature == 0.5
    file = profile.config_dir / "settings.json"
    qtbot.waitUntil(lambda: file.exists() and SettingsStore(file).load().settings == chosen)


def test_an_example_leaves_the_draft_alone(qtbot, desk):
    write(desk, "what I had begun")
    word = assets_dir() / "samples" / "word.png"
    with qtbot.waitSignal(desk.messages.answer_ended) as ended:
        desk.window.example_chosen.emit("What does it say?", [word])
    assert ended.args[0].message.text == "What does it say?"
    assert desk.composer.draft().text == "what I had begun"
    question = desk.open_conversation.conversation.branch()[0]
    assert [attachment.name for attachment in question.message.attachments] == ["word.png"]


def test_a_text_that_is_pasted_elsewhere_in_the_window_goes_to_the_prompt(desk):
    mime = QMimeData()
    mime.setText("https://example.org/a")
    desk.window.mime_arrived.emit(mime, True)
    assert desk.composer.draft().text == "https://example.org/a"


def test_a_conversation_is_open_again_after_a_restart(qtbot, profile, backend):
    first = build(profile, backend)
    with qtbot.waitSignal(first.models.loaded):
        first.start()
    pause = Pause()
    backend.queue_reply("Hel", pause)
    write(first, "Hi")
    with qtbot.waitSignal(first.messages.text_arrived):
        QTest.keyClick(first.composer.card.prompt, Qt.Key.Key_Return)
    first.window.close()
    first.close()

    second = build(profile, ScriptedBackend())
    with qtbot.waitSignal(
        second.open_conversation.opened,
        check_params_cb=lambda conversation: bool(conversation.versions),
    ):
        second.start()
    question, answer = second.open_conversation.conversation.branch()
    assert (question.message.text, answer.message.text) == ("Hi", "Hel")
    assert answer.unfinished
    second.window.close()
    second.close()


def test_a_second_process_on_the_same_profile_is_told_so(qtbot, desk, profile):
    other = build(profile, ScriptedBackend())
    with qtbot.waitSignal(other.models.loaded):
        other.start()
    qtbot.waitUntil(lambda: bool(other.window.notifications.toasts))
    answer = send(qtbot, other, "Hi")
    assert answer.answer.error, "what cannot be stored is not asked"
    other.window.close()
    other.close()


def test_nothing_slow_is_imported_for_the_first_paint():
    code = (
        "import os, sys; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "import gemini_desk.app\n"
        "print(sorted({'torch', 'transformers', 'numpy', 'PIL', 'sqlite3', 'markdown_it', "
        "'pygments', 'huggingface_hub', 'gemini_desk.ui.conversation.pane'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
