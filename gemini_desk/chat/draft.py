"""What is written but not sent yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is sent."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost with it; white space is nothing."""
        return not self.text.strip() and not self.attachments

    def followed_by(self, other: Draft) -> Draft:
        """This one, and what was written since."""
        text = "\n".join(piece for piece in (self.text, other.text) if piece)
        return Draft(text, self.attachments + other.attachments)


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """A message that waits until the answer before it has ended.

    Attributes:
        id: Random; stays the same while the message is moved.
        draft: What will be sent.
    """

    id: str
    draft: Draft

    @classmethod
    def new(cls, draft: Draft) -> QueuedMessage:
        """`draft`, to be sent later."""
        import uuid  # 5 ms, with `platform`; the first window has a draft and no queue

        return cls(uuid.uuid4().hex, draft)
