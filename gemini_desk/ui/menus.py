"""The window's menu: File, Edit, View, Model, Help. GUI thread only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from gemini_desk.ui import style
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Mapping

_SEPARATOR: Final = ""
_MENUS: Final = (
    ("&File", (
        "new", "rename", "export", "delete", _SEPARATOR, "attach", "record", "voice", _SEPARATOR,
        "export-all", "import", _SEPARATOR, "preferences", _SEPARATOR, "quit",
    )),
    ("&Edit", (
        "paste", "copy-answer", _SEPARATOR, "regenerate", "continue", "read-aloud", "stop",
        _SEPARATOR,
        "edit", "fork", _SEPARATOR, "find", "find-next", "find-previous", "search", "write",
        _SEPARATOR, "setup",
        "presets",
    )),
    ("&View", (
        "sidebar", "transcript", "full-screen", _SEPARATOR, "zoom-in", "zoom-out", "zoom-reset",
        _SEPARATOR,
        "previous", "next", _SEPARATOR, "message-above", "message-below", "version-before",
        "version-after",
    )),
    ("&Model", ("choose-model", "models", "choose-folder", _SEPARATOR, "unload")),
    ("&Help", (
        "help", "models-help", "shortcuts", _SEPARATOR, "copy-details", "about",
    )),
)  # fmt: skip
_THEMES: Final = (
    (ThemeChoice.SYSTEM, "Like the system", "monitor"),
    (ThemeChoice.LIGHT, "Light", "sun"),
    (ThemeChoice.DARK, "Dark", "moon"),
)


def build_menu(
    window: QMainWindow,
    actions: Mapping[str, QAction],
    themes: Mapping[ThemeChoice, QAction],
) -> QMenu:
    """The menu behind the header's ☰, which macOS shows in its menu bar as well."""
    whole = QMenu(window)
    style.follow_theme(whole, style.menu_style)
    for title, names in _MENUS:
        menu = QMenu(title, whole)
        for name in names:
            if name == _SEPARATOR:
                menu.addSeparator()
            else:
                menu.addAction(actions[name])
        whole.addMenu(menu)
        if title == "&View":
            menu.addMenu(_theme_menu(menu, themes))
        if sys.platform == "darwin":
            window.menuBar().addMenu(menu)
    return whole


def _theme_menu(parent: QMenu, themes: Mapping[ThemeChoice, QAction]) -> QMenu:
    menu = QMenu("&Theme", parent)
    menu.setIcon(icon("sun"))
    menu.addActions(list(themes.values()))
    return menu


def create_theme_actions(window: QMainWindow) -> dict[ThemeChoice, QAction]:
    """One action for each theme; exactly one of them is checked."""
    group = QActionGroup(window)
    result: dict[ThemeChoice, QAction] = {}
    for choice, text, icon_name in _THEMES:
        action = QAction(icon(icon_name), text, group)
        action.setCheckable(True)
        action.setData(choice)
        result[choice] = action
    return result
