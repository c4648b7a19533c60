"""When a message does not fit: which turns would have to go, and what the person chooses.

GUI thread only. Nothing is left out before the person says so, and everything stays in the
conversation: only where the model begins to read is another place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.tasks.summarise_turns import SUMMARY_TOKENS
from gemini_desk.ui.chat.asking import Turns
from gemini_desk.ui.chat.overflow import Overflow, OverflowStage

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.ui.chat.asking import Asking
    from gemini_desk.ui.chat.context_controller import ContextController
    from gemini_desk.ui.chat.context_usage import ContextUsage
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.chat.queue_controller import QueueController
    from gemini_desk.ui.chat.sending_controller import SendingController
    from gemini_desk.ui.chat.summary_controller import SummaryController

_PURPOSE = "overflow"
_AROUND_SUMMARY = 32  # tokens of the words that introduce a summary


@dataclass(frozen=True, slots=True)
class _Search:
    """What is looked for: how many turns must go so that everything else fits."""

    summary: str
    extra_tokens: int
    then: Callable[[int], None]


class OverflowController(QObject):
    """Offers ways out for one message of the open conversation at a time.

    Signals:
        changed: The `Overflow` that is to be shown; None when there is none any more.
    """

    changed = Signal(object)

    def __init__(
        self,
        open_conversation: OpenConversation,
        messages: MessageController,
        queue: QueueController,
        context: ContextController,
        sending: SendingController,
        summaries: SummaryController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._messages = messages
        self._queue = queue
        self._context = context
        self._sending = sending
        self._summaries = summaries
        self._state: Overflow | None = None
        self._asking: Asking | None = None
        self._turns = Turns(())
        self._count = 0  # of the oldest turns that would go
        sending.overflowed.connect(self._on_overflow)
        queue.changed.connect(self._look_whether_wanted)
        messages.answering_changed.connect(self._look_whether_wanted)
        open_conversation.opened.connect(self.dismiss)
        summaries.progressed.connect(self._on_summary_progress)
        summaries.text_changed.connect(self._on_summary_text)
        summaries.ended.connect(self._on_summary_ended)

    @property
    def state(self) -> Overflow | None:
        """What is shown now."""
        return self._state

    # -- what a person chooses ------------------------------------------------------------

    def leave_out(self) -> None:
        """Send; the model does not read the turns any more that were named."""
        if self._state is not None and self._state.left_out:
            self._send(self._turns.summary)

    def summarise(self) -> None:
        """Let the model write what shall stand for the turns that go."""
        if self._state is None or not self._state.left_out:
            return
        self._show(stage=OverflowStage.SUMMARISING, summary="", turns_read=0, error="")
        self._find("", SUMMARY_TOKENS + _AROUND_SUMMARY, self._begin_summary)

    def use_summary(self, summary: str) -> None:
        """Send; `summary` stands for the turns that go, an empty one for nothing."""
        if self._state is not None and self._state.stage is OverflowStage.SUMMARISED:
            self._send(summary.strip())

    def back(self) -> None:
        """Stop summarising, or drop the summary: choose again."""
        self._summaries.stop()
        if self._state is not None:
            self._show(stage=OverflowStage.LOOKING, summary="", error="")
            self._find(self._turns.summary, 0, self._offer)

    @Slot()
    def dismiss(self) -> None:
        """Show nothing any more; a message in the queue goes on waiting."""
        asking, self._asking = self._asking, None
        self._context.forget(_PURPOSE)
        self._summaries.stop()
        if asking is not None:
            asking.drop()
        if self._state is not None:
            self._state = None
            self.changed.emit(None)

    # -- which turns would have to go -----------------------------------------------------

    @Slot()
    def try_again(self) -> None:
        """Another model is there: perhaps what does not fit fits now."""
        asking, self._asking = self._asking, None
        if asking is None:
            return
        self.dismiss()
        if asking.is_sent:
            self._sending.admit(asking)
        else:
            self._queue.resume()

    @Slot(object)
    def _on_overflow(self, asking: Asking) -> None:
        if asking.conversation is not self._open.conversation:
            asking.drop()  # it waits, and says so; here it comes when the person sends it on
            return
        if self._asks_already(asking):
            return  # the person is choosing, or the model is summarising
        self.dismiss()
        self._asking = asking
        self._turns = asking.turns
        self._context.count(asking.reading(None), _PURPOSE, self._begin)

    def _asks_already(self, asking: Asking) -> bool:
        """Whether the same message is asked about, behind the same turns."""
        asked = self._asking
        return (
            asked is not None
            and not asked.is_sent
            and asked.message_id == asking.message_id
            and asked.turns == asking.turns
        )

    def _begin(self, usage: ContextUsage | None) -> None:
        asking = self._asking
        if usage is None or asking is None:
            return
        self._state = Overflow(
            asking.message_id, usage.prompt_tokens, usage.limit_tokens, usage.context_tokens,
            is_sent=asking.is_sent, is_estimate=usage.is_estimate,
        )  # fmt: skip
        self.changed.emit(self._state)
        self._find(self._turns.summary, 0, self._offer)

    def _offer(self, count: int) -> None:
        self._count = count
        self._show(stage=OverflowStage.CHOOSING, left_out=self._turns.words(count))

    def _find(self, summary: str, extra_tokens: int, then: Callable[[int], None]) -> None:
        """Tell `then` how many of the oldest turns must go; 0 if even all are too few.

        Args:
            summary: What stands for them.
            extra_tokens: What there must be room for besides.
            then: Is not told if the person chooses something else meanwhile.
        """
        search = _Search(summary, extra_tokens, then)
        if self._turns.read:
            self._try(search, 1, len(self._turns.read))
        else:
            then(0)

    def _try(self, search: _Search, low: int, high: int) -> None:
        """Halve the range in which the answer lies."""
        if self._asking is None:
            return
        cut = self._turns.cut_after((low + high) // 2, search.summary)
        self._context.count(
            self._asking.reading(cut), _PURPOSE, partial(self._narrow, search, low, high)
        )

    def _narrow(self, search: _Search, low: int, high: int, usage: ContextUsage | None) -> None:
        middle = (low + high) // 2
        fits = usage is not None and usage.prompt_tokens + search.extra_tokens <= usage.limit_tokens
        if low == high:
            search.then(middle if fits else 0)
        elif fits:
            self._try(search, low, middle)
        else:
            self._try(search, middle + 1, high)

    # -- the summary ----------------------------------------------------------------------

    def _begin_summary(self, count: int) -> None:
        if not count:
            self._show(
                stage=OverflowStage.CHOOSING,
                error="There is no room for a summary beside this message.",
            )
            return
        self._count = count
        self._show(left_out=self._turns.words(count))
        self._summaries.start(self._messages.request_for(self._turns.last_id(count)))

    @Slot(int)
    def _on_summary_progress(self, turns_read: int) -> None:
        if self._state is not None and self._state.stage is OverflowStage.SUMMARISING:
            self._show(turns_read=turns_read)

    @Slot(str)
    def _on_summary_text(self, text: str) -> None:
        if self._state is not None and self._state.stage is OverflowStage.SUMMARISING:
            self._show(summary=text)

    @Slot(str, str)
    def _on_summary_ended(self, text: str, error: str) -> None:
        if self._state is None or self._state.stage is not OverflowStage.SUMMARISING:
            return
        if error:
            self._show(stage=OverflowStage.CHOOSING, summary="", error=error)
        else:
            self._show(stage=OverflowStage.SUMMARISED, summary=text)

    # -- within ---------------------------------------------------------------------------

    def _send(self, summary: str) -> None:
        asking, self._asking = self._asking, None
        if asking is not None:
            self.dismiss()
            asking.go(self._turns.cut_after(self._count, summary))

    @Slot()
    def _look_whether_wanted(self) -> None:
        if self._asking is not None and not self._asking.is_wanted():
            self.dismiss()  # edited, removed, stopped, or sent

    def _show(self, **changes: object) -> None:
        if self._state is not None:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]  # by name
            self.changed.emit(self._state)
