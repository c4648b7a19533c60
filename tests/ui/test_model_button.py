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
