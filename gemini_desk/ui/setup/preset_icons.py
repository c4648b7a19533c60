"""Icons of presets: one of the application's, or an emoji. GUI thread only."""

from __future__ import annotations

import functools

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from gemini_desk.ui import style
from gemini_desk.ui.icons import icon, icon_names

NO_ICON = "instructions"


def preset_icon(name: str) -> QIcon:
    """The icon of a preset.

    Args:
        name: Name of an icon of the application, or an emoji; anything else, and "", gives
            the icon of presets without one.
    """
    if name in icon_names():
        return icon(name)
    if name and not name.isascii():
        return _emoji_icon(name[:8])  # an emoji can be a sequence of several characters
    return icon(NO_ICON)


@functools.lru_cache(maxsize=64)
def _emoji_icon(emoji: str) -> QIcon:
    return QIcon(_EmojiIconEngine(emoji))


class _EmojiIconEngine(QIconEngine):
    """Paints a character as large as the icon."""

    def __init__(self, emoji: str) -> None:
        super().__init__()
        self._emoji = emoji

    def clone(self) -> QIconEngine:
        return _EmojiIconEngine(self._emoji)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.setFont(style.font(max(rect.height() * 3 // 4, 1)))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._emoji)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        result = QPixmap(size)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return result
