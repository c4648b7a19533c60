"""Clips that shall be written down: pane, and what is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.chat.draft import Draft
from gemini_desk.chat.transcription import TRANSCRIBE

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.ui.chat.sending_controller import SendingController
    from gemini_desk.ui.conversation.pane import ConversationPane


class TranscribingWiring(QObject):
    """Asks for the transcript of a clip at the end of its conversation, now or in the queue."""

    def __init__(self, sending: SendingController, pane: ConversationPane, parent: QObject) -> None:
        super().__init__(parent)
        self._sending = sending
        pane.transcribe_requested.connect(self._ask)

    @Slot(object)
    def _ask(self, clip: Attachment) -> None:
        self._sending.submit(Draft(TRANSCRIBE, (clip,)))
