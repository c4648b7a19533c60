"""The queue of one conversation, and where in it a message belongs that is being edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.chat.draft import QueuedMessage


@dataclass(frozen=True, slots=True)
class EditedPlace:
    """A place in a queue that goes on meanwhile: messages leave it, and change places.

    Attributes:
        behind: Ids of the messages that stood behind it.
    """

    behind: frozenset[str] = frozenset()

    def or_before(self, messages: Sequence[QueuedMessage]) -> EditedPlace:
        """This place, or the one before `messages`, whichever is the sooner."""
        return EditedPlace(self.behind | {message.id for message in messages})

    def among(self, messages: Sequence[QueuedMessage]) -> int:
        """Its index among `messages`: before all that stood behind it."""
        places = (place for place, message in enumerate(messages) if message.id in self.behind)
        return next(places, len(messages))


@dataclass(slots=True)
class ConversationQueue:
    """What waits in one conversation.

    Attributes:
        messages: The next one first.
        held: Why it does not go on by itself; "" if it does.
        urgent_id: The message that goes as soon as the answer has been stopped.
        edited: Where the message belongs that is in the composer to be edited.
    """

    messages: list[QueuedMessage] = field(default_factory=list)
    held: str = ""
    urgent_id: str = ""
    edited: EditedPlace | None = None
