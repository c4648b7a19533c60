"""The microphone on the page "Sound": which, how loud, and what hands-free waits for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from gemini_desk.errors import AudioDeviceError
from gemini_desk.settings.schema import AudioSettings, Settings
from gemini_desk.ui.background import Background
from gemini_desk.ui.composer.level_bar import LevelBar
from gemini_desk.ui.composer.level_probe import LevelProbe
from gemini_desk.ui.composer.microphones import Microphones
from gemini_desk.ui.controls import ComboBox, IconButton
from gemini_desk.ui.preferences.sound_page import SoundPage
from tests.helpers.fake_microphone import FakeMicrophone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gemini_desk.media.audio_devices import InputDevice


class Bench:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        tone = (0.3 * np.sin(np.arange(160_000) / 5)).astype(np.float32)
        self.microphone = FakeMicrophone(tone, sample_rate_hz=16_000, realtime=True)
        self.devices: list[InputDevice] = [self.microphone.device]
        self.background = Background("microphones")
        self.microphones = Microphones(self.background, lambda: tuple(self.devices))
        self.probe = LevelProbe(self.background, self.microphone.open)
        self.page = SoundPage()
        qtbot.addWidget(self.page)
        self.page.microphone.join(self.microphones, self.probe)
        self.page.load(Settings())

    @property
    def combo(self) -> ComboBox:
        return next(
            combo for combo in self.page.findChildren(ComboBox)
            if combo.accessibleName() == "Record from"
        )  # fmt: skip

    @property
    def texts(self) -> list[str]:
        return [self.combo.itemText(index) for index in range(self.combo.count())]

    @property
    def note(self) -> str:
        label = self.combo.parentWidget().findChild(QLabel, "explanation")
        assert isinstance(label, QLabel)
        return label.text()

    def close(self) -> None:
        self.page.hide()
        self.background.close()
        self.probe.close()
        self.microphones.close()


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(qtbot)
    yield bench
    bench.close()


def test_nothing_is_opened_before_the_page_is_seen(bench: Bench) -> None:
    assert bench.microphone.opened_with == []


def test_microphones_are_listed_and_the_level_moves_while_it_is_seen(bench: Bench) -> None:
    bench.page.show()
    bench.qtbot.waitUntil(lambda: len(bench.texts) == 2)
    assert bench.texts == ["System default (Fake microphone)", "Fake microphone"]
    bar = bench.page.findChild(LevelBar)
    assert bar is not None
    bench.qtbot.waitUntil(lambda: bar.share > 0.5)
    assert bench.note == "Say something: the bar should move."
    bench.page.hide()
    bench.qtbot.waitUntil(lambda: not bench.microphone.is_open)


def test_another_choice_is_listened_to_and_saved(bench: Bench) -> None:
    bench.page.show()
    bench.qtbot.waitUntil(lambda: len(bench.texts) == 2)
    bench.combo.setCurrentIndex(1)
    bench.qtbot.waitUntil(lambda: bench.microphone.opened_with[-1] is not None)
    assert bench.page.save(Settings()).audio == AudioSettings(input_device="Fake microphone")


def test_one_that_is_not_connected_stays_chosen(bench: Bench) -> None:
    bench.page.load(Settings(audio=AudioSettings(input_device="Headset")))
    bench.page.show()
    bench.qtbot.waitUntil(lambda: "Headset (not connected)" in bench.texts)
    bench.qtbot.waitUntil(lambda: "is used instead" in bench.note)
    assert bench.page.save(Settings()).audio.input_device == "Headset"
    muted = replace(bench.microphone.device, name="Headset", is_muted=True, is_default=False)
    bench.devices.append(muted)
    bench.microphones.refresh()
    bench.qtbot.waitUntil(lambda: "Headset (muted)" in bench.texts)
    assert bench.combo.currentText() == "Headset (muted)"


def test_why_nothing_is_heard_is_said(bench: Bench) -> None:
    bench.microphone.error = AudioDeviceError("This program may not use the microphone.")
    bench.page.show()
    bench.qtbot.waitUntil(lambda: bench.note == "This program may not use the microphone.")


def test_the_folder_can_be_taken_back(bench: Bench) -> None:
    bench.page.load(Settings(audio=AudioSettings(recordings_dir="/somewhere/else")))
    bench.page.show()
    (reset,) = (
        button for button in bench.page.findChildren(IconButton)
        if button.accessibleName() == "Use the application's own folder"
    )  # fmt: skip
    assert reset.isVisible()
    reset.click()
    assert not reset.isVisible()
    assert bench.page.save(Settings()).audio.recordings_dir == ""
