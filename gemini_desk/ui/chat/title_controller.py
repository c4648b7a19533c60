"""New conversations are named by the model, while nobody waits for it. GUI thread only."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.conversation import MessageStatus, TitleOrigin
from gemini_desk.chat.message import Role
from gemini_desk.engine.events import Failed, Finished, JobId
from gemini_desk.tasks.title import clean_title, title_request, writes_titles

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import Conversation, MessageVersion
    from gemini_desk.engine.inference_thread import InferenceThread
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.ui.chat.answer_controller import AnswerController
    from gemini_desk.ui.chat.conversation_controller import ConversationController
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.engine_bridge import EngineBridge
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.store_calls import StoreCalls

logger = logging.getLogger(__name__)

# One that made way for the next question is asked for again behind it, this often at most:
# later a person knows the conversation by the title that it has.
_QUESTIONS: Final = 3


@dataclass(slots=True, eq=False)
class _Naming:
    """A title on its way."""

    conversation: Conversation
    text: str = ""


class TitleController(QObject):
    """Asks the model for a title when its first answers have ended.

    A person's title is never replaced, and a person's question ends the asking at once.

    Attributes:
        enabled: Whether titles are asked for; else the first words stay.
    """

    def __init__(
        self,
        thread: InferenceThread,
        bridge: EngineBridge,
        models: ModelController,
        open_conversation: OpenConversation,
        conversations: ConversationController,
        messages: MessageController,
        answers: AnswerController,
        store: StoreCalls,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._thread = thread
        self._models = models
        self._open = open_conversation
        self._conversations = conversations
        self._messages = messages
        self._answers = answers
        self._store = store
        self._namings: dict[JobId, _Naming] = {}
        self.enabled = True
        answers.ended.connect(self._on_answer_ended)
        bridge.text_arrived.connect(self._on_text)
        bridge.event_arrived.connect(self._on_event)

    @Slot(object, object)
    def _on_answer_ended(self, conversation: Conversation, version: MessageVersion) -> None:
        if self.enabled and self._model_can() and _needs_title(conversation, version):
            request = title_request(self._messages.request_for(version.id, conversation))
            self._namings[self._thread.submit(request)] = _Naming(conversation)

    def _model_can(self) -> bool:
        model = self._models.model
        return model is not None and writes_titles(model)

    @Slot(int, str, int)
    def _on_text(self, job_id: int, text: str, _tokens: int) -> None:
        naming = self._namings.get(JobId(job_id))
        if naming is not None:
            naming.text += text

    @Slot(int, object)
    def _on_event(self, job_id: int, event: object) -> None:
        if not isinstance(event, Finished | Failed):
            return
        naming = self._namings.pop(JobId(job_id), None)
        if naming is None:
            return
        if isinstance(event, Failed):
            logger.info("No title: %s", event.error.message)
        elif event.reason is FinishReason.STOP:  # else it made way, or is no title but a speech
            self._name(naming.conversation, clean_title(naming.text))

    def _name(self, conversation: Conversation, title: str) -> None:
        if not title:
            return
        self._store.run(
            lambda store: store.rename(conversation.id, title, TitleOrigin.MODEL),
            lambda renamed: self._on_renamed(conversation, title) if renamed else None,
            _ignore,
        )

    def _on_renamed(self, conversation: Conversation, title: str) -> None:
        if conversation.id == self._open.conversation.id:
            # A person may have been faster here, and is last on disk then, too.
            if self._open.conversation.title_origin is not TitleOrigin.PERSON:
                self._open.set_title(title, TitleOrigin.MODEL)
        else:
            shown = self._answers.conversation(conversation.id) or conversation
            shown.title, shown.title_origin = title, TitleOrigin.MODEL
        self._conversations.refresh()


def _needs_title(conversation: Conversation, version: MessageVersion) -> bool:
    """Whether `version` is one of the first answers of a conversation that nobody named."""
    if conversation.title_origin is not TitleOrigin.WORDS or conversation.forked_from is not None:
        return False
    if version.status is not MessageStatus.COMPLETE or not version.message.text.strip():
        return False
    if version.answer is None or version.answer.finish_reason is FinishReason.CANCELLED:
        return False
    path = conversation.path_to(version.id)
    return sum(it.message.role is Role.USER for it in path) <= _QUESTIONS


def _ignore(error: GeminiDeskError) -> None:
    """The conversation was deleted meanwhile, or the disk refuses: the title can wait."""
    logger.info("A title was not stored: %s", error.message)
