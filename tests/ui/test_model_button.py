"""The model's button in the header: a short name is as good as a long one."""

import pytest

from gemini_desk.ui.model_button import ModelButton
from gemini_desk.ui.model_state import ModelPhase, ModelState


@pytest.mark.parametrize("folder", ["/models/l", "/models/large", "/models/a-long-name"])
def test_a_name_stands_there_where_there_is_room_for_it(qtbot, light_theme, folder):
    button = ModelButton()
    qtbot.addWidget(button)
    button.set_state(ModelState(ModelPhase.READY, model=folder))
    name = folder.rpartition("/")[2]
    words_px = button.fontMetrics().horizontalAdvance("ready")
    room_px = button.sizeHint().width() - button.minimumSizeHint().width() + words_px
    assert button._texts_within(room_px) == (name, "ready")


def test_where_room_is_short_the_dot_alone_says_that_all_is_well(qtbot):
    button = ModelButton()
    qtbot.addWidget(button)
    button.set_state(ModelState(ModelPhase.READY, "starter"))
    wide = button.sizeHint().width()
    button.set_compact(True)
    assert button._texts_within(200) == (button.state.name, "")
    assert button.sizeHint().width() < wide
    assert button.state.words in button.accessibleName()
    button.set_state(ModelState(ModelPhase.FAILED, "starter"))
    assert button._texts_within(200)[1] == button.state.words
