"""Which branch of the open conversation is open, and new conversations made of one.

GUI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gemini_desk.chat.conversation import MessageId
from gemini_desk.chat.versions import neighbour

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.store_calls import StoreCalls


class BranchController(QObject):
    """Goes from version to version of a message, and forks.

    An answer of another branch, or of the conversation that was forked, goes on meanwhile.

    Signals:
        branch_opened: The `Conversation`, of which another branch is open now.
        forked: The `Conversation` that was forked, and the new one, which is open now.
        notice: Level (`info`, `warning`, `error`), text, hint.
    """

    branch_opened = Signal(object)
    forked = Signal(object, object)
    notice = Signal(str, str, str)

    def __init__(
        self, open_conversation: OpenConversation, store: StoreCalls, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._store = store

    def step_version(self, message_id: str, step: int) -> None:
        """Open the branch of a neighbouring version, down to its newest message."""
        conversation = self._open.conversation
        if message_id not in conversation.versions:
            return
        wanted = neighbour(conversation, MessageId(message_id), step)
        if wanted is None:
            return
        conversation.open_branch(wanted)
        leaf_id = conversation.leaf_id
        self._store.run(lambda store: store.set_leaf(conversation.id, leaf_id), None, self._warn)
        self.branch_opened.emit(conversation)

    def fork(self, message_id: str) -> None:
        """Open a new conversation that holds the messages up to this one."""
        conversation = self._open.conversation
        if message_id in conversation.versions:
            forked = conversation.fork(MessageId(message_id))
            self._open.open_unsaved(forked)
            self.forked.emit(conversation, forked)

    def _warn(self, error: GeminiDeskError) -> None:
        self.notice.emit("error", error.message, error.hint)
