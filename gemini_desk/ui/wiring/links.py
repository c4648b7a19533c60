"""Links that were clicked: pane, window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from gemini_desk.ui.markdown.links import LinkCheck, check_link
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
        self._offered: Notice | None = None
        pane.link_activated.connect(self._offer)

    @Slot(str, str)
    def _offer(self, address: str, text: str) -> None:
        url = QUrl(address)
        if url.scheme() not in _OPENED_SCHEMES:
            notice = Notice(Level.WARNING, f"This link is not opened: {address}")
        else:
            notice = _offer_of(check_link(address, text), url)
        if self._offered is not None:  # one question at a time: the link clicked last
            self._window.notifications.dismiss(self._offered)
        self._offered = notice
        self._window.notifications.show_notice(notice)


def _offer_of(link: LinkCheck, url: QUrl) -> Notice:
    """The real address, what to beware of, and a button."""
    is_mail = url.scheme() == "mailto"
    label = "Write a mail" if is_mail else "Open in the browser"
    action = NoticeAction(label, lambda: QDesktopServices.openUrl(url))
    if link.warnings:
        text = f"Look closely: this link leads to {link.target}"
        return Notice(Level.WARNING, text, " ".join([*link.warnings, link.address]), action)
    begin = "This link writes to" if is_mail else "This link leads to"
    return Notice(Level.INFO, f"{begin} {link.target}", link.address, action)
