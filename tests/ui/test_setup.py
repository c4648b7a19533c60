"""Instructions and presets of a conversation: panel, dialog, button."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QListWidget, QPlainTextEdit

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.preset import Preset
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.paths import assets_dir
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.controls import IconButton
from gemini_desk.ui.preferences.parameter_field import ParameterField
from gemini_desk.ui.setup.preset_dialog import PresetDialog
from gemini_desk.ui.setup.preset_icons import preset_icon
from gemini_desk.ui.setup.setup_panel import SetupPanel
from tests.helpers.window_bench import make_window

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.main_window import MainWindow

BRIEF = Preset("built-in:brief", "Brief", "text", "Answer in one sentence.")
DUTCH = Preset(
    "dutch", "Dutch", "🇳🇱", "Antwoord in het Nederlands.", GenerationParameters(temperature=0.5),
    "owner/small-vlm",
)  # fmt: skip


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = make_window(qtbot, assets=assets_dir())
    window.setup.set_presets((BRIEF, DUTCH))
    window.setup.set_models(["starter", "owner/small-vlm"])
    return window


@pytest.fixture
def panel(window: MainWindow) -> SetupPanel:
    window.action("setup").trigger()
    panel = window.findChild(SetupPanel)
    assert panel is not None
    assert panel.isVisible()
    return panel


def field(panel: SetupPanel | PresetDialog, name: str) -> ParameterField:
    return next(it for it in panel.findChildren(ParameterField) if it.spec.name == name)


def test_instructions_are_taken_when_the_panel_closes(
    window: MainWindow, panel: SetupPanel, qtbot: QtBot
) -> None:
    prompt = panel.findChild(QPlainTextEdit)
    assert prompt is not None
    assert prompt.hasFocus()
    qtbot.keyClicks(prompt, "Be kind.")
    temperature = field(panel, "temperature").findChild(QLineEdit)
    assert temperature is not None
    qtbot.keyClicks(temperature, "0,2")
    with qtbot.waitSignal(window.setup.edited) as edited:
        qtbot.keyClick(temperature, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    parameters = GenerationParameters(temperature=0.2)
    assert edited.args == [ConversationSetup("", "Be kind.", parameters)]


def test_a_conversation_may_think_where_the_others_do_not(
    window: MainWindow, panel: SetupPanel, qtbot: QtBot
) -> None:
    combos = panel.findChildren(QComboBox)
    thinking = next(it for it in combos if it.accessibleName() == "Before it answers")
    assert thinking.currentData() is None
    thinking.setCurrentIndex(thinking.findData(True))
    with qtbot.waitSignal(panel.setup_edited) as edited:
        panel.close_panel()
    assert edited.args[0].thinking is True
    panel.set_setup(edited.args[0])
    assert thinking.currentData() is True


def test_a_model_that_cannot_think_says_so(window: MainWindow, panel: SetupPanel) -> None:
    combos = panel.findChildren(QComboBox)
    thinking = next(it for it in combos if it.accessibleName() == "Before it answers")
    reason = "The model that is loaded cannot think before it answers."
    window.setup.set_thinking_obstacle(reason)
    assert not thinking.isEnabled()
    assert thinking.accessibleDescription() == reason
    (said,) = (it for it in panel.findChildren(QLabel) if it.text() == reason)
    assert said.isVisible()
    window.setup.set_thinking_obstacle("")
    assert thinking.isEnabled()
    assert not said.isVisible()


def test_a_number_that_cannot_be_used_leaves_what_was(
    window: MainWindow, panel: SetupPanel, qtbot: QtBot
) -> None:
    longest = field(panel, "max_new_tokens").findChild(QLineEdit)
    assert longest is not None
    qtbot.keyClicks(longest, "many")
    with qtbot.assertNotEmitted(window.setup.edited):
        panel.close_panel()
    assert field(panel, "max_new_tokens").problem


def test_fields_without_a_place_in_the_panel_are_kept(
    window: MainWindow, panel: SetupPanel, qtbot: QtBot
) -> None:
    setup = ConversationSetup(parameters=GenerationParameters(top_k=7, stop=("END",)))
    panel.close_panel()
    window.setup.set_setup(setup)
    window.action("setup").trigger()
    prompt = panel.findChild(QPlainTextEdit)
    assert prompt is not None
    with qtbot.waitSignal(window.setup.edited) as edited:
        qtbot.keyClicks(prompt, "x")
    assert edited.args == [replace(setup, system_prompt="x")]


def test_choosing_a_preset_and_showing_it(
    window: MainWindow, panel: SetupPanel, qtbot: QtBot
) -> None:
    combo = next(it for it in panel.findChildren(QComboBox) if it.accessibleName() == "Preset")
    assert [combo.itemText(row) for row in range(combo.count())] == ["None", "Brief", "Dutch"]
    combo.setFocus()
    with qtbot.waitSignal(window.setup.preset_chosen) as chosen:
        qtbot.keyClick(combo, Qt.Key.Key_End)
    assert chosen.args == ["dutch"]
    window.setup.set_setup(DUTCH.setup())
    button = window._parts.header.setup_button
    assert button.text().strip() == "Dutch"
    assert "Dutch" in button.accessibleName()
    prompt = panel.findChild(QPlainTextEdit)
    assert prompt is not None
    assert prompt.toPlainText() == DUTCH.system_prompt
    window.resize(420, 700)
    qtbot.waitUntil(lambda: not button.text().strip())


def open_dialog(window: MainWindow) -> PresetDialog:
    window.action("presets").trigger()
    return window.findChildren(PresetDialog)[-1]  # one that was closed goes with the next event


def press(qtbot: QtBot, dialog: PresetDialog, name: str) -> None:
    button = next(it for it in dialog.findChildren(IconButton) if it.accessibleName() == name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_presets_are_made_copied_changed_and_removed(window: MainWindow, qtbot: QtBot) -> None:
    dialog = open_dialog(window)
    names = dialog.findChild(QListWidget)
    assert names is not None
    assert [names.item(row).text() for row in range(names.count())] == ["Brief", "Dutch"]
    name = next(it for it in dialog.findChildren(QLineEdit) if it.accessibleName() == "Name")
    assert name.isReadOnly()  # a built-in one
    press(qtbot, dialog, "Copy this preset")
    assert not name.isReadOnly()
    name.clear()
    qtbot.keyClicks(name, "Very brief")
    assert names.item(2).text() == "Very brief"
    names.setCurrentRow(1)
    press(qtbot, dialog, "Remove this preset")
    with qtbot.waitSignal(window.setup.presets_saved) as saved:
        dialog._save()
    assert saved.args is not None
    changed, removed = saved.args
    assert removed == ("dutch",)
    assert [(it.name, it.system_prompt) for it in changed] == [
        ("Very brief", "Answer in one sentence.")
    ]
    assert not changed[0].is_built_in


def test_a_preset_without_a_name_is_not_saved(window: MainWindow, qtbot: QtBot) -> None:
    dialog = open_dialog(window)
    press(qtbot, dialog, "New preset")
    name = next(it for it in dialog.findChildren(QLineEdit) if it.accessibleName() == "Name")
    name.clear()
    with qtbot.assertNotEmitted(window.setup.presets_saved):
        dialog._save()
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: dialog.focusWidget() is name)


def test_files_are_asked_for_and_imported_presets_get_ids_of_their_own(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_dialog(window)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/tmp/in.json", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/tmp/out.json", ""))
    with qtbot.waitSignal(window.setup.import_requested) as wanted:
        press(qtbot, dialog, "Import from a file…")
    assert wanted.args == ["/tmp/in.json"]
    with qtbot.waitSignal(window.setup.export_requested) as written:
        press(qtbot, dialog, "Export to a file…")
    assert written.args == ["/tmp/out.json", (DUTCH,)]
    window.setup.add_presets((DUTCH, replace(DUTCH, name="Flemish")))
    window.setup.add_presets((DUTCH,))  # imported twice
    with qtbot.waitSignal(window.setup.presets_saved) as saved:
        dialog._save()
    assert saved.args is not None
    (added,) = saved.args[0]
    assert added.name == "Flemish"
    assert added.id != "dutch"


def test_icons_of_presets(qtbot: QtBot) -> None:
    for name in ("image", "🇳🇱", "", "no such icon"):
        assert not preset_icon(name).pixmap(18, 18).isNull()


def temperature_of(window: MainWindow) -> QLineEdit:
    field = next(it for it in window.findChildren(ParameterField) if it.isVisible()).findChild(
        QLineEdit
    )
    assert field is not None
    return field


def test_a_number_that_cannot_be_used_does_not_take_the_keyboard(
    window: MainWindow, panel: SetupPanel, qtbot: QtBot
) -> None:
    number = temperature_of(window)
    number.setFocus()
    qtbot.keyClicks(number, "-1")
    prompt = panel.findChild(QPlainTextEdit)
    assert prompt is not None
    prompt.setFocus()
    qtbot.keyClicks(prompt, "Be brief.")
    with qtbot.waitSignal(panel._timer.timeout):
        pass
    assert prompt.hasFocus()
    assert number.text() == "-1"
    assert any(it.problem for it in panel.findChildren(ParameterField))  # but it is marked


def test_a_model_that_is_not_here_stays_chosen(
    window: MainWindow, panel: SetupPanel, qtbot: QtBot
) -> None:
    window.setup.set_setup(ConversationSetup(model="owner/elsewhere"))
    window.setup.set_models(["starter"])
    with qtbot.assertNotEmitted(window.setup.edited):
        panel.close_panel()
    window.action("setup").trigger()
    prompt = panel.findChild(QPlainTextEdit)
    assert prompt is not None
    with qtbot.waitSignal(window.setup.edited) as edited:
        qtbot.keyClicks(prompt, "Be brief.")
    assert edited.args == [ConversationSetup(system_prompt="Be brief.", model="owner/elsewhere")]


def test_escape_asks_before_it_throws_changed_presets_away(
    window: MainWindow, qtbot: QtBot
) -> None:
    dialog = open_dialog(window)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()  # nothing was changed
    dialog = open_dialog(window)
    press(qtbot, dialog, "New preset")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    question = dialog.findChild(Confirmation)
    assert question is not None
    question.reject()
    assert dialog.isVisible()
    with qtbot.assertNotEmitted(window.setup.presets_saved):
        dialog.close()
        dialog.findChildren(Confirmation)[-1].accept()
        qtbot.waitUntil(lambda: not dialog.isVisible())


def test_a_preset_with_a_number_that_cannot_be_used_is_not_left(
    window: MainWindow, qtbot: QtBot
) -> None:
    dialog = open_dialog(window)
    names = dialog.findChild(QListWidget)
    assert names is not None
    names.setCurrentRow(1)
    number = temperature_of(window)
    number.selectAll()
    number.setFocus()
    qtbot.keyClicks(number, "99")
    name = next(it for it in dialog.findChildren(QLineEdit) if it.accessibleName() == "Name")
    name.setFocus()
    qtbot.keyClicks(name, "!!")
    assert name.text() == "Dutch!!"  # the keyboard stayed
    names.setCurrentRow(0)
    qtbot.waitUntil(lambda: names.currentRow() == 1)
    assert number.text() == "99"
    press(qtbot, dialog, "New preset")  # nor by a button
    assert names.currentRow() == 1
    number.setText("0.7")
    names.setCurrentRow(0)
    with qtbot.waitSignal(window.setup.presets_saved) as saved:
        dialog._save()
    assert saved.args is not None
    ((changed,), _) = saved.args
    assert (changed.name, changed.parameters.temperature) == ("Dutch!!", 0.7)
