"""Colours, fonts and measures of the window, light and dark.

GUI thread only. Widgets ask `Theme.current()` when they paint and restyle themselves when
`Theme.changes().changed` is emitted; nothing else decides on a colour.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

# Measures, in device-independent pixels.
SPACE_PX = 8
RADIUS_PX = 10
COLUMN_MAX_PX = 820  # a line of prose stays readable
ICON_PX = 18


class ThemeChoice(StrEnum):
    """What the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Colours(NamedTuple):
    """One colour for each purpose, `#rrggbb`."""

    window: str  # behind the conversation
    sidebar: str
    raised: str  # composer, cards, menus
    hover: str
    pressed: str
    line: str
    text: str
    muted: str  # secondary text, at least 4.5 : 1 on window
    accent: str
    on_accent: str
    accent_soft: str  # selected rows
    user_bubble: str
    code: str
    code_header: str
    inline_code: str
    link: str
    selection: str
    found: str  # behind the hits of a search
    found_current: str  # behind the one that is shown
    spoken: str  # behind the sentence that is read aloud
    spoken_word: str  # behind its word
    danger: str
    danger_soft: str
    success: str
    warning: str
    warning_soft: str
    syntax_keyword: str
    syntax_string: str
    syntax_comment: str
    syntax_number: str
    syntax_function: str
    syntax_class: str
    tag_red: str  # dots of tags; the names are those of `chat.organisation.TAG_COLOURS`
    tag_amber: str
    tag_green: str
    tag_teal: str
    tag_blue: str
    tag_violet: str
    tag_grey: str


LIGHT = Colours(
    window="#ffffff", sidebar="#f5f6f9", raised="#ffffff", hover="#eceef3", pressed="#dfe3ea",
    line="#dde1e8", text="#1b1f27", muted="#5d6675", accent="#3559e0", on_accent="#ffffff",
    accent_soft="#e3e9fc", user_bubble="#eaeffc", code="#f6f8fb", code_header="#ecf0f5",
    inline_code="#eef0f4", link="#2450c8", selection="#bcd2ff", found="#fff0b3",
    found_current="#ffc24a", spoken="#bde8d1", spoken_word="#86d3ae", danger="#b3261e",
    danger_soft="#fcebea", success="#1f7a43", warning="#8a5a00",
    warning_soft="#fdf1dc", syntax_keyword="#a626a4",
    syntax_string="#2c7a3f", syntax_comment="#69727f", syntax_number="#0b62b5",
    syntax_function="#3659d6", syntax_class="#96600a", tag_red="#d64545", tag_amber="#d08a1e",
    tag_green="#3f9c5a", tag_teal="#1f9a9a", tag_blue="#3f7fe0", tag_violet="#8a5cd6",
    tag_grey="#8a93a3",
)  # fmt: skip

DARK = Colours(
    window="#15171c", sidebar="#101216", raised="#1d2026", hover="#262a32", pressed="#313641",
    line="#2f343e", text="#e7e9ee", muted="#9ca5b4", accent="#7f9bff", on_accent="#0d1330",
    accent_soft="#26304f", user_bubble="#232b42", code="#0f1115", code_header="#1b1e24",
    inline_code="#282c34", link="#8fb0ff", selection="#2f4d86", found="#4f4418",
    found_current="#8f6400", spoken="#1f4a3b", spoken_word="#2e7359", danger="#ff8a80",
    danger_soft="#3a1f1e", success="#6fcf97", warning="#e5b45a",
    warning_soft="#352b17", syntax_keyword="#d99bf0",
    syntax_string="#98d089", syntax_comment="#8b94a3", syntax_number="#82b7ff",
    syntax_function="#9db4ff", syntax_class="#e6bf7a", tag_red="#f07b7b", tag_amber="#e5b45a",
    tag_green="#74cf92", tag_teal="#5cc9c9", tag_blue="#7eaeff", tag_violet="#b794f6",
    tag_grey="#9ca5b4",
)  # fmt: skip


def tag_colour_field(colour: str) -> str:
    """The field of `Colours` for a tag's colour; grey for one that the theme does not have."""
    name = f"tag_{colour}"
    return name if hasattr(LIGHT, name) else "tag_grey"


class _ThemeChanges(QObject):
    """Tells widgets that colours changed."""

    changed = Signal()

    @Slot()
    def announce(self) -> None:
        self.changed.emit()


class Theme:
    """The colours in force."""

    _colours: ClassVar[Colours] = LIGHT
    _choice: ClassVar[ThemeChoice] = ThemeChoice.SYSTEM
    _changes: ClassVar[_ThemeChanges | None] = None

    @classmethod
    def current(cls) -> Colours:
        """The colours to paint with."""
        return cls._colours

    @classmethod
    def choice(cls) -> ThemeChoice:
        """What the person chose."""
        return cls._choice

    @classmethod
    def changes(cls) -> _ThemeChanges:
        """The object whose `changed` signal says that colours changed."""
        if cls._changes is None:
            cls._changes = _ThemeChanges()
            hints = QGuiApplication.styleHints()
            hints.colorSchemeChanged.connect(cls._system_changed)
        return cls._changes

    @classmethod
    def apply(cls, choice: ThemeChoice) -> None:
        """Put `choice` in force for the whole application."""
        cls._choice = choice
        hints = QGuiApplication.styleHints()
        match choice:
            case ThemeChoice.SYSTEM:
                hints.unsetColorScheme()
            case ThemeChoice.LIGHT:
                hints.setColorScheme(Qt.ColorScheme.Light)
            case ThemeChoice.DARK:
                hints.setColorScheme(Qt.ColorScheme.Dark)
        cls._refresh()

    @classmethod
    def _system_changed(cls) -> None:
        if cls._choice is ThemeChoice.SYSTEM:
            cls._refresh()

    @classmethod
    def _refresh(cls) -> None:
        match cls._choice:
            case ThemeChoice.SYSTEM:
                scheme = QGuiApplication.styleHints().colorScheme()
                dark = scheme == Qt.ColorScheme.Dark
            case choice:
                dark = choice is ThemeChoice.DARK
        cls._colours = DARK if dark else LIGHT
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(palette(cls._colours))
        cls.changes().announce()


def palette(colours: Colours) -> QPalette:
    """A Qt palette in `colours`."""
    result = QPalette()
    roles = QPalette.ColorRole
    for role, value in (
        (roles.Window, colours.window),
        (roles.WindowText, colours.text),
        (roles.Base, colours.raised),
        (roles.AlternateBase, colours.sidebar),
        (roles.Text, colours.text),
        (roles.Button, colours.raised),
        (roles.ButtonText, colours.text),
        (roles.ToolTipBase, colours.raised),
        (roles.ToolTipText, colours.text),
        (roles.PlaceholderText, colours.muted),
        (roles.Highlight, colours.selection),
        (roles.HighlightedText, colours.text),
        (roles.Link, colours.link),
        (roles.Accent, colours.accent),
        (roles.Mid, colours.line),
        (roles.Light, colours.hover),
    ):
        result.setColor(role, QColor(value))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        faded = QColor(colours.muted)
        faded.setAlpha(150)
        result.setColor(QPalette.ColorGroup.Disabled, role, faded)
    return result


def body_font() -> QFont:
    """The font of prose."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(15)
    return font


def small_font() -> QFont:
    """The font of captions and figures."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(12)
    return font


def code_font() -> QFont:
    """The font of code."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(13)
    return font
