"""Messages that wait: controller, panel above the composer, window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.chat.queue_controller import QueueController
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.composer.queue_panel import QueuePanel
    from gemini_desk.ui.main_window import MainWindow


class QueueWiring(QObject):
    """Shows what waits in the open conversation, and does what a person does to it."""

    def __init__(
        self,
        open_conversation: OpenConversation,
        queue: QueueController,
        panel: QueuePanel,
        composer: Composer,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._queue = queue
        self._panel = panel
        self._composer = composer
        self._window = window
        composer.add_above(panel)
        queue.changed.connect(self._on_changed)
        open_conversation.opened.connect(self._show)
        panel.edit_requested.connect(self.edit)
        panel.send_requested.connect(queue.send_now)
        panel.remove_requested.connect(self._remove)
        panel.move_requested.connect(self._move)
        panel.resume_requested.connect(queue.resume)
        self._show(open_conversation.conversation)

    @Slot(str)
    def edit(self, message_id: str) -> None:
        """Bring a message that waits back into the composer, before what is written there."""
        draft = self._queue.take_to_edit(self._open.conversation.id, message_id)
        if draft is not None:
            self._composer.restore_draft(draft.text, draft.attachments)
            self._composer.focus_prompt()

    def make_room(self, for_a_card: bool) -> None:
        """Whether a card with a question stands between what waits and the composer."""
        self._panel.make_room(for_a_card)

    @Slot(str)
    def _on_changed(self, conversation_id: str) -> None:
        if conversation_id == self._open.conversation.id:
            self._show(self._open.conversation)

    @Slot(object)
    def _show(self, conversation: Conversation) -> None:
        self._panel.set_messages(
            self._queue.messages(conversation.id),
            self._queue.held(conversation.id),
            answering=self._queue.is_answering(conversation.id),
        )

    @Slot(str)
    def _remove(self, message_id: str) -> None:
        conversation_id = self._open.conversation.id
        taken = self._queue.take(conversation_id, message_id)
        if taken is None:
            return
        if not self._queue.messages(conversation_id):
            self._composer.focus_prompt()
        action = NoticeAction("Undo", lambda: self._queue.put_back(conversation_id, *taken))
        self._window.notifications.show_notice(
            Notice(Level.INFO, "Removed a message that waited", action=action)
        )

    @Slot(str, int)
    def _move(self, message_id: str, step: int) -> None:
        self._queue.move(self._open.conversation.id, message_id, step)
