"""What an archive holds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from gemini_desk.chat.organisation import Folder, Tag

if TYPE_CHECKING:
    from datetime import datetime

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import (
        ContextCut,
        ConversationId,
        MessageId,
        MessageVersion,
        TitleOrigin,
    )
    from gemini_desk.chat.setup import ConversationSetup


@dataclass(frozen=True, slots=True)
class LibraryRecord:
    """A preset or a prompt of a person's own, or that a built-in one is hidden.

    Attributes:
        table: Which of the two.
        id: Its id.
        body: Its content as the database holds it; None: hidden.
    """

    table: Literal["presets", "prompts"]
    id: str
    body: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation without its messages; the fields are those of `Conversation`, and its place.

    Attributes:
        deleted_at: When it was put into the bin; None: it is not there.
        pinned_at: When it was pinned, or None.
        archived_at: When it was put away, or None.
        folder_id: Its folder, or None.
        tag_ids: Its tags.
    """

    id: ConversationId
    title: str
    title_origin: TitleOrigin
    created_at: datetime
    updated_at: datetime
    leaf_id: MessageId | None
    setup: ConversationSetup
    context_cut: ContextCut | None = None
    forked_from: ConversationId | None = None
    deleted_at: datetime | None = None
    pinned_at: datetime | None = None
    archived_at: datetime | None = None
    folder_id: str | None = None
    tag_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A message of a conversation that came before it."""

    conversation_id: ConversationId
    version: MessageVersion

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Its files."""
        return self.version.message.files


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A draft, or a message that waits to be sent.

    Attributes:
        is_queued: Whether it waits.
    """

    id: str
    conversation_id: ConversationId
    is_queued: bool
    text: str
    updated_at: datetime
    attachments: tuple[Attachment, ...] = ()


Record: TypeAlias = Folder | Tag | LibraryRecord | ConversationRecord | MessageRecord | DraftRecord
