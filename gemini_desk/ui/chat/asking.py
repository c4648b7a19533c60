"""Something that is to be answered, and what could be left out for it. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.conversation import ContextCut, MessageId
from gemini_desk.chat.message import Role
from gemini_desk.markdown.excerpts import without_markup

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gemini_desk.chat.conversation import Conversation, MessageVersion
    from gemini_desk.chat.message import Message
    from gemini_desk.engine.events import GenerationRequest

DRAFT_ID: Final = MessageId("draft")  # of a message that is not sent yet


@dataclass(frozen=True, slots=True)
class Turns:
    """Turns that the model reads now, oldest first, and that could be left out.

    Attributes:
        read: The messages of each.
        summary: What stands for those that were left out before; "" for nothing.
        next_id: Of the message behind them, which must be read.
    """

    read: tuple[tuple[MessageVersion, ...], ...]
    summary: str = ""
    next_id: MessageId = DRAFT_ID

    @classmethod
    def of(cls, conversation: Conversation, path: Sequence[MessageVersion] | None = None) -> Turns:
        """The turns from where the model begins to read.

        Args:
            conversation: Which they are of.
            path: What is to be answered, or gone on with, at its end: that last turn is not
                among them. None for a draft behind the open branch.
        """
        branch, next_id = list(conversation.branch() if path is None else path), DRAFT_ID
        if path is not None:
            last = max(n for n, each in enumerate(branch) if each.message.role is Role.USER)
            branch, next_id = branch[:last], branch[last].id
        ids = [version.id for version in branch]
        cut, summary = conversation.context_cut, ""
        if cut is not None and cut.first_id in (*ids[1:], next_id):
            begin = ids.index(cut.first_id) if cut.first_id in ids else len(ids)
            branch, summary = branch[begin:], cut.summary
        turns: list[list[MessageVersion]] = []
        for version in branch:
            if version.message.role is Role.USER or not turns:
                turns.append([])
            turns[-1].append(version)
        return cls(tuple(tuple(turn) for turn in turns), summary, next_id)

    def cut_after(self, count: int, summary: str) -> ContextCut:
        """The cut that leaves out the oldest `count` turns; `summary` stands for all before."""
        first_id = self.read[count][0].id if count < len(self.read) else self.next_id
        return ContextCut(first_id, summary)

    def last_id(self, count: int) -> MessageId:
        """The last message of the oldest `count` turns."""
        return self.read[count - 1][-1].id

    def words(self, count: int) -> tuple[str, ...]:
        """What the person said in the oldest `count` turns, the beginning of each."""
        firsts = (turn[0].message for turn in self.read[:count])
        return tuple(
            without_markup(" ".join(message.text[:200].split()))
            or ", ".join(attachment.name for attachment in message.attachments)
            or "(empty)"
            for message in firsts
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model is to read for an answer.

    Attributes:
        whole: With every transcript from its beginning to its end.
        least: What must fit if that does not: of the transcripts is chosen what matters. None
            if there is nothing to choose from.
    """

    whole: GenerationRequest
    least: GenerationRequest | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """Of the whole."""
        return self.whole.messages


def _always() -> bool:
    return True


def _nothing() -> None:
    """Nothing becomes of it, and nothing has to."""


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """Something that is to be answered.

    Attributes:
        message_id: Of what the person said: a message that waits, or one of the conversation.
        conversation: Where it is.
        turns: What could be left out for it.
        reading: What the model would read if it began at a cut; None for where it begins now.
        go: Has it answered, with a cut from now on, or without.
        is_sent: Whether the message stands in the conversation already.
        is_wanted: Whether it has not gone, changed or been removed meanwhile.
        drop: The person chose none of the ways out.
    """

    message_id: str
    conversation: Conversation
    turns: Turns
    reading: Callable[[ContextCut | None], Reading]
    go: Callable[[ContextCut | None], None]
    is_sent: bool = False
    is_wanted: Callable[[], bool] = _always
    drop: Callable[[], None] = _nothing
