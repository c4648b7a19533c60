"""Transcripts that a closed window or a crash cut off go on by themselves at the next start.

A long recording is given to the program so that it works while nobody watches: whoever comes back
to it wants the transcript, not a button that should have been pressed hours ago. Nothing is asked
twice, as what was heard is on disk, and a click on Stop ends it as ever. But a transcript that has
gone on by itself once and came no further waits for a person's “Continue”: it may be what brought
the program down, and must not do so at every start. Other answers never go on by themselves: they
take seconds, and the person who asked was looking.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.chat.conversation import ConversationId, MessageId, MessageStatus
from gemini_desk.transcripts.timed_text import clock
from gemini_desk.ui.chat.noticing import Noticing

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import Conversation
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.ui.chat.answer_controller import AnswerController
    from gemini_desk.ui.chat.keeping_controller import KeepingController
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.store_calls import StoreCalls


class TranscriptResuming(Noticing):
    """Goes on with them, once, as soon as the store and a model that takes sound are there.

    GUI thread only.
    """

    def __init__(
        self,
        open_conversation: OpenConversation,
        messages: MessageController,
        answers: AnswerController,
        models: ModelController,
        store: StoreCalls,
        keeping: KeepingController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._messages = messages
        self._answers = answers
        self._models = models
        self._store = store
        self._keeping = keeping
        self._begun = False
        models.loaded.connect(self._begin)
        keeping.opened.connect(self._begin)

    @Slot()
    def _begin(self) -> None:
        model = self._models.model
        if self._begun or not self._keeping.is_open:
            return
        if model is None or not model.capabilities.audio:
            return  # another one may be chosen
        self._begun = True
        self._store.run(lambda store: store.transcripts.take_interrupted(), self._load, self._warn)

    def _load(self, found: tuple[tuple[ConversationId, MessageId], ...]) -> None:
        for conversation_id, message_id in found:
            self._store.run(
                partial(_loaded, conversation_id), partial(self._go_on, message_id), self._warn
            )

    def _go_on(self, message_id: MessageId, loaded: Conversation) -> None:
        conversation = loaded
        if self._open.conversation.id == loaded.id:
            conversation = self._open.conversation
        if self._answers.conversation(loaded.id) is not None:
            return  # a person was faster, with this or with another question in it
        version = conversation.versions.get(message_id)
        part = version.message.transcript if version is not None else None
        if version is None or part is None or version.status is not MessageStatus.INTERRUPTED:
            return
        self._messages.resume(version, conversation)
        name = part.attachment.name
        begun = clock(part.transcript.done_s or 0.0)
        self.notice.emit(
            "info",
            f"The transcript of {name} goes on at {begun}, where it was cut off.",
            "Press Stop if it is not wanted any more.",
        )


def _loaded(conversation_id: ConversationId, store: ConversationStore) -> Conversation:
    return store.load(conversation_id)
