"""The screen and the microphone that the end-to-end tests stand on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.helpers.virtual_microphone import VirtualMicrophone


@pytest.mark.microphone
def test_speech_played_into_the_microphone_is_recorded(
    virtual_microphone: VirtualMicrophone,
) -> None:
    import sounddevice

    blocks: list[np.ndarray] = []

    def keep(block: np.ndarray, *_: object) -> None:
        blocks.append(block.copy())

    names = [device["name"] for device in sounddevice.query_devices()]
    assert "pulse" in names
    with sounddevice.InputStream(
        samplerate=16_000, channels=1, dtype="float32", device="pulse", callback=keep
    ):
        virtual_microphone.speak("hello there")
        time.sleep(0.5)  # the server's own delay
    samples = np.concatenate(blocks)[:, 0]
    loudness = np.sqrt(
        np.mean(
            samples.reshape(-1, 1)[: len(samples) // 1600 * 1600].reshape(-1, 1600) ** 2, axis=1
        )
    )
    assert loudness.max() > 0.03
    assert loudness.min() < 0.001, "silence stays silent"


@pytest.mark.microphone
def test_a_machine_without_a_microphone_lists_none(no_microphone: None) -> None:
    import sounddevice

    assert [d for d in sounddevice.query_devices() if d["max_input_channels"]] == []


@pytest.mark.display
def test_a_window_on_the_real_display_takes_the_keyboard(qtbot: QtBot) -> None:
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QLineEdit

    assert QGuiApplication.platformName() == "xcb"
    line = QLineEdit()
    qtbot.addWidget(line)
    with qtbot.waitActive(line):
        line.show()
        line.activateWindow()
    qtbot.keyClicks(line, "hello")
    assert line.text() == "hello"
