"""The microphone in the joined application: settings, preferences, and who is silenced."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from gemini_desk.settings.schema import AudioSettings
from gemini_desk.ui.composer.sound_inputs import FIRST_PAUSE_S
from gemini_desk.ui.preferences.dialog import PreferencesDialog
from gemini_desk.ui.preferences.sound_page import SoundPage
from gemini_desk.ui.speech.reader import ReadingState

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.app import Desk


@pytest.fixture
def desk(no_microphone: None, desk: Desk) -> Desk:
    """On a computer without one."""
    return desk


def test_what_is_chosen_in_the_menu_is_remembered(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.settings.changed):
        desk.composer.card.recorder.menu.device_chosen.emit("Headset")
    assert desk.settings.settings.audio.input_device == "Headset"


def test_before_there_are_settings_a_pause_is_as_long_as_their_default() -> None:
    assert AudioSettings().hands_free_pause_s == FIRST_PAUSE_S


def test_settings_reach_what_listens(desk: Desk, tmp_path: Path) -> None:
    settings = desk.settings.settings
    audio = replace(
        settings.audio,
        input_device="Headset", hands_free_pause_s=2.5, recordings_dir=str(tmp_path),
    )  # fmt: skip
    desk.settings.change(replace(settings, audio=audio))
    inputs = desk.composer.inputs
    assert desk.composer.card.recorder.menu.device_name == "Headset"
    assert inputs.hands_free.pause_s == 2.5
    assert inputs.recording.folder == inputs.hands_free.folder == tmp_path
    desk.settings.change(replace(settings, audio=replace(audio, hands_free_pause_s=-1.0)))
    assert inputs.hands_free.pause_s == 0.3, "what no ear would bear is not taken"
    desk.settings.change(settings)
    assert inputs.recording.folder != tmp_path


def test_the_page_of_the_preferences_is_joined(qtbot: QtBot, desk: Desk) -> None:
    desk.window.action("preferences").trigger()
    (dialog,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, PreferencesDialog))
    page = next(page for page in dialog.pages if isinstance(page, SoundPage))
    probe = desk.composer.inputs.probe
    assert not probe.is_open
    dialog.show_page(page)
    qtbot.waitUntil(lambda: probe.is_open)
    dialog.done(QDialog.DialogCode.Rejected)
    qtbot.waitUntil(lambda: not probe.is_open)


def test_spoken_turns_leave_out_what_is_played_and_read(desk: Desk) -> None:
    gate = desk.composer.voice.muted_by_playback
    gate._echo_s = 0.0
    assert not gate.is_closed
    desk.playback.position_changed.emit("digest", 0.0, True)
    assert gate.is_closed
    desk.playback.position_changed.emit("digest", 1.0, False)
    assert not gate.is_closed
    desk.reader.state_changed.emit(ReadingState.SPEAKING)
    assert gate.is_closed
    desk.reader.state_changed.emit(ReadingState.IDLE)
    assert not gate.is_closed
