"""The groups of the menu of models: each is found at once, by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desk.ui.model_menu import ModelMenu
from gemini_desk.ui.model_rows import ModelRow
from gemini_desk.ui.model_state import ModelChoice, ModelPhase, ModelState, model_choices
from tests.helpers.window_bench import local_models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

_SERVER = [
    ModelChoice("server:home/a", "a", server="home"),
    ModelChoice("server:home/b", "b", server="home"),
]


def choices(here: int, servers: Sequence[ModelChoice] = _SERVER) -> list[ModelChoice]:
    model = local_models()[1]
    local = [replace(model, id=f"owner/model-{number}") for number in range(here)]
    offered = model_choices(local)
    return [*offered[:here], *servers, *offered[here:]]


@pytest.fixture
def menu(qtbot: QtBot) -> ModelMenu:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 700)
    host.show()
    qtbot.waitExposed(host)
    anchor = QWidget(host)
    anchor.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    anchor.setGeometry(700, 10, 160, 36)
    anchor.show()
    menu = ModelMenu(host)
    menu.set_choices(choices(12))
    menu.set_state(ModelState(ModelPhase.READY, "owner/model-0"))
    menu.open_below(anchor)
    return menu


def in_sight(menu: ModelMenu, widget: QWidget) -> bool:
    port = menu._scroll.viewport()
    top = widget.mapTo(port, QPoint()).y()
    return top >= 0 and top + widget.height() <= port.height()


def focused() -> ModelRow:
    row = QApplication.focusWidget()
    assert isinstance(row, ModelRow)
    return row


def test_a_press_leads_to_the_servers(menu: ModelMenu, qtbot: QtBot) -> None:
    button = menu.sections.buttons["Servers"]
    assert button.isVisible()
    assert button.accessibleName() == "Go to Servers: leave this machine"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert focused().choice.model == "server:home/a"
    assert in_sight(menu, focused())


def test_page_keys_go_from_group_to_group(menu: ModelMenu) -> None:
    for key, model in (
        (Qt.Key.Key_PageDown, "server:home/a"),
        (Qt.Key.Key_PageDown, choices(0, ())[0].model),
        (Qt.Key.Key_PageDown, choices(0, ())[0].model),  # there is no other
        (Qt.Key.Key_PageUp, "server:home/a"),
        (Qt.Key.Key_PageUp, "owner/model-0"),
    ):
        QTest.keyClick(focused(), key)
        assert focused().choice.model == model
        assert in_sight(menu, focused())


def test_a_page_up_within_a_group_goes_to_its_beginning(menu: ModelMenu) -> None:
    menu.sections.buttons["Servers"].click()
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    assert focused().choice.model == "server:home/b"
    QTest.keyClick(focused(), Qt.Key.Key_PageUp)
    assert focused().choice.model == "server:home/a"


def test_the_bar_is_there_only_where_something_is_out_of_sight(menu: ModelMenu) -> None:
    assert menu.sections.isVisible()
    menu.set_choices(choices(1)[:3])
    assert not menu.sections.isVisible()
    menu.set_choices(choices(12, ())[:12])  # one group: nowhere to go
    assert not menu.sections.isVisible()


def test_the_current_model_is_in_sight_when_the_menu_opens(menu: ModelMenu) -> None:
    menu.close_panel()
    menu.set_state(ModelState(ModelPhase.READY, "server:home/b"))
    anchor = menu.parentWidget().findChildren(QWidget)[0]
    menu.open_below(anchor)
    assert focused().choice.model == "server:home/b"
    assert in_sight(menu, focused())
