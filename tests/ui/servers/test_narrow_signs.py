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


@pytest.mark.parametrize(
    ("width_px", "shown"), [(700, SAID), (340, f"Goes to {ORIGIN}"), (290, ORIGIN)]
)
def test_the_address_is_not_cut_off(qtbot: QtBot, width_px: int, shown: str) -> None:
    sign = LeavingSign()
    qtbot.addWidget(sign)
    sign.resize(width_px, sign.height())
    sign.show()
    sign.set_origin(ORIGIN)
    assert sign._label.text() == shown
    assert sign._label.fontMetrics().horizontalAdvance(shown) <= sign._label.width()
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
    assert button._texts_within(words_px + 10) == ("", button.state.words)
