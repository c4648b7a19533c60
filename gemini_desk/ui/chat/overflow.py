"""A message that does not fit, and what can be done about it. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
        message_id: Of the message that waits, or stands in the conversation without an answer.
        prompt_tokens: What it needs, with the conversation.
        limit_tokens: What there is room for beside an answer.
        context_tokens: Longest prompt plus answer.
        stage: Where the person and the application stand.
        left_out: First words of what the person said in the turns that would have to go;
            empty if there are none, or if even that would not be enough.
        summary: What the model has written so far; the person may change it in the end.
        turns_read: How many of the turns that go it stands for so far.
        error: Why there is no summary; "" if nothing went wrong.
        is_sent: Whether the message stands in the conversation already.
        is_estimate: Nobody counted: the numbers are about right.
    """

    message_id: str
    prompt_tokens: int
    limit_tokens: int
    context_tokens: int
    stage: OverflowStage = OverflowStage.LOOKING
    left_out: tuple[str, ...] = ()
    summary: str = ""
    turns_read: int = 0
    error: str = ""
    is_sent: bool = False
    is_estimate: bool = False
