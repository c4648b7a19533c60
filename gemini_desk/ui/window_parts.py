"""The parts of the window, built once. GUI thread only."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, NamedTuple

from gemini_desk.ui import menus
from gemini_desk.ui.content import Content
from gemini_desk.ui.conversation_list.sidebar import Sidebar
from gemini_desk.ui.drop_overlay import DropOverlay
from gemini_desk.ui.header_bar import HeaderBar
from gemini_desk.ui.help_dialogs import HelpDialogs
from gemini_desk.ui.model_menu import ModelMenu
from gemini_desk.ui.shell import WindowShell
from gemini_desk.ui.welcome.page import WelcomePage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMainWindow, QWidget

    from gemini_desk.ui.theme import ThemeChoice


class WindowParts(NamedTuple):
    """What the window is made of."""

    sidebar: Sidebar
    header: HeaderBar
    welcome: WelcomePage
    composer: QWidget
    content: Content
    shell: WindowShell
    models: ModelMenu
    drop: DropOverlay
    help: HelpDialogs
    themes: Mapping[ThemeChoice, QAction]


def build_parts(
    window: QMainWindow,
    actions: Mapping[str, QAction],
    pane: QWidget,
    composer: QWidget,
    assets: Path,
) -> WindowParts:
    """Build the parts of `window` around `pane` and `composer`."""
    themes = menus.create_theme_actions(window)
    sidebar = Sidebar(window)
    header = HeaderBar(functools.partial(menus.build_menu, window, actions, themes), window)
    if sys.platform == "darwin":
        header.menu()  # the menu bar shows it at once
    welcome = WelcomePage(assets / "samples", window)
    content = Content(header, welcome, pane, composer)
    shell = WindowShell(sidebar, content, window)
    return WindowParts(
        sidebar=sidebar,
        header=header,
        welcome=welcome,
        composer=composer,
        content=content,
        shell=shell,
        models=ModelMenu(window),
        drop=DropOverlay(window),
        help=HelpDialogs(window, assets / "help"),
        themes=themes,
    )
