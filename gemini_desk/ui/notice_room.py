"""Where notices may lie: over the conversation, never over what one works with beside them.

GUI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QPoint, QRect, Signal

from gemini_desk.ui.resize_watcher import ResizeWatcher
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.shell import WindowShell

TOP_PX: Final = 64  # below the header


class Room(NamedTuple):
    """A part of the window.

    Attributes:
        rect: In the window's coordinates.
        from_bottom: Whether the newest notice stands at its lower edge, not at its upper one.
    """

    rect: QRect
    from_bottom: bool = False


class NoticeRoom(QObject):
    """Follows the columns of a window.

    Signals:
        changed: There is another room.
    """

    changed = Signal()

    def __init__(
        self, window: QWidget, shell: WindowShell, content: QWidget, composer: QWidget
    ) -> None:
        super().__init__(window)
        self._window = window
        self._shell = shell
        self._content = content
        self._composer = composer
        shell.panel_covers.connect(self.changed)
        for watched in (content, composer):
            ResizeWatcher(watched).resized.connect(self.changed)

    def room(self) -> Room:
        """Between header and composer; below a panel's controls where it takes their place."""
        area = self._window.rect()
        if self._shell.panel_visible and self._content.isHidden():
            return Room(area.adjusted(0, area.height() // 2, 0, -SPACE_PX), from_bottom=True)
        column = QRect(self._content.mapTo(self._window, QPoint()), self._content.size())
        column.setTop(TOP_PX)
        if self._composer.isVisible():
            column.setBottom(self._composer.mapTo(self._window, QPoint()).y())
        return Room(column)
