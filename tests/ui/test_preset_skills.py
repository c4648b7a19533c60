"""A model that says what it has learned is offered the presets for that, and a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QComboBox

from gemini_desk.app import Desk
from gemini_desk.chat.preset import Preset, new_preset_id
from gemini_desk.diagnostics import Diagnostics
from gemini_desk.engine.events import Capabilities
from gemini_desk.storage.library_file import built_in_presets, built_in_prompts
from gemini_desk.storage.library_json import preset_to_object
from gemini_desk.ui.setup.setup_panel import SetupPanel
from tests.helpers.scripted_backend import ScriptedBackend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gemini_desk.paths import Profile

OWN = Preset(new_preset_id(), "Letters", system_prompt="Write letters.")


@pytest.fixture
def desk(qtbot: QtBot, profile: Profile) -> Iterator[Desk]:
    backend = ScriptedBackend(capabilities=Capabilities(skills=frozenset({"read-text"})))
    desk = Desk(profile, Diagnostics(profile.log_dir), backend_factory=backend.factory)
    desk.furnish()
    with qtbot.waitSignal(desk.models.loaded):
        desk.start()
    yield desk
    desk.window.close()
    desk.close()


def offered(desk: Desk) -> list[str]:
    panel = desk.window.findChild(SetupPanel)
    assert panel is not None
    combo = next(
        each for each in panel.findChildren(QComboBox) if each.accessibleName() == "Preset"
    )
    return [combo.itemText(row) for row in range(combo.count())]


def test_only_what_it_has_learned_and_ones_own_is_offered(desk: Desk, qtbot: QtBot) -> None:
    desk.window.action("setup").trigger()
    qtbot.waitUntil(lambda: offered(desk) == ["None", "Read text"])
    desk.window.setup.presets_saved.emit((OWN,), ())
    qtbot.waitUntil(lambda: offered(desk) == ["None", "Read text", "Letters"])


def test_the_preset_of_the_conversation_stays_in_sight(desk: Desk, qtbot: QtBot) -> None:
    desk.window.action("setup").trigger()
    qtbot.waitUntil(lambda: offered(desk) == ["None", "Read text"])
    translate = next(each for each in built_in_presets() if each.name == "Translate")
    desk.window.setup.preset_chosen.emit(translate.id)
    qtbot.waitUntil(lambda: "Translate" in offered(desk))


def test_what_ships_names_a_skill_and_a_copy_none() -> None:
    assert all(preset.skill for preset in built_in_presets())
    prompts = {prompt.name for prompt in built_in_prompts()}
    skills = {preset.skill for preset in built_in_presets()}
    assert skills - prompts == {"brief-answers"}  # the others are those of the prompts
    copied = built_in_presets()[0].copy()
    assert not copied.skill
    assert "skill" not in preset_to_object(built_in_presets()[0])
