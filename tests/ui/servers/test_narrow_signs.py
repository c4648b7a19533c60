"""A server in a narrow window: which model it is, and where messages go, can still be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gemini_desk.ui.leaving_sign import LeavingSign
from gemini_desk.ui.model_button import ModelButton
from gemini_desk.ui.model_state import ModelPhase, ModelState

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ORIGIN = "http://192.168.178.20:11434"
SAID = f"Leaves this machine: goes to {ORIGIN}"


@pytest.mark.parametrize("shown", [SAID, f"Goes to {ORIGIN}", ORIGIN])
def test_the_address_is_not_cut_off(qtbot: QtBot, shown: str) -> None:
    sign = LeavingSign()
    qtbot.addWidget(sign)
    sign.resize(700, sign.height())
    sign.show()
    words_px = sign._label.fontMetrics().horizontalAdvance
    sign.resize(words_px(shown) + sign.width() - sign._label.width(), sign.height())
    sign.set_origin(ORIGIN)
    assert sign._label.text() == shown
    assert words_px(shown) <= sign._label.width()
    assert sign.text == sign.accessibleName() == SAID


def test_the_name_stays_where_the_globe_says_that_it_is_a_server(qtbot: QtBot) -> None:
    button = ModelButton()
    qtbot.addWidget(button)
    button.set_destination(ORIGIN)
    button.set_state(ModelState(ModelPhase.READY, "server:home/talker"))
    words_px = button.fontMetrics().horizontalAdvance(button.state.words)
    assert button._texts_within(words_px + 200) == ("talker", "on a server")
    assert button._texts_within(words_px + 10) == ("talker", "")
    button.set_state(ModelState(ModelPhase.FAILED, "server:home/talker"))
    words_px = button.fontMetrics().horizontalAdvance(button.state.words)
    assert button._texts_within(words_px + 10) == ("", button.state.words)


def test_the_name_stays_while_the_server_answers(qtbot: QtBot) -> None:
    """The dot's colour and the button that stops it say that it answers."""
    button = ModelButton()
    qtbot.addWidget(button)
    button.set_destination(ORIGIN)
    button.set_state(ModelState(ModelPhase.ANSWERING, "server:home/talker"))
    words_px = button.fontMetrics().horizontalAdvance(button.state.words)
    assert button._texts_within(words_px + 200) == ("talker", button.state.words)
    assert button._texts_within(words_px - 10) == ("talker", "")


def test_a_state_without_room_ends_with_an_ellipsis(qtbot: QtBot) -> None:
    button = ModelButton()
    qtbot.addWidget(button)
    button.set_state(ModelState(ModelPhase.FAILED, "server:home/talker"))
    words_px = button.fontMetrics().horizontalAdvance(button.state.words)
    name, words = button._texts_within(words_px - 4)
    assert name == ""
    assert words.endswith("…")
