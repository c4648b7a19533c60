"""A message that does not fit, and what can be done about it. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gemini_desk.chat.conversation import ContextCut
from gemini_desk.chat.message import Role
from gemini_desk.ui.chat.message_controller import DRAFT_ID

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import Conversation, MessageId, MessageVersion


class OverflowStage(StrEnum):
    """Where the person and the application stand."""

    LOOKING = "looking"  # which turns would have to go
    CHOOSING = "choosing"
    SUMMARISING = "summarising"
    SUMMARISED = "summarised"


@dataclass(frozen=True, slots=True)
class Overflow:
    """What the card shows.

    Attributes:
        message_id: Of the message that waits.
        prompt_tokens: What it needs, with the conversation.
        limit_tokens: What there is room for beside an answer.
        context_tokens: Longest prompt plus answer.
        stage: Where the person and the application stand.
        left_out: First words of what the person said in the turns that would have to go;
            empty if there are none, or if even that would not be enough.
        summary: What the model has written so far; the person may change it in the end.
        error: Why there is no summary; "" if nothing went wrong.
    """

    message_id: str
    prompt_tokens: int
    limit_tokens: int
    context_tokens: int
    stage: OverflowStage = OverflowStage.LOOKING
    left_out: tuple[str, ...] = ()
    summary: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of a branch that the model reads now, oldest first.

    Attributes:
        read: The messages of each.
        summary: What stands for those that were left out before; "" for nothing.
    """

    read: tuple[tuple[MessageVersion, ...], ...]
    summary: str = ""

    @classmethod
    def of(cls, conversation: Conversation) -> Turns:
        """The turns of the open branch, from where the model begins to read."""
        branch = conversation.branch()
        ids = [version.id for version in branch]
        cut, summary = conversation.context_cut, ""
        if cut is not None and cut.first_id in ids[1:]:
            branch, summary = branch[ids.index(cut.first_id) :], cut.summary
        turns: list[list[MessageVersion]] = []
        for version in branch:
            if version.message.role is Role.USER or not turns:
                turns.append([])
            turns[-1].append(version)
        return cls(tuple(tuple(turn) for turn in turns), summary)

    def cut_after(self, count: int, summary: str) -> ContextCut:
        """The cut that leaves out the oldest `count` turns; `summary` stands for all before."""
        if count < len(self.read):
            return ContextCut(self.read[count][0].id, summary)
        return ContextCut(DRAFT_ID, summary)

    def last_id(self, count: int) -> MessageId:
        """The last message of the oldest `count` turns."""
        return self.read[count - 1][-1].id

    def words(self, count: int) -> tuple[str, ...]:
        """What the person said in the oldest `count` turns, the beginning of each."""
        firsts = (turn[0].message for turn in self.read[:count])
        return tuple(
            " ".join(message.text[:200].split())
            or ", ".join(attachment.name for attachment in message.attachments)
            or "(empty)"
            for message in firsts
        )
