"""Versions of messages, and forks: controllers, pane, window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.chat.versions import version_places
from gemini_desk.ui.conversation.message_offers import MessageAction
from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.ui.chat.branch_controller import BranchController
    from gemini_desk.ui.chat.conversation_controller import ConversationController
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow


class BranchesWiring(QObject):
    """Shows which version of a message is open, and goes to the others."""

    def __init__(
        self,
        open_conversation: OpenConversation,
        conversations: ConversationController,
        messages: MessageController,
        branches: BranchController,
        pane: ConversationPane,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._conversations = conversations
        self._pane = pane
        self._window = window
        open_conversation.opened.connect(self._show_places)
        messages.message_added.connect(self._show_places)
        messages.answer_began.connect(self._show_places)
        messages.answer_ended.connect(self._show_places)
        branches.branch_opened.connect(self._show_branch)
        branches.branch_opened.connect(messages.tell_answering)
        branches.forked.connect(self._tell_of_fork)
        pane.commands.fork_requested.connect(branches.fork)
        pane.commands.refused.connect(self._tell_why_not)
        pane.commands.version_requested.connect(branches.step_version)
        pane.edits.question_sent.connect(branches.edit_question)
        pane.edits.answer_saved.connect(branches.edit_answer)
        pane.edits.question_sent.connect(window.action("write").trigger)
        pane.edits.answer_saved.connect(window.action("write").trigger)
        pane.edits.thrown_away.connect(self._offer_edit)
        window.action("edit").triggered.connect(lambda: pane.commands.request(MessageAction.EDIT))
        window.action("fork").triggered.connect(lambda: pane.commands.request(MessageAction.FORK))
        window.action("version-before").triggered.connect(lambda: pane.commands.step_version(-1))
        window.action("version-after").triggered.connect(lambda: pane.commands.step_version(1))

    @Slot()
    def _show_places(self) -> None:
        self._pane.set_places(version_places(self._open.conversation))

    @Slot(object, str)
    def _show_branch(self, conversation: Conversation, message_id: str) -> None:
        self._pane.show_branch(conversation.branch())
        self._show_places()
        self._pane.announce_version(message_id)

    @Slot(object, object)
    def _tell_of_fork(self, conversation: Conversation, forked: Conversation) -> None:
        back = NoticeAction("Back", lambda: self._conversations.open_stored(conversation.id))
        text = f"This is a new conversation, “{forked.title}”."
        hint = f"“{conversation.title}” stays as it was."
        self._window.notifications.show_notice(Notice(Level.INFO, text, hint, action=back))

    @Slot(str)
    def _offer_edit(self, message_id: str) -> None:
        back = NoticeAction("Go on editing", lambda: self._pane.edits.bring_back(message_id))
        text = "The message is as it was; your changes are put aside."
        self._window.notifications.show_notice(Notice(Level.INFO, text, action=back))

    @Slot(str)
    def _tell_why_not(self, obstacle: str) -> None:
        self._window.notifications.show_notice(Notice(Level.INFO, f"{obstacle}."))
