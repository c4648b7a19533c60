"""Drop-down lists have a label as their name: a screen reader would else say only the choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAccessible

from gemini_desk.chat.preset import Preset
from gemini_desk.paths import assets_dir
from gemini_desk.settings.schema import Settings
from gemini_desk.ui.preferences.dialog import PreferencesDialog
from gemini_desk.ui.preferences.pages import PAGES
from gemini_desk.ui.setup.preset_dialog import PresetDialog
from gemini_desk.ui.setup.setup_panel import SetupPanel
from tests.helpers.accessible_tree import nameless
from tests.helpers.window_bench import make_window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.preferences.page import PreferencesPage


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    was_active = QAccessible.isActive()
    QAccessible.setActive(True)
    yield make_window(qtbot, assets=assets_dir())
    QAccessible.setActive(was_active)


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.title)
def test_each_page_of_the_preferences(
    window: MainWindow, qtbot: QtBot, kind: type[PreferencesPage]
) -> None:
    dialog = PreferencesDialog(Settings(), window)
    dialog.show_page(next(page for page in dialog.pages if isinstance(page, kind)))
    dialog.open()
    qtbot.waitExposed(dialog)
    assert nameless(dialog) == []


@pytest.mark.parametrize(("action", "kind"), [("setup", SetupPanel), ("presets", PresetDialog)])
def test_instructions_and_presets(window: MainWindow, action: str, kind: type[QWidget]) -> None:
    window.setup.set_presets((Preset("own", "Brief"),))
    window.action(action).trigger()
    shown = window.findChild(kind)
    assert shown is not None
    assert nameless(shown) == []
