"""The icons: every name used exists, and they follow the theme."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

import gemini_desk.ui
from gemini_desk.ui import icons
from gemini_desk.ui.theme import Theme, ThemeChoice

_USED = re.compile(r"""\b(?:icon|paint_icon)\((?:painter,\s*)?["']([a-z-]+)["']""")


def _middle(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> QColor:
    return icon.pixmap(QSize(24, 24), mode).toImage().pixelColor(12, 12)


def test_every_name_used_in_the_window_exists() -> None:
    room = Path(gemini_desk.ui.__path__[0])
    used = {name for path in room.rglob("*.py") for name in _USED.findall(path.read_text("utf-8"))}
    assert used <= set(icons.icon_names())


@pytest.mark.parametrize("name", icons.icon_names())
def test_icons_share_one_drawing_style(name: str) -> None:
    root = ElementTree.parse(icons.icons_dir() / f"{name}.svg").getroot()
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "currentColor"
    assert root.get("stroke-width") == "1.75"


@pytest.mark.parametrize("name", icons.icon_names())
def test_icons_show_something_at_every_scale(qapp: QApplication, name: str) -> None:
    for side_px in (16, 18, 36, 72):
        image = icons.icon(name).pixmap(QSize(side_px, side_px)).toImage()
        pixels = [image.pixelColor(x, y) for x in range(side_px) for y in range(side_px)]
        assert max(pixel.alpha() for pixel in pixels) > 130


def test_an_unknown_name_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(KeyError, match="no-such-icon"):
        icons.icon("no-such-icon")
    with pytest.raises(KeyError, match="no_such_colour"):
        icons.icon("stop", colour="no_such_colour")


def test_a_themed_icon_follows_the_theme(qapp: QApplication) -> None:
    themed, fixed = icons.icon("stop"), icons.icon("stop", colour="#12ab34")
    danger = icons.icon("stop", colour="danger")
    for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
        Theme.apply(choice)
        assert _middle(themed).name() == Theme.current().text
        assert _middle(danger).name() == Theme.current().danger
        assert _middle(fixed).name() == "#12ab34"
    Theme.apply(ThemeChoice.LIGHT)


def test_disabled_icons_are_fainter_and_icons_are_cached(qapp: QApplication) -> None:
    assert _middle(icons.icon("stop"), QIcon.Mode.Disabled).alpha() == pytest.approx(
        0.4 * 255, abs=2
    )
    assert icons.icon("stop").cacheKey() == icons.icon("stop").cacheKey()


def test_icons_are_painted_at_the_screens_resolution(qapp: QApplication) -> None:
    pixmap = icons.icon("copy").pixmap(QSize(18, 18), 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (36, 2.0)


def test_the_application_icon_keeps_its_own_colours(qapp: QApplication) -> None:
    pixmap = icons.application_icon().pixmap(QSize(64, 64))
    assert pixmap.toImage().pixelColor(32, 32).isValid()
    assert icons.application_icon().cacheKey() == icons.application_icon().cacheKey()
