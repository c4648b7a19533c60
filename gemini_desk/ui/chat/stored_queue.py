"""What waits in a conversation, out of the store. On the store's thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.ui.chat.draft_files import without_missing

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import ConversationId
    from gemini_desk.chat.draft import QueuedMessage
    from gemini_desk.storage.conversation_store import ConversationStore


def read_new_queue(
    store: ConversationStore, besides: ConversationId
) -> tuple[ConversationId, list[QueuedMessage], tuple[str, ...]] | None:
    """The same of a conversation that never began, with its id."""
    found = store.drafts.queue_new(besides)
    return None if found is None else (found[0], *read_queue(store, found[0]))


def read_queue(
    store: ConversationStore, conversation_id: ConversationId
) -> tuple[list[QueuedMessage], tuple[str, ...]]:
    """What waits, without files that vanished, and their names."""
    messages: list[QueuedMessage] = []
    missing: tuple[str, ...] = ()
    for message in store.drafts.queue(conversation_id):
        draft, gone = without_missing(message.draft)
        missing += gone
        if not draft.is_empty:
            messages.append(replace(message, draft=draft))
    return messages, missing
