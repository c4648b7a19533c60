"""The menu of models: what it offers, and the state it shows in full."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gemini_desk.models.catalogue import ALIASES
from gemini_desk.sizes import size_text
from gemini_desk.ui.model_menu import ModelMenu
from gemini_desk.ui.model_state import (
    ModelPhase,
    ModelState,
    model_choices,
    model_label,
)
from tests.helpers.window_bench import local_models

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 700)
    host.show()
    qtbot.waitExposed(host)
    return host


@pytest.fixture
def menu(host: QWidget) -> ModelMenu:
    menu = ModelMenu(host)
    menu.set_choices(model_choices(local_models()))
    return menu


@pytest.fixture
def anchor(host: QWidget) -> QWidget:
    anchor = QWidget(host)
    anchor.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    anchor.setGeometry(700, 10, 160, 36)
    anchor.show()
    return anchor


def test_what_is_here_comes_first_and_the_rest_can_be_fetched(menu: ModelMenu) -> None:
    here = [row for row in menu._rows if row.choice.available]
    elsewhere = [row for row in menu._rows if not row.choice.available]
    assert [row.choice.model for row in here] == ["starter", "owner/small-vlm"]
    assert here[0].details == "23.4 MB · text, images, sound"
    assert here[1].details == "516 MB · text, images"
    assert [row.choice.model for row in elsewhere] == list(ALIASES.values())
    assert all("Not on this machine yet" in row.accessibleName() for row in elsewhere)


def test_a_model_that_is_not_here_is_fetched_by_a_click(menu: ModelMenu, qtbot: QtBot) -> None:
    row = next(row for row in menu._rows if not row.choice.available)
    with qtbot.waitSignal(menu.download_requested) as asked, qtbot.assertNotEmitted(menu.chosen):
        row.click()
    assert asked.args == [row.choice.model]


def test_an_alias_that_is_here_is_not_offered_twice() -> None:
    nano = replace(local_models()[1], id=ALIASES["nano"])
    choices = model_choices([nano])
    assert [choice.model for choice in choices].count(ALIASES["nano"]) == 1
    assert choices[0].available


def test_half_a_download_cannot_be_chosen() -> None:
    (choice,) = model_choices([replace(local_models()[1], complete=False)])[:1]
    assert not choice.available
    assert "download the rest" in choice.hint


def test_the_check_follows_the_state(menu: ModelMenu) -> None:
    for model in ("starter", "owner/small-vlm"):
        menu.set_state(ModelState(ModelPhase.READY, model))
        assert [row.choice.model for row in menu._rows if row.is_current] == [model]
    menu.set_state(ModelState())
    assert not any(row.is_current for row in menu._rows)


def test_loading_and_failing_are_explained(menu: ModelMenu) -> None:
    menu.set_state(ModelState(ModelPhase.LOADING, "starter", text="Reading", fraction=0.5))
    assert menu._status.text == "Reading"
    assert not menu._status._bar.isHidden()
    assert menu._status._bar.accessibleName() == "Loading, 50 percent"
    assert menu._unload.text() == "Stop loading"
    menu.set_state(
        ModelState(ModelPhase.FAILED, "starter", error="No memory.", hint="Close something.")
    )
    assert menu._status.text == "No memory. Close something."
    assert menu._status._bar.isHidden()
    assert menu._unload.isHidden()


def test_commands_tell_and_close(menu: ModelMenu, anchor: QWidget, qtbot: QtBot) -> None:
    menu.set_state(ModelState(ModelPhase.READY, "starter"))
    for row, signal in (
        (menu._folder, menu.folder_requested),
        (menu._unload, menu.unload_requested),
        (menu._help, menu.help_requested),
    ):
        menu.open_below(anchor)
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
        assert not menu.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_what_the_arrows_lead_to_is_chosen_as_in_any_menu(
    menu: ModelMenu, anchor: QWidget, qtbot: QtBot, key: Qt.Key
) -> None:
    menu.open_below(anchor)
    menu._rows[0].setFocus()
    qtbot.keyClick(menu._rows[0], Qt.Key.Key_Down)
    assert menu._rows[1].hasFocus()
    with qtbot.waitSignal(menu.chosen) as chosen:
        qtbot.keyClick(menu._rows[1], key)
    assert chosen.args == ["owner/small-vlm"]
    assert menu.isHidden()


def test_escape_and_a_click_beside_close_it_and_give_the_focus_back(
    menu: ModelMenu, anchor: QWidget, host: QWidget, qtbot: QtBot
) -> None:
    anchor.setFocus()
    menu.open_below(anchor)
    first = menu._rows[0]
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    assert anchor.hasFocus()
    menu.open_below(anchor)
    beside = host.childAt(20, 600)
    assert beside is not None
    qtbot.mouseClick(beside, Qt.MouseButton.LeftButton)
    assert not menu.isVisible()


@pytest.mark.parametrize("found", [0, 1])
def test_what_is_found_while_it_is_open_takes_neither_the_list_nor_the_keyboard(
    menu: ModelMenu, anchor: QWidget, qtbot: QtBot, found: int
) -> None:
    here = local_models()
    menu.set_state(ModelState(ModelPhase.READY, model="owner/small-vlm"))
    menu.open_below(anchor)
    qtbot.waitUntil(lambda: menu._rows[1].hasFocus())
    height = menu._scroll.height()
    more = replace(here[1], id="owner/another")
    menu.set_choices(model_choices([*here, more][: len(here) + found]))
    assert menu._rows[1].hasFocus()
    assert menu._rows[1].choice.model == "owner/small-vlm"
    assert menu._scroll.height() == height  # as much as it may have, either time
    assert all(row.isVisible() for row in menu._rows)
    qtbot.keyClick(menu._rows[1], Qt.Key.Key_Escape)
    assert not menu.isVisible()


def test_what_is_found_while_another_window_is_active_leaves_the_keyboard_in_the_menu(
    menu: ModelMenu, anchor: QWidget, host: QWidget, qtbot: QtBot
) -> None:
    """A server answers before the window has the keyboard again, of which a dialog was asked."""
    menu.open_below(anchor)
    question = QWidget()
    qtbot.addWidget(question)
    question.show()
    question.activateWindow()
    qtbot.waitUntil(question.isActiveWindow)
    assert not menu._rows[0].hasFocus()
    menu.set_choices(model_choices(local_models())[1:])
    assert host.focusWidget() in menu._rows


def test_it_stays_inside_a_small_window(
    menu: ModelMenu, anchor: QWidget, host: QWidget, qtbot: QtBot
) -> None:
    host.resize(380, 480)
    qtbot.waitUntil(lambda: host.width() == 380)
    anchor.move(200, 10)
    menu.open_below(anchor)
    assert host.rect().contains(menu.geometry())


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1 kB"),
        (23_400_000, "23.4 MB"),
        (99_960_000, "100 MB"),
        (9_400_000_000, "9.4 GB"),
        (62_000_000_000, "62.0 GB"),
    ],
)
def test_sizes_are_written_as_people_write_them(size_bytes: int, text: str) -> None:
    assert size_text(size_bytes) == text


@pytest.mark.parametrize(
    ("model", "label"),
    [
        ("starter", "Starter"),
        ("nano", "Gemma 4 E2B"),
        ("google/gemma-4-E2B-it", "Gemma 4 E2B"),
        ("someone/gemma-4-E2B-it", "gemma-4-E2B-it"),
        ("/home/me/models/tuned/", "tuned"),
        ("C:\\models\\tuned", "tuned"),
        ("/", "/"),
    ],
)
def test_models_are_called_as_the_catalogue_does(model: str, label: str) -> None:
    assert model_label(model) == label
