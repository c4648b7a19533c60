"""How the conversation is read: its size, what is looked for, from message to message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.settings_controller import SettingsController


class ReadingWiring(QObject):
    """Joins the window's actions on the view, the pane, and what is remembered of both."""

    def __init__(
        self,
        settings: SettingsController,
        pane: ConversationPane,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        for name, step in (("find", 0), ("find-next", 1), ("find-previous", -1)):
            window.action(name).triggered.connect(lambda _=False, step=step: pane.find_words(step))
        pane.set_zoom(settings.settings.appearance.zoom_percent)
        pane.zoom_changed.connect(settings.remember_zoom)
        window.action("message-above").triggered.connect(lambda: pane.go_by_message(-1))
        window.action("message-below").triggered.connect(lambda: pane.go_by_message(1))
        window.action("zoom-in").triggered.connect(lambda: pane.zoom_by(1))
        window.action("zoom-out").triggered.connect(lambda: pane.zoom_by(-1))
        window.action("zoom-reset").triggered.connect(lambda: pane.zoom_by(0))
