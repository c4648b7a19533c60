"""From the composer into the conversation: at once, behind an answer, or not before it fits.

GUI thread only. Whatever cannot go at once waits in the queue, on disk and in sight.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.draft import Draft
from gemini_desk.chat.transcription import TRANSCRIBE, one_recording_each
from gemini_desk.errors import PromptTooLongError
from gemini_desk.ui.chat.asking import Asking, Turns

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import ContextCut, Conversation
    from gemini_desk.chat.draft import QueuedMessage
    from gemini_desk.ui.chat.answer_controller import AnswerController
    from gemini_desk.ui.chat.answer_under_way import AnswerUnderWay
    from gemini_desk.ui.chat.context_controller import ContextController
    from gemini_desk.ui.chat.context_usage import ContextUsage
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.chat.queue_controller import QueueController

HELD_BY_LENGTH: Final = "Too long for the model's context"


class SendingController(QObject):
    """Sends messages whose turn it is, if the model can read them.

    Signals:
        overflowed: An `Asking` that waits, and does not fit.
    """

    overflowed = Signal(object)

    def __init__(
        self,
        open_conversation: OpenConversation,
        messages: MessageController,
        answers: AnswerController,
        queue: QueueController,
        context: ContextController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._messages = messages
        self._answers = answers
        self._queue = queue
        self._context = context
        messages.admit = self.admit
        queue.due.connect(self._on_due)
        answers.unchecked.connect(self._check)
        answers.transcripts.left.connect(self._transcribe_next)

    def submit(self, draft: Draft) -> None:
        """Send `draft` to the open conversation, now or when its answer has ended.

        Several recordings to transcribe go one after the other, each with its own transcript.
        """
        conversation, model = self._open.conversation, self._answers.model
        rest: list[Draft] = []
        if model is not None and model.capabilities.audio:
            draft, *rest = one_recording_each(draft, model.capabilities.max_audio_s)
        edited = self._queue.leave_edited(conversation.id)
        if self._messages.is_answering:
            for each in (draft, *rest):
                self._queue.add(conversation.id, each, edited=edited)
            return
        waiting = self._queue.messages(conversation.id)
        for each in reversed(rest):
            self._queue.add(conversation.id, each, first=True)
        if self._context.fits(conversation, draft):
            self._messages.send(draft.text, draft.attachments, conversation)
        elif waiting and not rest:
            # If it does not fit, it waits behind them, and the person is asked about the first.
            message = self._queue.add(conversation.id, draft, edited=edited)
            self._on_due(conversation, message, ask_about=waiting[0])
        else:
            self._on_due(conversation, self._queue.add(conversation.id, draft, first=True))

    @Slot(object, object, str)
    def _transcribe_next(
        self, conversation: Conversation, clips: tuple[Attachment, ...], question: str
    ) -> None:
        """What nobody could tell before a model was loaded: a question has more long recordings."""
        next_ones = [Draft(TRANSCRIBE, (clip,)) for clip in clips]
        if question:
            next_ones.append(Draft(question))  # its recordings and pictures stand above
        waiting = [message.draft for message in self._queue.messages(conversation.id)]
        for each in reversed(next_ones):
            if each not in waiting:  # it is answered anew
                self._queue.add(conversation.id, each, first=True)

    def _go(
        self, conversation: Conversation, message: QueuedMessage, cut: ContextCut | None
    ) -> None:
        """Send a message that waits; from now on the model reads from `cut` on."""
        self._messages.send(message.draft.text, message.draft.attachments, conversation, cut)
        self._queue.take(conversation.id, message.id)

    def admit(self, asking: Asking) -> None:
        """Let something be answered that stands in the conversation, if the model can read it."""
        if self._context.fits_reading(asking.reading(None)):
            asking.go(None)
        else:
            self._context.count(
                asking.reading(None),
                f"asking for {asking.message_id}",
                partial(self._on_asking_counted, asking),
            )

    def _on_asking_counted(self, asking: Asking, usage: ContextUsage | None) -> None:
        if usage is None or usage.fits:
            asking.go(None)
        elif not asking.turns.read and usage.prompt_tokens < usage.context_tokens:
            asking.go(None)  # nothing can be left out, and there is room for a shorter answer
        elif asking.is_wanted():
            self.overflowed.emit(asking)

    @Slot(object)
    def _check(self, answer: AnswerUnderWay) -> None:
        """An answer has waited for the model: only now it can be counted."""
        conversation = answer.conversation
        leaf_id = self._messages.leaf_of(conversation.versions[answer.message_id])

        def go() -> None:
            answer.request = self._messages.request_for(leaf_id, conversation)
            self._answers.let_go(answer)

        def drop() -> None:
            if self._answers.waits(answer):
                self._answers.fail(answer, too_long())

        self.admit(
            self._messages.asking(
                leaf_id, conversation, go,
                is_wanted=lambda: self._answers.waits(answer),
                drop=drop,
            )
        )  # fmt: skip

    @Slot(object, object)
    def _on_due(
        self,
        conversation: Conversation,
        message: QueuedMessage,
        ask_about: QueuedMessage | None = None,
    ) -> None:
        """Send `message` if it fits; if not, ask about it, or about another one that waits."""
        match self._context.fits(conversation, message.draft):
            case True:
                self._send(conversation, message)
            case False:
                self._hold(conversation, ask_about or message)
            case None:
                self._context.count(
                    self._messages.reading_with(conversation, message.draft),
                    f"sending to {conversation.id}",
                    partial(self._on_counted, conversation, message, ask_about or message),
                )

    def _on_counted(
        self,
        conversation: Conversation,
        message: QueuedMessage,
        ask_about: QueuedMessage,
        usage: ContextUsage | None,
    ) -> None:
        conversation = self._newest(conversation)
        waiting = self._queue.messages(conversation.id)
        if message not in waiting:
            return  # edited or removed meanwhile
        if self._answers.conversation(conversation.id) is not None:
            return  # something else was sent; its turn comes again
        if usage is None or usage.fits:
            # What cannot be counted is judged by the model itself.
            self._send(conversation, message)
        else:
            self._hold(conversation, ask_about if ask_about in waiting else message)

    def _newest(self, conversation: Conversation) -> Conversation:
        """The object that stands for `conversation` now: it may have been opened again."""
        if self._open.conversation.id == conversation.id:
            return self._open.conversation
        return self._answers.conversation(conversation.id) or conversation

    def _send(self, conversation: Conversation, message: QueuedMessage) -> None:
        # In this order, so that at no moment the message is in neither place on disk.
        self._messages.send(message.draft.text, message.draft.attachments, conversation)
        self._queue.take(conversation.id, message.id)

    def _hold(self, conversation: Conversation, message: QueuedMessage) -> None:
        self._queue.hold(conversation.id, HELD_BY_LENGTH)
        self.overflowed.emit(
            Asking(
                message.id,
                conversation,
                Turns.of(conversation),
                partial(self._messages.reading_with, conversation, message.draft),
                partial(self._go, conversation, message),
                is_wanted=lambda: message in self._queue.messages(conversation.id),
            )
        )


def too_long() -> PromptTooLongError:
    """Why an answer was given up that waited for the model."""
    return PromptTooLongError(
        "The conversation is too long for the model's context.",
        hint="Try again to choose what it leaves out, or load a model with a larger context.",
    )
