"""Where the keyboard is: a ring around a button, and nothing drawn inside it by the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gemini_desk.ui import style, toast
from gemini_desk.ui.composer import queue_panel
from gemini_desk.ui.conversation_list import sidebar
from gemini_desk.ui.conversation_search.filter_bar import FilterBar
from gemini_desk.ui.preferences import choice_row
from gemini_desk.ui.theme import Theme
from gemini_desk.ui.transcript import list_notes
from gemini_desk.ui.welcome import model_note

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.theme import Colours

_EDGE_PX = 3
_ROUND_PX = 20  # corners are


@pytest.mark.parametrize(
    "look",
    [
        choice_row._style,
        list_notes._pill_style,
        model_note._link_style,
        queue_panel._button_style,
        sidebar._new_button_style,
        style.button_style,
        toast._button_style,
    ],
)
def test_the_focus_changes_only_the_edge_of_a_button(
    qtbot: QtBot, look: Callable[[Colours], str]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    first, second = QPushButton(""), QPushButton("")
    for button in (first, second):
        button.setFixedSize(200, 44)
        button.setStyleSheet(look(Theme.current()))
        column.addWidget(button)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    second.setFocus()
    unfocused = _inside(first)
    qtbot.keyClick(second, Qt.Key.Key_Backtab)  # only what has it from a key shows it
    qtbot.waitUntil(first.hasFocus)
    assert _inside(first) == unfocused


def test_the_focus_is_seen_on_a_filter_that_is_on(qtbot: QtBot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    with qtbot.waitActive(bar):
        bar.show()
        bar.activateWindow()
    first, second, *_ = bar.tab_stops()
    second.setFocus()
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    unfocused = first.grab().toImage()
    first.setFocus()
    assert first.grab().toImage() != unfocused


def _inside(button: QPushButton) -> QImage:
    inside = QRect(button.rect()).adjusted(_ROUND_PX, _EDGE_PX, -_ROUND_PX, -_EDGE_PX)
    return button.grab(inside).toImage()
