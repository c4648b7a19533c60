"""Where a message stands among the versions of its place in the tree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import Conversation, MessageId


@dataclass(frozen=True, slots=True)
class VersionPlace:
    """“2 of 3”.

    Attributes:
        number: From 1, the oldest, to `count`.
        count: Versions of this place in the tree.
    """

    number: int
    count: int

    def __str__(self) -> str:
        return f"Version {self.number} of {self.count}"


def version_places(conversation: Conversation) -> dict[MessageId, VersionPlace]:
    """The places of those messages of the open branch that have other versions.

    Walks through the tree once, so that long conversations can be asked often.
    """
    numbers: dict[MessageId, int] = {}
    counts: Counter[MessageId | None] = Counter()
    for version in conversation.versions.values():
        counts[version.parent_id] += 1
        numbers[version.id] = counts[version.parent_id]
    return {
        version.id: VersionPlace(numbers[version.id], counts[version.parent_id])
        for version in conversation.branch()
        if counts[version.parent_id] > 1
    }


def neighbour(conversation: Conversation, message_id: MessageId, step: int) -> MessageId | None:
    """The version `step` places from `message_id`; None beyond the first and the last one."""
    siblings = conversation.siblings(message_id)
    place = [version.id for version in siblings].index(message_id) + step
    return siblings[place].id if 0 <= place < len(siblings) else None
