"""A held key, with the events that the X server makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from gemini_desk.ui.composer.hold_button import HoldButton

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

_KEY = Qt.Key.Key_Space


@pytest.fixture
def button(qtbot: QtBot) -> HoldButton:
    button = HoldButton("microphone", "Record")
    qtbot.addWidget(button)
    button.show()
    button.setFocus()
    return button


def test_the_repeats_of_a_held_key_do_not_let_go(qtbot: QtBot, button: HoldButton) -> None:
    told: list[str] = []
    button.pressed_down.connect(lambda: told.append("down"))
    button.let_go.connect(lambda _ms: told.append("up"))
    qtbot.keyPress(button, _KEY)
    for _ in range(3):  # as X11 tells of them where Qt does not see that they are repeats
        qtbot.keyRelease(button, _KEY)
        qtbot.keyPress(button, _KEY)
    assert told == ["down"]
    assert button.isDown()
    with qtbot.waitSignal(button.let_go):
        qtbot.keyRelease(button, _KEY)
    assert told == ["down", "up"]
    assert not button.isDown()


def test_a_tap_and_a_tap_are_two(qtbot: QtBot, button: HoldButton) -> None:
    for _ in range(2):
        with qtbot.waitSignals([button.pressed_down, button.let_go], order="strict"):
            qtbot.keyPress(button, _KEY)
            qtbot.keyRelease(button, _KEY)


def test_the_keyboard_going_elsewhere_lets_go_at_once(qtbot: QtBot, button: HoldButton) -> None:
    told: list[int] = []
    button.let_go.connect(told.append)
    qtbot.keyPress(button, _KEY)
    qtbot.keyRelease(button, _KEY)
    button.clearFocus()
    assert len(told) == 1
