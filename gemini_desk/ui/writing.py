"""Everything between a thought and its sending: drafts, queue, context, prompts; built and joined.

A part of what `app.Desk` builds behind the window. GUI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gemini_desk.ui.chat.context_controller import ContextController
from gemini_desk.ui.chat.draft_controller import DraftController
from gemini_desk.ui.chat.overflow_controller import OverflowController
from gemini_desk.ui.chat.prompt_controller import PromptController
from gemini_desk.ui.chat.queue_controller import QueueController
from gemini_desk.ui.chat.sending_controller import SendingController
from gemini_desk.ui.chat.summary_controller import SummaryController
from gemini_desk.ui.composer.context_breakdown import ContextBreakdown
from gemini_desk.ui.composer.context_meter import ContextMeter
from gemini_desk.ui.composer.overflow_card import OverflowCard
from gemini_desk.ui.composer.prompt_fields import PromptFields
from gemini_desk.ui.composer.prompt_picker import PromptPicker
from gemini_desk.ui.composer.queue_panel import QueuePanel
from gemini_desk.ui.wiring.composing import ComposingWiring
from gemini_desk.ui.wiring.context import ContextWiring
from gemini_desk.ui.wiring.overflow import OverflowWiring
from gemini_desk.ui.wiring.prompts import PromptsWiring
from gemini_desk.ui.wiring.queue import QueueWiring

if TYPE_CHECKING:
    from gemini_desk.engine.inference_thread import InferenceThread
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.chat.answer_controller import AnswerController
    from gemini_desk.ui.chat.conversation_controller import ConversationController
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.engine_bridge import EngineBridge
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.store_calls import StoreCalls
    from gemini_desk.ui.wiring.notices import HasNotice


class Writing(QObject):
    """The controllers and widgets around the composer.

    Attributes:
        drafts: What is written but not sent.
        queue: What waits for an answer to end.
        context: How much of the context all that takes.
        sending: Whether a message goes now, later, or not before it fits.
        prompts: The library behind "/".
        overflow: What can be done about one that does not fit.
    """

    def __init__(
        self,
        inference: InferenceThread,
        bridge: EngineBridge,
        models: ModelController,
        store: StoreCalls,
        open_conversation: OpenConversation,
        conversations: ConversationController,
        messages: MessageController,
        answers: AnswerController,
        pane: ConversationPane,
        composer: Composer,
        window: MainWindow,
        background: Background,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._conversations = conversations
        self.context = ContextController(
            inference, bridge, models, open_conversation, messages, self
        )
        self.drafts = DraftController(open_conversation, store, self)
        self.drafts.expect()
        self.queue = QueueController(open_conversation, answers, store, self)
        self.sending = SendingController(
            open_conversation, messages, answers, self.queue, self.context, self
        )
        ComposingWiring(self.sending, self.drafts, self.context, pane, composer, window, self)
        ContextWiring(self.context, ContextMeter(), ContextBreakdown(window), composer, self)
        self.overflow = OverflowController(
            open_conversation, messages, self.queue, self.context, self.sending,
            SummaryController(inference, bridge, self), self,
        )  # fmt: skip
        queue_wiring = QueueWiring(
            open_conversation, self.queue, QueuePanel(), composer, window, self
        )
        OverflowWiring(
            self.overflow, queue_wiring, models, pane, OverflowCard(), composer, window, self
        )

        self.prompts = PromptController(store, background, self)
        fields = PromptFields(composer.card.prompt)  # first: the open list gets the keys before it
        picker = PromptPicker(composer.card.prompt, window)
        PromptsWiring(self.prompts, models, picker, fields, window, self)

    def notice_sources(self) -> tuple[HasNotice, ...]:
        """What has something to tell a person."""
        return (self.drafts, self.queue, self.prompts)

    def begin(self) -> None:
        """The store is open: show the draft of the new conversation, or the newest one."""
        self.queue.begin(self._begin_drafts)
        self.prompts.refresh()

    def prepare_to_close(self) -> None:
        """Bring to the disk what is not there yet; count nothing more."""
        self.context.close()
        self.drafts.close()

    def _begin_drafts(self, has_queue: bool) -> None:
        self.drafts.begin(lambda has_draft: self._open_first(has_draft or has_queue))

    def _open_first(self, has_something: bool) -> None:
        """Stay in the new conversation if there is anything in it, else open the newest one."""
        if has_something:
            self._conversations.refresh()
        else:
            self._conversations.open_latest()
