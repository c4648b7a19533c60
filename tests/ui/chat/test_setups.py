"""Setups and presets: the controller on a real database."""

import pytest

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.preset import Preset
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.ui.background import Background
from gemini_desk.ui.chat.setup_controller import SetupController


@pytest.fixture
def setups(parts):
    background = Background("test")
    yield SetupController(parts.open, parts.calls, background)
    background.close()


def test_a_setup_steers_the_next_answer_and_is_kept(qtbot, parts, setups):
    setup = ConversationSetup("", "Be brief.", GenerationParameters(temperature=0.25))
    setups.apply(setup)  # before there is anything on disk
    begun = parts.conversation
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send("Hi")
    assert parts.on_disk().setup == setup
    request = parts.backend.requests[-1]
    assert request.messages[0].text == "Be brief."
    assert request.parameters.temperature == 0.25
    other = ConversationSetup("", "Be long.")
    setups.apply(other)
    assert parts.on_disk().setup == other
    parts.conversations.open_new()
    assert setups.setup == ConversationSetup()
    with qtbot.waitSignal(setups.setup_changed) as changed:
        parts.conversations.open_stored(begun.id)
    assert changed.args[0] == other


def test_presets_are_used_saved_and_removed(qtbot, parts, setups):
    mine = Preset("mine", "Mine", "", "Be kind.", GenerationParameters(), "owner/model")
    with qtbot.waitSignal(setups.presets_changed) as changed:
        setups.save_presets((mine,))
    assert changed.args[0][-1] == mine
    assert changed.args[0][0].is_built_in
    with qtbot.waitSignal(setups.model_wanted) as wanted:
        setups.use_preset("mine")
    assert wanted.args == ["owner/model"]
    assert setups.setup == mine.setup()
    setups.use_preset("")
    assert setups.setup == ConversationSetup()
    with qtbot.waitSignal(setups.presets_changed) as changed:
        setups.remove_preset("mine")
    assert mine not in changed.args[0]


def test_presets_go_through_a_file(qtbot, setups, tmp_path):
    mine = Preset("mine", "Mine", "", "Be kind.")
    path = tmp_path / "presets.json"
    with qtbot.waitSignal(setups.notice) as said:
        setups.write_file(str(path), (mine,))
    assert said.args[0] == "info"
    with qtbot.waitSignal(setups.presets_read) as read:
        setups.read_file(str(path))
    assert [(it.name, it.system_prompt) for it in read.args[0]] == [("Mine", "Be kind.")]
    path.write_text("{")
    with qtbot.waitSignal(setups.notice) as said:
        setups.read_file(str(path))
    assert said.args[0] == "error"
