"""Versions of messages: controllers, pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.chat.versions import version_places

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.ui.chat.branch_controller import BranchController
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow


class BranchesWiring(QObject):
    """Shows which version of a message is open, and goes to the others."""

    def __init__(
        self,
        open_conversation: OpenConversation,
        messages: MessageController,
        branches: BranchController,
        pane: ConversationPane,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._pane = pane
        open_conversation.opened.connect(self._show_places)
        messages.message_added.connect(self._show_places)
        messages.answer_began.connect(self._show_places)
        branches.branch_opened.connect(self._show_branch)
        pane.version_requested.connect(branches.step_version)
        window.action("version-before").triggered.connect(lambda: pane.step_version(-1))
        window.action("version-after").triggered.connect(lambda: pane.step_version(1))

    @Slot()
    def _show_places(self) -> None:
        self._pane.set_places(version_places(self._open.conversation))

    @Slot(object)
    def _show_branch(self, conversation: Conversation) -> None:
        self._pane.show_branch(conversation.branch())
        self._show_places()
