"""What the model is asked when something in a conversation is to be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gemini_desk.chat.conversation import MessageId, MessageVersion
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message
from gemini_desk.chat.prompt import prompt_messages
from gemini_desk.engine.events import GenerationRequest
from gemini_desk.ui.chat.asking import DRAFT_ID, Asking, Reading, Turns
from gemini_desk.ui.chat.work_step import reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.conversation import ContextCut, Conversation
    from gemini_desk.chat.draft import Draft
    from gemini_desk.ui.chat.answer_controller import AnswerController
    from gemini_desk.ui.chat.open_conversation import OpenConversation


class RequestMaker(QObject):
    """Makes requests of branches. GUI thread only.

    Attributes:
        parameters: For the next answer.
        system_prompt: Put in front of every conversation; "" for none.
        enable_thinking: Let models think first, where they can.
    """

    def __init__(
        self,
        open_conversation: OpenConversation,
        answers: AnswerController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._answers = answers
        self.parameters = GenerationParameters()
        self.system_prompt = ""
        self.enable_thinking = False

    def reading_with(
        self, conversation: Conversation, draft: Draft, cut: ContextCut | None = None
    ) -> Reading:
        """What the model would read if `draft` were sent now; without it if it is empty.

        Args:
            conversation: Where it would go.
            draft: What would be sent.
            cut: Where the model would begin to read; None for where it does now.
        """
        path = conversation.branch()
        if not draft.is_empty:
            message = Message.user(draft.text, *draft.attachments)
            path.append(
                MessageVersion(DRAFT_ID, conversation.leaf_id, message, conversation.updated_at)
            )
        return self._reading(path, conversation, cut)

    def request_for(
        self, leaf_id: MessageId, conversation: Conversation | None = None
    ) -> GenerationRequest:
        """What the model is asked when the branch ends with `leaf_id`.

        Args:
            leaf_id: A person's message to answer, or an answer to go on with.
            conversation: Which it is in; the open one if None.
        """
        conversation = conversation or self._open.conversation
        return self._request_of(conversation.path_to(leaf_id), conversation)

    def asking(
        self,
        leaf_id: MessageId,
        conversation: Conversation,
        go: Callable[[], None],
        *,
        is_wanted: Callable[[], bool] | None = None,
        drop: Callable[[], None] = lambda: None,
    ) -> Asking:
        """What is to be answered, or gone on with, at the end of a branch.

        Args:
            leaf_id: A person's message to answer, or an answer to go on with.
            conversation: Which it is in.
            go: Has it answered; makes its request then.
            is_wanted: Whether it is still to be answered; if nothing else is being, if None.
            drop: It is not to be answered after all.
        """
        path = conversation.path_to(leaf_id)
        turns = Turns.of(conversation, path)
        wanted = is_wanted or (lambda: self._answers.conversation(conversation.id) is None)

        def begin(cut: ContextCut | None) -> None:
            if wanted():
                if cut is not None:
                    self._open.set_context_cut(conversation, cut)
                go()

        def read(cut: ContextCut | None) -> Reading:
            return self._reading(path, conversation, cut)

        return Asking(
            turns.next_id, conversation, turns, read, begin,
            is_sent=True, is_wanted=wanted, drop=drop,
        )  # fmt: skip

    def leaf_of(self, version: MessageVersion) -> MessageId:
        """Where what is asked ends if an answer goes on."""
        # What has no words yet, as a transcript that grows, does not end what is asked.
        return version.id if version.message.text.strip() else version.parent_id or version.id

    def _reading(
        self,
        path: list[MessageVersion],
        conversation: Conversation,
        cut: ContextCut | None,
    ) -> Reading:
        request = self._request_of(path, conversation, cut)
        return reading(request, path, self._answers.model)

    def _request_of(
        self,
        path: list[MessageVersion],
        conversation: Conversation,
        cut: ContextCut | None = None,
    ) -> GenerationRequest:
        model = self._answers.model
        messages = prompt_messages(
            path,
            conversation.setup.system_prompt_or(self.system_prompt),
            context_cut=cut or conversation.context_cut,
            longest_audio_s=None if model is None else model.capabilities.max_audio_s,
        )
        setup = conversation.setup
        return GenerationRequest(
            messages,
            setup.parameters.over(self.parameters),
            enable_thinking=setup.thinking_or(self.enable_thinking),
        )
