"""The keys of the microphone, wherever in the window the keyboard is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gemini_desk.ui.composer import recording
from gemini_desk.ui.composer.hands_free import HandsFreeState
from gemini_desk.ui.composer.recording import RecordingState
from gemini_desk.ui.model_button import ModelButton
from tests.helpers.fake_microphone import FakeMicrophone
from tests.helpers.media_files import sound_file, tone

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.app import Desk
    from gemini_desk.ui.notice import Notice

_WAIT_MS = 20_000


@pytest.fixture
def desk(desk: Desk, tmp_path: Path) -> Desk:
    """With a microphone that hums."""
    microphone = FakeMicrophone(sound_file(tmp_path, "hum.wav", tone(1.0)))
    for source in (desk.composer.inputs.recording, desk.composer.inputs.hands_free):
        source._input_factory = microphone.open
    return desk


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


def test_a_long_recording_that_was_thrown_away_can_be_brought_back(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "LONG_S", 0.5)
    notices: list[Notice] = []
    desk.window.notifications.shown.connect(notices.append)
    source = desk.composer.inputs.recording
    for _ in range(2):
        desk.window.action("record").trigger()
        qtbot.waitUntil(lambda: source.elapsed_s >= 0.9, timeout=_WAIT_MS)
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: bool(notices), timeout=_WAIT_MS)
        assert desk.composer.draft().is_empty
        notice = notices.pop()
        assert notice.text == "The recording was thrown away"
    desk.window.action("notice-action").trigger()
    qtbot.waitUntil(lambda: len(desk.composer.draft().attachments) == 1, timeout=_WAIT_MS)
    (first,) = list(source.folder.glob("*.flac"))
    source._thrown_away._forget.timeout.emit()  # a while later
    qtbot.waitUntil(lambda: not first.exists(), timeout=_WAIT_MS)
    assert notice.action is not None
    notice.action.run()
    assert len(desk.composer.draft().attachments) == 1, "it came back once"
