"""Links that were clicked are asked about, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
from gemini_desk.ui.conversation.pane import ConversationPane
from gemini_desk.ui.wiring.links import LinksWiring

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.main_window import MainWindow


def test_only_the_link_clicked_last_is_asked_about(window: MainWindow, qtbot: QtBot) -> None:
    previews = ThreadedMediaPreviews()
    pane = ConversationPane(previews)
    qtbot.addWidget(pane)
    LinksWiring(pane, window, window)
    for address in ("https://example.org/a", "https://example.org/a", "https://example.org/b"):
        pane.link_activated.emit(address, address)
    (toast,) = window.notifications.toasts
    assert toast.notice.hint == "https://example.org/b"
    previews.close()
