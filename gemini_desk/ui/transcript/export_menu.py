"""The menu of ways in which a transcript leaves: made from the registry of formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QMenu

from gemini_desk.transcripts.formats import FORMATS
from gemini_desk.ui import style
from gemini_desk.ui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

_TITLES: Final = {
    "txt": "Plain text",
    "srt": "SubRip subtitles",
    "vtt": "WebVTT subtitles",
    "json": "JSON with all times",
    "markdown": "Markdown",
}
_SUFFIXES: Final = {"markdown": ".md"}


def format_title(name: str) -> str:
    """What people call a format; one that is not known here goes by its name."""
    return _TITLES.get(name, name.upper())


def format_suffix(name: str) -> str:
    """What its files end with."""
    return _SUFFIXES.get(name, f".{name}")


def build_export_menu(
    parent: QWidget, copy_requested: SignalInstance, export_requested: SignalInstance
) -> QMenu:
    """Copy as …, export as …; both signals carry the name of a format."""
    menu = QMenu(parent)
    style.follow_theme(menu, style.menu_style)
    for title, icon_name, signal, dots in (
        ("Copy as", "copy", copy_requested, ""),
        ("Export as", "download", export_requested, "…"),
    ):
        ways = QMenu(title, menu)
        ways.setIcon(icon(icon_name))
        style.follow_theme(ways, style.menu_style)
        for name in FORMATS:
            action = ways.addAction(f"{format_title(name)} ({format_suffix(name)}){dots}")
            action.setObjectName(f"{title.split()[0].lower()}-{name}")
            action.triggered.connect(lambda _=False, s=signal, n=name: s.emit(n))
        menu.addMenu(ways)
    return menu
