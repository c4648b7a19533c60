"""Help pages, the list of shortcuts, About, and the registry of actions."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QKeySequence, QTextCursor, QTextDocument, QTextTable
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

import gemini_desk
from gemini_desk.paths import assets_dir
from gemini_desk.ui.about import AboutDialog
from gemini_desk.ui.help import PAGES, read_pages
from gemini_desk.ui.help_typography import set_typography
from gemini_desk.ui.menus import build_menu
from gemini_desk.ui.shortcuts import ACTIONS, shortcut_rows
from tests.helpers.accessible_tree import nameless

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.main_window import MainWindow

PAGE_TEXTS = read_pages(assets_dir() / "help")


def test_no_key_is_given_away_twice() -> None:
    keys = Counter(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)
    assert [key for key, times in keys.items() if times > 1] == []
    assert "" not in keys  # a key that Qt does not know


def test_menus_use_known_actions(window: MainWindow) -> None:
    menu = build_menu(window, window._actions, window._parts.themes)
    titles = [action.text() for action in menu.actions()]
    assert titles == ["&File", "&Edit", "&View", "&Model", "&Help"]


def test_the_list_of_shortcuts_shows_them_all(window: MainWindow, qtbot: QtBot) -> None:
    window.action("shortcuts").trigger()
    dialog = window._parts.help._shortcuts
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    for _, keys, text in shortcut_rows():
        assert keys in texts
        assert text in texts
    dialog.close()


def test_the_list_of_shortcuts_has_one_column_where_it_is_narrow(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.action("shortcuts").trigger()
    dialog = window._parts.help._shortcuts
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    titles = [each for each in dialog.findChildren(QLabel) if each.objectName() == "section"]

    def sides() -> set[int]:
        return {each.mapTo(dialog, QPoint()).x() for each in titles}

    dialog.resize(860, 600)
    qtbot.waitUntil(lambda: len(sides()) == 2)
    dialog.resize(400, 600)
    qtbot.waitUntil(lambda: len(sides()) == 1)
    page = titles[0].parentWidget()
    assert page.width() <= 400, "nothing is beyond the edge"
    dialog.close()


def test_the_list_of_shortcuts_fits_a_small_screen_and_scrolls(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.action("shortcuts").trigger()
    dialog = window._parts.help._shortcuts
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.height() <= min(760, dialog.screen().availableSize().height())
    area = dialog.findChild(QScrollArea)
    assert area is not None
    bar = area.verticalScrollBar()
    assert bar.maximum() > 0
    assert area.horizontalScrollBar().maximum() == 0
    QTest.keyClick(area, Qt.Key.Key_Down)
    assert bar.value() > 0
    dialog.close()


@pytest.mark.parametrize(
    "name",
    ["help", "shortcuts", "about", "preferences", "presets", "setup", "choose-model", "find"],
)
def test_everything_that_can_be_used_has_a_name(
    window: MainWindow, qtbot: QtBot, name: str
) -> None:
    assert nameless(window) == []
    before = set(QApplication.topLevelWidgets())
    window.action(name).trigger()
    new = [each for each in QApplication.topLevelWidgets() if each not in before]
    for widget in (window, *new):
        assert nameless(widget) == []
    for widget in new:
        widget.close()


def test_help_follows_its_own_links(window: MainWindow, qtbot: QtBot) -> None:
    window.action("help").trigger()
    dialog = window._parts.help._help
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.page_text.startswith("Begin"))
    dialog._follow(QUrl("models.md"))
    assert dialog.page_text.startswith("Models")
    dialog.open_page("audio")
    assert "missing" in dialog.page_text
    dialog.close()


def test_pages_are_set_with_air_and_sizes(qapp: object) -> None:
    document = QTextDocument()
    document.setMarkdown("# Title\n\nText.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    set_typography(document)
    title, text = document.begin(), document.begin().next()
    assert QTextCursor(text).charFormat().font().pixelSize() != 24
    assert title.begin().fragment().charFormat().font().pixelSize() == 24
    assert text.blockFormat().bottomMargin() == 10
    (table,) = document.rootFrame().childFrames()
    assert isinstance(table, QTextTable)
    assert table.format().cellPadding() == 6


def test_lists_end_like_paragraphs_and_lines_end_before_the_scroll_bar(qapp: object) -> None:
    document = QTextDocument()
    document.setMarkdown("- a\n- b\n\n" + "A paragraph of many words. " * 20)
    set_typography(document)
    document.setTextWidth(400)
    assert document.size().height() > 0  # laid out
    first, last = document.begin(), document.begin().next()
    assert first.blockFormat().bottomMargin() < last.blockFormat().bottomMargin() == 10
    layout = last.next().layout()
    lines = [layout.lineAt(number) for number in range(layout.lineCount())]
    assert max(line.x() + line.naturalTextWidth() for line in lines) <= 400 - 16


def test_about_names_version_and_licence(qtbot: QtBot, window: MainWindow) -> None:
    dialog = AboutDialog(window)
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert gemini_desk.__version__ in texts
    assert "Apache" in texts
    dialog.deleteLater()


# -- the pages that ship ------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_page_begins_with_its_title_and_its_links_lead_somewhere(name: str) -> None:
    text = PAGE_TEXTS[name]
    assert text.startswith(f"# {PAGES[name]}\n")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert target.startswith("https://") or target.removesuffix(".md") in PAGES, target


def test_the_page_of_shortcuts_lists_each_of_them() -> None:
    for _, keys, text in shortcut_rows():
        assert f"| {text} | `{keys}` |" in PAGE_TEXTS["shortcuts"]
