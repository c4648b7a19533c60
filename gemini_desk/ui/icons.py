"""Icons drawn from `assets/icons`, tinted by the theme, crisp at any scale.

GUI thread only. To add an icon: draw it as `assets/icons/<name>.svg` on a 24 × 24 grid with
`stroke="currentColor"`, a stroke of 1.75 and round ends; `icon("<name>")` finds it by itself.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from gemini_desk.paths import assets_dir
from gemini_desk.ui.theme import ICON_PX, Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TINT = b"currentColor"
_DISABLED_OPACITY = 0.4


@functools.cache
def icons_dir() -> Path:
    """The folder of the SVG files."""
    return assets_dir() / "icons"


def icon_names() -> list[str]:
    """The names that `icon` knows, in alphabetical order."""
    return sorted(path.stem for path in icons_dir().glob("*.svg"))


def icon(name: str, *, colour: str | None = None) -> QIcon:
    """The icon `name`, tinted.

    Args:
        name: One of `icon_names()`.
        colour: `#rrggbb`, or a field of `theme.Colours` such as `muted` or `danger`; the
            theme's text colour if None. Colours of the theme are looked up when the icon
            is painted, so that it follows a change of theme by itself.

    Raises:
        KeyError: There is no such icon.
    """
    return _icon(name, "text" if colour is None else colour)


def application_icon() -> QIcon:
    """The mark of the application, in its own colours."""
    return _application_icon()


@functools.cache
def _icon(name: str, colour: str) -> QIcon:
    path = icons_dir() / f"{name}.svg"
    try:
        source = path.read_bytes()
    except FileNotFoundError:
        raise KeyError(f"There is no icon named {name!r}.") from None
    if colour.startswith("#"):
        return QIcon(_SvgIconEngine(name, source, lambda: colour))
    if not hasattr(Theme.current(), colour):
        raise KeyError(f"The theme has no colour named {colour!r}.")
    return QIcon(_SvgIconEngine(name, source, lambda: str(getattr(Theme.current(), colour))))


@functools.cache
def _application_icon() -> QIcon:
    source = (assets_dir() / "gemini-desk.svg").read_bytes()
    return QIcon(_SvgIconEngine("gemini-desk", source, lambda: ""))


@functools.lru_cache(maxsize=256)
def _renderer(source: bytes, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(source.replace(_TINT, colour.encode("ascii"))))


class _SvgIconEngine(QIconEngine):
    """Paints one SVG in the colour that `colour_now` names at that moment."""

    def __init__(self, name: str, source: bytes, colour_now: Callable[[], str]) -> None:
        super().__init__()
        self._name = name
        self._source = source
        self._colour_now = colour_now

    def clone(self) -> QIconEngine:
        return _SvgIconEngine(self._name, self._source, self._colour_now)

    def key(self) -> str:
        return f"gemini-desk-svg:{self._name}"

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if mode is QIcon.Mode.Disabled:
            # As one picture: the opacity of each shape would add up where fill and stroke meet.
            painter.setOpacity(painter.opacity() * _DISABLED_OPACITY)
            side_px = math.ceil(side * painter.device().devicePixelRatio())
            normal = self.pixmap(QSize(side_px, side_px), QIcon.Mode.Normal, state)
            painter.drawPixmap(square, normal, QRectF(normal.rect()))
        else:
            _renderer(self._source, self._colour_now()).render(painter, square)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        key = f"{self.key()}:{self._colour_now()}:{size.width()}x{size.height()}:{mode.name}"
        result = QPixmap()
        if QPixmapCache.find(key, result):
            return result
        result = QPixmap(size)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        QPixmapCache.insert(key, result)
        return result


def paint_icon(
    painter: QPainter, name: str, rect: QRectF | QRect, *, colour: str | None = None
) -> None:
    """Paint the icon `name` into the middle of `rect` with an open painter."""
    icon(name, colour=colour).paint(painter, rect.toRect() if isinstance(rect, QRectF) else rect)


def icon_size(side_px: int = ICON_PX) -> QSize:
    """The square that icons of buttons are shown in."""
    return QSize(side_px, side_px)


def colour_of(name: str) -> QColor:
    """A colour of the theme in force, by its field's name."""
    return QColor(str(getattr(Theme.current(), name)))
