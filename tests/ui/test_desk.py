"""The whole application in one process, with a scripted model."""

import subprocess
import sys
from dataclasses import replace

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import ThoughtPart
from gemini_desk.paths import assets_dir
from gemini_desk.settings.schema import ChatSettings, Settings
from gemini_desk.settings.settings_store import SettingsStore
from gemini_desk.ui.controls import CancellableLineEdit
from gemini_desk.ui.conversation_search.hits import HitRole
from gemini_desk.ui.conversation_search.panel import HitsView
from gemini_desk.ui.model_state import ModelPhase
from gemini_desk.ui.shortcuts import ACTIONS
from tests.helpers.scripted_backend import Pause, ScriptedBackend, Thought
from tests.helpers.whole_desk import build


def write(desk, text):
    QTest.keyClicks(desk.composer.card.prompt, text)


def send(qtbot, desk, text):
    write(desk, text)
    with qtbot.waitSignal(desk.messages.answer_ended) as ended:
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)
    return ended.args[0]


def test_every_action_does_something(desk):
    dead = [
        spec.name
        for spec in ACTIONS
        if desk.window.action(spec.name).receivers("2triggered(bool)") == 0
    ]
    assert dead == []


def test_the_cursor_stands_in_the_message_before_anything_is_painted(qtbot, profile, backend):
    desk = build(profile, backend)
    desk.start()
    assert desk.window.focusWidget() is desk.composer.card.prompt
    desk.window.close()
    desk.close()


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


def test_a_model_thinks_and_its_thoughts_are_kept_but_never_read_again(qtbot, desk, backend):
    desk.window.preferences_changed.emit(Settings(chat=ChatSettings(thinking=True)))
    backend.queue_reply(Thought("Hm. "), Thought("Well."), "Yes.")
    answer = send(qtbot, desk, "Is it?")
    assert backend.requests[-1].enable_thinking
    thought, text = answer.message.parts
    assert (thought.text, text.text) == ("Hm. Well.", "Yes.")
    assert thought.duration_s is not None
    item = desk.pane._items.find(answer.id)
    assert item.thinking.source == "Hm. Well."
    assert not item.thinking.is_open
    conversation = desk.open_conversation.conversation
    stored = desk.store.submit(lambda store: store.load(conversation.id)).result(10)
    kept, said = stored.versions[answer.id].message.parts
    assert (kept.text, said.text) == ("Hm. Well.", "Yes.")
    # Without them, and without thinking, where the conversation says so.
    conversation.setup = replace(conversation.setup, thinking=False)
    send(qtbot, desk, "Sure?")
    request = backend.requests[-1]
    assert not request.enable_thinking
    assert [message.text for message in request.messages] == ["Is it?", "Yes.", "Sure?"]
    assert not any(isinstance(p, ThoughtPart) for m in request.messages for p in m.parts)


def test_an_answer_that_is_stopped_in_its_thought_keeps_it(qtbot, desk, backend):
    pause = Pause()
    backend.queue_reply(Thought("Hm"), pause, "never")
    write(desk, "Is it?")
    QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: getattr(desk.pane._items.last, "thinking", None) is not None, timeout=10_000
    )
    assert desk.pane._items.last.thinking.is_open
    with qtbot.waitSignal(desk.messages.answer_ended) as ended:
        desk.messages.stop()
    (thought,) = ended.args[0].message.parts
    assert thought.text == "Hm"
    assert not desk.pane._items.last.thinking.is_open


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


def test_nothing_slow_is_imported_for_the_first_paint():
    code = (
        "import os, sys; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "import gemini_desk.app\n"
        "print(sorted({'torch', 'transformers', 'numpy', 'PIL', 'sqlite3', 'markdown_it', "
        "'pygments', 'huggingface_hub', 'gemini_desk.ui.conversation.pane'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def search_for(qtbot, desk, words):
    """Type into the search; the view of what it found."""
    desk.window.action("search").trigger()
    field = next(
        it
        for it in desk.window.findChildren(CancellableLineEdit)
        if it.accessibleName() == "Search conversations"
    )
    field.clear()
    with qtbot.waitSignal(desk.search.found, check_params_cb=lambda it, _: it.text == words):
        QTest.keyClicks(field, words)
    return desk.window.findChild(HitsView)


def test_a_search_leads_to_a_message_of_another_conversation_and_branch(qtbot, desk):
    first = send(qtbot, desk, "the lighthouse at dawn")
    with qtbot.waitSignal(desk.messages.answer_ended):
        desk.messages.regenerate(first.id)
    wanted = desk.open_conversation.conversation.id
    newest = desk.open_conversation.conversation.leaf_id
    assert newest != first.id
    desk.window.new_conversation_requested.emit()
    send(qtbot, desk, "something else")
    hits = search_for(qtbot, desk, "lighthouse dawn")
    rows = [hits.model().index(row, 0).data(HitRole.HIT) for row in range(hits.model().rowCount())]
    row = [hit.message_id for hit in rows].index(first.id)  # an answer that is not in sight
    hits.setCurrentIndex(hits.model().index(row, 0))
    with qtbot.waitSignal(desk.open_conversation.opened):
        QTest.keyClick(hits, Qt.Key.Key_Return)
    conversation = desk.open_conversation.conversation
    assert conversation.id == wanted
    qtbot.waitUntil(lambda: conversation.leaf_id == first.id)
    assert desk.pane.jump_to(first.id)  # it is in the pane now


def test_one_types_on_where_one_was_when_a_panel_is_closed(qtbot, desk):
    prompt = desk.composer.card.prompt
    write(desk, "begun ")
    for action in ("setup", "choose-model"):
        desk.window.action(action).trigger()
        qtbot.waitUntil(lambda: desk.window.focusWidget() is not prompt)
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Escape)
        assert desk.window.focusWidget() is prompt, action


def test_instructions_chosen_in_the_window_reach_the_model(qtbot, desk, backend):
    qtbot.waitUntil(lambda: bool(desk.setups.presets))
    brief = next(it for it in desk.setups.presets if "rief" in it.name)
    desk.window.setup.preset_chosen.emit(brief.id)
    send(qtbot, desk, "Hi")
    assert backend.requests[-1].messages[0].text == brief.system_prompt
    assert brief.name in desk.window._parts.header.setup_button.accessibleName()
    desk.window.new_conversation_requested.emit()
    assert brief.name not in desk.window._parts.header.setup_button.accessibleName()


def test_the_list_keeps_order_as_the_person_asks(qtbot, desk):
    send(qtbot, desk, "keep me")
    wanted = desk.open_conversation.conversation.id
    view = desk.window.sidebar.list
    qtbot.waitUntil(lambda: view.conversations.index_of(wanted).isValid())
    menu = view.menu_for(view.conversations.index_of(wanted))
    with qtbot.waitSignal(desk.organisation.listing_changed):
        next(it for it in menu.actions() if it.text() == "Pin to the top").trigger()
    qtbot.waitUntil(lambda: view.conversations.index(0).data() == "Pinned")
