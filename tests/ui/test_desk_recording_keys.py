"""The keys of the microphone, wherever in the window the keyboard is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gemini_desk.ui.composer.hands_free import HandsFreeState
from gemini_desk.ui.composer.recording import RecordingState
from gemini_desk.ui.model_button import ModelButton
from tests.helpers.fake_microphone import FakeMicrophone
from tests.helpers.media_files import sound_file, tone
from tests.helpers.scripted_backend import ScriptedBackend
from tests.helpers.whole_desk import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.app import Desk
    from gemini_desk.paths import Profile

_WAIT_MS = 20_000


@pytest.fixture
def desk(qtbot: QtBot, profile: Profile, tmp_path: Path) -> Iterator[Desk]:
    desk = build(profile, ScriptedBackend())
    microphone = FakeMicrophone(sound_file(tmp_path, "hum.wav", tone(1.0)))
    for source in (desk.composer.inputs.recording, desk.composer.inputs.hands_free):
        source._input_factory = microphone.open
    with qtbot.waitSignal(desk.models.loaded):
        desk.start()
    desk.window.activateWindow()
    yield desk
    desk.window.close()
    desk.close()


@pytest.mark.parametrize("action", ["record", "hands-free"])
def test_esc_ends_it_from_the_conversation_too(qtbot: QtBot, desk: Desk, action: str) -> None:
    inputs = desk.composer.inputs
    desk.window.action(action).trigger()
    qtbot.waitUntil(
        lambda: (
            inputs.recording.state is RecordingState.RECORDING
            or inputs.hands_free.state is HandsFreeState.ON
        ),
        timeout=_WAIT_MS,
    )
    elsewhere = desk.window.findChild(ModelButton)
    elsewhere.setFocus()
    QTest.keyClick(elsewhere, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not inputs.active, timeout=_WAIT_MS)
    assert desk.composer.draft().is_empty
    assert not desk.window.action("stop").isEnabled()
