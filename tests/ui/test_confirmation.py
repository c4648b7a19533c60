"""A question before something is done: all of it can be read, however long it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from gemini_desk.ui.confirmation import Confirmation

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

_SENTENCE = "None of your messages, pictures or recordings goes there. "


@pytest.mark.parametrize("sentences", [1, 3, 6, 12])
def test_no_line_is_cut_off(qtbot: QtBot, sentences: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = Confirmation("Connect to huggingface.co?", _SENTENCE * sentences, "Allow", window)
    dialog.open()
    qtbot.waitExposed(dialog)
    for label in dialog.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width()), label.text()
    assert dialog.height() <= dialog.heightForWidth(dialog.width())
