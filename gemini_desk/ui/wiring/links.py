"""Links that were clicked: pane, window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow

_OPENED_SCHEMES: Final = ("https", "http", "mailto")


class LinksWiring(QObject):
    """Shows where a link really leads; only the person opens it."""

    def __init__(self, pane: ConversationPane, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        pane.link_activated.connect(self._offer)

    @Slot(str)
    def _offer(self, address: str) -> None:
        url = QUrl(address)
        if url.scheme() not in _OPENED_SCHEMES:
            notice = Notice(Level.WARNING, f"This link is not opened: {address}")
        else:
            action = NoticeAction("Open in the browser", lambda: QDesktopServices.openUrl(url))
            notice = Notice(Level.INFO, f"The link leads to {address}", action=action)
        self._window.notifications.show_notice(notice)
