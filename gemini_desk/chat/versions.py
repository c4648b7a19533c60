"""Where a message stands among the versions of its place in the tree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.chat.conversation import MessageStatus

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import Conversation, MessageId, MessageVersion


@dataclass(frozen=True, slots=True)
class VersionPlace:
    """“2 of 3”.

    Attributes:
        number: From 1, the oldest, to `count`.
        count: Versions of this place in the tree.
        answers_elsewhere: Whether an answer is being written to another of them, or is one.
    """

    number: int
    count: int
    answers_elsewhere: bool = False

    def __str__(self) -> str:
        meanwhile = "; an answer is being written in another" if self.answers_elsewhere else ""
        return f"Version {self.number} of {self.count}{meanwhile}"


def version_places(conversation: Conversation) -> dict[MessageId, VersionPlace]:
    """The places of those messages of the open branch that have other versions.

    Walks through the tree once, so that long conversations can be asked often.
    """
    numbers: dict[MessageId, int] = {}
    counts: Counter[MessageId | None] = Counter()
    for version in conversation.versions.values():
        counts[version.parent_id] += 1
        numbers[version.id] = counts[version.parent_id]
    branch = conversation.branch()
    busy = _parents_of_answers_elsewhere(conversation, branch)
    return {
        version.id: VersionPlace(
            numbers[version.id], counts[version.parent_id], version.parent_id in busy
        )
        for version in branch
        if counts[version.parent_id] > 1
    }


def _parents_of_answers_elsewhere(
    conversation: Conversation, branch: list[MessageVersion]
) -> set[MessageId | None]:
    """Where branches with an answer on its way leave `branch`: ids of the last shared message."""
    here = {version.id for version in branch}
    return {
        version.parent_id
        for answer in conversation.versions.values()
        if answer.status is MessageStatus.STREAMING
        for version in conversation.path_to(answer.id)
        if version.id not in here
    }


def neighbour(conversation: Conversation, message_id: MessageId, step: int) -> MessageId | None:
    """The version `step` places from `message_id`; None beyond the first and the last one."""
    siblings = conversation.siblings(message_id)
    place = [version.id for version in siblings].index(message_id) + step
    return siblings[place].id if 0 <= place < len(siblings) else None
