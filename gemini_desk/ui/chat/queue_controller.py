"""Messages that wait until the answer before them has ended. GUI thread only.

Each conversation has a queue of its own, on disk from the moment something is in it. It
goes on by itself after an answer that came to its end; after an error or a stop it is held,
and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.conversation import ConversationId, MessageStatus
from gemini_desk.chat.draft import Draft, QueuedMessage
from gemini_desk.ui.chat.conversation_queue import ConversationQueue, EditedPlace
from gemini_desk.ui.chat.draft_files import missing_notice
from gemini_desk.ui.chat.noticing import Noticing
from gemini_desk.ui.chat.stored_queue import read_new_queue, read_queue

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.conversation import Conversation, MessageVersion
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.ui.chat.answer_controller import AnswerController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.store_calls import StoreCalls

HELD_BY_STOP: Final = "The answer was stopped"
HELD_BY_ERROR: Final = "The answer failed"
HELD_BY_BRANCH: Final = "The answer ended in another version than the one that is open"
HELD_SINCE_CLOSING: Final = "Kept since Gemini Desk was closed"


class QueueController(Noticing):
    """Keeps what waits, and tells whose turn it is.

    Signals:
        changed: Id of the conversation whose queue, or its state, is another now.
        due: `Conversation` and `QueuedMessage`: it is to be sent now, and to be taken out
            with `take` when it is.
        went_on: The next message is about to go by itself, not because a person asked.
    """

    changed = Signal(str)
    went_on = Signal()
    due = Signal(object, object)

    def __init__(
        self,
        open_conversation: OpenConversation,
        answers: AnswerController,
        store: StoreCalls,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._answers = answers
        self._store = store
        self._queues: dict[ConversationId, ConversationQueue] = {}
        self._loaded: set[ConversationId] = set()
        self._new = open_conversation.conversation  # the one without messages
        open_conversation.opened.connect(self._load)
        answers.began.connect(self._on_answer_began)
        answers.ended.connect(self._on_answer_ended)

    def begin(self, then: Callable[[bool], object]) -> None:
        """Look for messages that never became a conversation, once; tell `then` if there are."""
        mine = self._new.id  # what waits there is known: it was written since the start
        self._store.run(
            lambda store: read_new_queue(store, mine),
            lambda found: then(self._take_over(found)),
            lambda error: then(self._give_up(error)),
        )

    # -- what there is --------------------------------------------------------------------

    def messages(self, conversation_id: str) -> tuple[QueuedMessage, ...]:
        """What waits in a conversation, the next one first."""
        return tuple(self._queue(conversation_id).messages)

    def held(self, conversation_id: str) -> str:
        """Why nothing goes on by itself there; "" if it does."""
        return self._queue(conversation_id).held

    def is_answering(self, conversation_id: str) -> bool:
        """Whether an answer is on its way there, for whose end they wait."""
        return self._answers.conversation(ConversationId(conversation_id)) is not None

    # -- what a person does ---------------------------------------------------------------

    def add(
        self,
        conversation_id: str,
        draft: Draft,
        *,
        first: bool = False,
        edited: EditedPlace | None = None,
    ) -> QueuedMessage:
        """Let `draft` wait: behind all, as the next one if `first`, or where `edited` waited."""
        message = QueuedMessage.new(draft)
        queue = self._queue(conversation_id)
        last = len(queue.messages) if edited is None else edited.among(queue.messages)
        queue.messages.insert(0 if first else last, message)
        if len(queue.messages) == 1:
            queue.held = ""
        self._save(conversation_id)
        return message

    def take_to_edit(self, conversation_id: str, message_id: str) -> Draft | None:
        """Take a message out and keep its place; what it says, or None if it has gone already."""
        taken = self.take(conversation_id, message_id)
        if taken is None:
            return None
        message, place = taken
        queue = self._queue(conversation_id)
        before = queue.edited or EditedPlace()  # another one is being edited: both become one
        queue.edited = before.or_before(queue.messages[place:])
        return message.draft

    def leave_edited(self, conversation_id: str) -> EditedPlace | None:
        """Where the message waited that was edited, for whoever sends it; asked once."""
        queue = self._queue(conversation_id)
        edited, queue.edited = queue.edited, None
        return edited

    def put_back(self, conversation_id: str, message: QueuedMessage, place: int) -> None:
        """Let a message that was taken out wait again, where it did."""
        queue = self._queue(conversation_id)
        queue.messages.insert(place, message)
        if not queue.held and not self.is_answering(conversation_id):
            queue.held = HELD_BY_STOP
        self._save(conversation_id)

    def take(self, conversation_id: str, message_id: str) -> tuple[QueuedMessage, int] | None:
        """Take a message out; it with its place, or None if it has gone already."""
        queue = self._queue(conversation_id)
        for place, message in enumerate(queue.messages):
            if message.id == message_id:
                del queue.messages[place]
                if not queue.messages:
                    queue.held = ""
                self._save(conversation_id)
                return message, place
        return None

    def move(self, conversation_id: str, message_id: str, step: int) -> None:
        """Let a message go `step` places later, or sooner if negative."""
        messages = self._queue(conversation_id).messages
        ids = [message.id for message in messages]
        if message_id not in ids:
            return
        place = ids.index(message_id)
        target = max(0, min(len(messages) - 1, place + step))
        if target != place:
            messages.insert(target, messages.pop(place))
            self._save(conversation_id)

    def send_now(self, message_id: str) -> None:
        """Stop the answer of the open conversation, if one is on its way, and send."""
        conversation = self._open.conversation
        message = self._find(conversation.id, message_id)
        if message is None:
            return
        if self.is_answering(conversation.id):
            self._queue(conversation.id).urgent_id = message_id
            self._answers.stop(conversation.id)
        else:
            self._let_go(conversation, message)

    def resume(self) -> None:
        """Go on with the queue of the open conversation."""
        conversation = self._open.conversation
        messages = self.messages(conversation.id)
        if messages and not self.is_answering(conversation.id):
            self._let_go(conversation, messages[0])

    def hold(self, conversation_id: str, reason: str) -> None:
        """Let nothing go on by itself in a conversation, and say why."""
        self._queue(conversation_id).held = reason
        self.changed.emit(conversation_id)

    # -- whose turn it is -----------------------------------------------------------------

    def _let_go(self, conversation: Conversation, message: QueuedMessage) -> None:
        self._queue(conversation.id).held = ""
        self.due.emit(conversation, message)
        self.changed.emit(conversation.id)

    @Slot(object, object)
    def _on_answer_began(self, conversation: Conversation, _version: MessageVersion) -> None:
        if self.messages(conversation.id):
            self.hold(conversation.id, "")  # when it ends, they go on

    @Slot(object, object)
    def _on_answer_ended(self, conversation: Conversation, version: MessageVersion) -> None:
        queue = self._queues.get(conversation.id)
        if queue is None or not queue.messages:
            return
        urgent, queue.urgent_id = self._find(conversation.id, queue.urgent_id), ""
        if self.is_answering(conversation.id):
            return  # another answer of it goes on
        reason = version.answer.finish_reason if version.answer is not None else None
        if urgent is not None:
            self._let_go(conversation, urgent)
        elif version.status is not MessageStatus.COMPLETE:
            self.hold(conversation.id, HELD_BY_ERROR)
        elif conversation.leaf_id != version.id:
            self.hold(conversation.id, HELD_BY_BRANCH)  # it was not written for what is open now
        elif reason is FinishReason.CANCELLED:
            self.hold(conversation.id, HELD_BY_STOP)
        else:
            self.went_on.emit()
            self._let_go(conversation, queue.messages[0])

    # -- the disk -------------------------------------------------------------------------

    @Slot(object)
    def _load(self, conversation: Conversation) -> None:
        if not conversation.versions:
            self._move_new_to(conversation)
        self.changed.emit(conversation.id)
        if conversation.versions and conversation.id not in self._loaded:
            self._loaded.add(conversation.id)
            self._store.run(
                lambda store: read_queue(store, conversation.id),
                lambda found: self._on_loaded(conversation.id, *found),
                self._warn,
            )

    def _move_new_to(self, conversation: Conversation) -> None:
        """There is one new conversation, whichever it is: what waits in it goes along."""
        before, self._new = self._new, conversation
        if before.id == conversation.id or before.versions:
            return
        queue = self._queues.pop(before.id, ConversationQueue())
        if queue.messages:
            self._queues[conversation.id] = queue
            self._save(conversation.id)  # first: at no moment they are nowhere on disk
            self._save(before.id)

    def _take_over(
        self, found: tuple[ConversationId, list[QueuedMessage], tuple[str, ...]] | None
    ) -> bool:
        """Let the messages of a conversation that never began wait in the new one."""
        if found is None or self._new.versions:
            return False
        before, messages, missing = found
        self._on_loaded(self._new.id, messages, missing)
        self._store.run(lambda store: store.drafts.set_queue(before, ()), None, self._warn)
        return bool(messages)

    def _on_loaded(
        self,
        conversation_id: ConversationId,
        messages: list[QueuedMessage],
        missing: tuple[str, ...],
    ) -> None:
        if not messages:
            return
        queue = self._queue(conversation_id)
        queue.messages[:0] = messages  # what was added meanwhile comes behind
        if not self.is_answering(conversation_id):
            queue.held = HELD_SINCE_CLOSING
        self._save(conversation_id)
        if missing:
            self.notice.emit(*missing_notice(missing))

    def _save(self, conversation_id: str) -> None:
        wanted, messages = ConversationId(conversation_id), self.messages(conversation_id)
        self._store.run(lambda store: store.drafts.set_queue(wanted, messages), None, self._warn)
        self.changed.emit(conversation_id)

    # -- within ---------------------------------------------------------------------------

    def _queue(self, conversation_id: str) -> ConversationQueue:
        return self._queues.setdefault(ConversationId(conversation_id), ConversationQueue())

    def _find(self, conversation_id: str, message_id: str) -> QueuedMessage | None:
        messages = self._queue(conversation_id).messages
        return next((message for message in messages if message.id == message_id), None)

    def _give_up(self, error: GeminiDeskError) -> bool:
        self._warn(error)
        return False
