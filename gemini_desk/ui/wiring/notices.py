"""Everything that has something to tell a person: the window's one door for notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Slot

from gemini_desk.ui.notice import Level, Notice

if TYPE_CHECKING:
    from gemini_desk.ui.main_window import MainWindow


class HasNotice(Protocol):
    """An object with a signal of level, text and hint."""

    notice: Any


class NoticeWiring(QObject):
    """Shows what its sources have to say."""

    def __init__(self, window: MainWindow, parent: QObject, *sources: HasNotice) -> None:
        super().__init__(parent)
        self._window = window
        for source in sources:
            source.notice.connect(self._tell)

    @Slot(str, str, str)
    def _tell(self, level: str, text: str, hint: str) -> None:
        self._window.notifications.show_notice(Notice(Level(level), text, hint))
