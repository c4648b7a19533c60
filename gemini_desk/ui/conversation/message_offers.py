"""What can be done with a message, and why not now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gemini_desk.ui.conversation.wording import figures

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.shown_message import ShownMessage

ANSWERING: Final = "An answer is being written: wait until it ends, or stop it"
_WRITTEN: Final = "This answer is still being written"


class MessageAction(StrEnum):
    """What can be done with a message."""

    COPY = "copy"
    READ_ALOUD = "read-aloud"
    REGENERATE = "regenerate"
    EDIT = "edit"
    CONTINUE = "continue"
    FORK = "fork"
    DETAILS = "details"


@dataclass(frozen=True, slots=True)
class Offer:
    """An action as a button or a menu shows it.

    Attributes:
        action: Which one.
        label: What it is called.
        icon: Name of its icon.
        obstacle: Why it cannot be done now; "" if it can.
    """

    action: MessageAction
    label: str
    icon: str
    obstacle: str = ""


def offers(item: ShownMessage, *, is_answering: bool, is_read: bool = False) -> tuple[Offer, ...]:
    """What a person can do with `item`, the most usual first.

    Args:
        item: The message.
        is_answering: Whether an answer of this conversation is being written, maybe in
            another branch.
        is_read: Whether it is being read aloud.
    """
    written = _WRITTEN if item.is_streaming else ""
    busy = written or (ANSWERING if is_answering else "")
    found: list[Offer] = []
    if item.has_text:
        label = "Copy message" if item.is_user else "Copy answer"
        found.append(Offer(MessageAction.COPY, label, "copy"))
    part = item.version.message.transcript
    if item.has_text or (part is not None and part.transcript.segments and not item.is_streaming):
        read = ("Stop reading", "stop") if is_read else ("Read aloud", "speaker")
        found.append(Offer(MessageAction.READ_ALOUD, *read))
    label = "Edit message" if item.is_user else "Edit answer"
    if item.has_text or item.version.message.transcript is None:  # that has its own editor
        found.append(Offer(MessageAction.EDIT, label, "edit", written))
    if not item.is_user:
        found.append(Offer(MessageAction.REGENERATE, "Answer again", "refresh", busy))
    if can_continue(item):
        found.append(Offer(MessageAction.CONTINUE, "Go on with this answer", "continue", busy))
    found.append(Offer(MessageAction.FORK, "Fork into a new conversation", "fork", written))
    if figures(item.version.answer):
        found.append(Offer(MessageAction.DETAILS, "Figures of this answer", "info", written))
    return tuple(found)


def can_continue(item: ShownMessage) -> bool:
    """Whether it is an answer that the model may go on with."""
    return not item.is_user and item.version.may_go_on
