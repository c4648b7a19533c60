"""Drafts and messages that wait: what is written but not sent. Store thread only.

A conversation has one draft, and a queue; both may belong to one that has no message and
is not stored yet. A message that is being edited has a draft, too, under its own id. Their
files count as in use, so that no garbage collection takes them.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gemini_desk.chat.conversation import ConversationId, MessageId
from gemini_desk.chat.draft import Draft, QueuedMessage
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.errors import InputError
from gemini_desk.storage.attachment_rows import (
    ATTACHMENT_COLUMNS,
    ATTACHMENT_MARKS,
    attachment_row,
    read_attachment,
)
from gemini_desk.storage.conversation_writer import write_time

if TYPE_CHECKING:
    import sqlite3

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.storage.blob_store import BlobStore
    from gemini_desk.storage.database import Database

logger = logging.getLogger(__name__)


class DraftStore:
    """What is not sent; every method may raise `StorageError`."""

    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self._database = database
        self._blobs = blobs

    def save(self, conversation_id: ConversationId, draft: Draft) -> None:
        """Keep the draft of a conversation; an empty one is forgotten.

        A file that vanished since it was attached is left out: the text must not be lost
        with it.
        """
        draft = self._with_blobs(draft)
        with self._database.writing() as connection:
            _delete(connection, conversation_id, queued=False)
            if not draft.is_empty:
                _insert(connection, conversation_id, uuid.uuid4().hex, draft)

    def load(self, conversation_id: ConversationId) -> Draft | None:
        """The draft of a conversation, or None."""
        found = self._database.read(lambda it: self._read(it, conversation_id, queued=False))
        return found[0].draft if found else None

    def load_new(self) -> tuple[ConversationId, Draft] | None:
        """The newest draft of a conversation that is not stored, with that one's id."""
        conversation_id = self._newest_unstored(queued=False)
        draft = None if conversation_id is None else self.load(conversation_id)
        return None if conversation_id is None or draft is None else (conversation_id, draft)

    def edits(self, conversation_id: ConversationId) -> dict[MessageId, Draft]:
        """What is being edited in a conversation: drafts by the id of their message."""

        def read(connection: sqlite3.Connection) -> dict[MessageId, Draft]:
            rows = connection.execute(
                "SELECT versions.id FROM drafts "
                "JOIN versions ON versions.id = drafts.conversation_id "
                "JOIN conversations ON conversations.number = versions.conversation "
                "WHERE conversations.id = ? AND queued = 0",
                (conversation_id,),
            ).fetchall()
            found: dict[MessageId, Draft] = {}
            for (id_,) in rows:
                (message,) = self._read(connection, ConversationId(id_), queued=False)
                found[MessageId(id_)] = message.draft
            return found

        return self._database.read(read)

    def queue(self, conversation_id: ConversationId) -> tuple[QueuedMessage, ...]:
        """The messages that wait in a conversation, the next one first."""
        return self._database.read(lambda it: self._read(it, conversation_id, queued=True))

    def queue_new(
        self, besides: ConversationId | None = None
    ) -> tuple[ConversationId, tuple[QueuedMessage, ...]] | None:
        """The newest queue of a conversation that is not stored, with that one's id.

        Args:
            besides: A conversation that is left out.
        """
        conversation_id = self._newest_unstored(queued=True, besides=besides)
        return None if conversation_id is None else (conversation_id, self.queue(conversation_id))

    def set_queue(
        self, conversation_id: ConversationId, messages: tuple[QueuedMessage, ...]
    ) -> None:
        """Let these messages wait in a conversation, and no others."""
        kept = [replace(message, draft=self._with_blobs(message.draft)) for message in messages]
        with self._database.writing() as connection:
            _delete(connection, conversation_id, queued=True)
            for position, message in enumerate(kept):
                _insert(connection, conversation_id, message.id, message.draft, position)

    def _newest_unstored(
        self, *, queued: bool, besides: ConversationId | None = None
    ) -> ConversationId | None:
        row = self._database.read(
            lambda it: it.execute(
                "SELECT conversation_id FROM drafts WHERE queued = ? AND conversation_id NOT IN "
                "(SELECT id FROM conversations UNION ALL SELECT id FROM versions) "
                "AND conversation_id IS NOT ? ORDER BY updated_at DESC, number DESC LIMIT 1",
                (queued, besides),
            ).fetchone()
        )
        return None if row is None else ConversationId(row[0])

    def _read(
        self, connection: sqlite3.Connection, conversation_id: ConversationId, *, queued: bool
    ) -> tuple[QueuedMessage, ...]:
        rows = connection.execute(
            "SELECT number, id, text FROM drafts WHERE conversation_id = ? AND queued = ? "
            "ORDER BY position, number",
            (conversation_id, queued),
        ).fetchall()
        return tuple(
            QueuedMessage(str(id_), Draft(str(text), self._read_attachments(connection, number)))
            for number, id_, text in rows
        )

    def _read_attachments(
        self, connection: sqlite3.Connection, draft: int
    ) -> tuple[Attachment, ...]:
        attachments = []
        for kind, *row in connection.execute(
            f"SELECT kind, {ATTACHMENT_COLUMNS} FROM draft_attachments WHERE draft = ? "
            "ORDER BY position",
            (draft,),
        ):
            try:
                attachments.append(read_attachment(self._blobs, kind, row))
            except (TypeError, ValueError):
                logger.warning("an attachment of a draft that cannot be read was left out")
        return tuple(attachments)

    def _with_blobs(self, draft: Draft) -> Draft:
        kept = []
        for attachment in draft.attachments:
            try:
                kept.append(self._blobs.keep(attachment))
            except InputError:
                logger.info("a file of a draft is not there any more")
        return replace(draft, attachments=tuple(kept))


def _delete(
    connection: sqlite3.Connection, conversation_id: ConversationId, *, queued: bool
) -> None:
    connection.execute(
        "DELETE FROM drafts WHERE conversation_id = ? AND queued = ?", (conversation_id, queued)
    )


def _insert(
    connection: sqlite3.Connection,
    conversation_id: ConversationId,
    id_: str,
    draft: Draft,
    position: int | None = None,
) -> None:
    """Write a draft, or with a position in the queue a message that waits."""
    cursor = connection.execute(
        # A message that waited in another conversation waits here from now on.
        "INSERT OR REPLACE INTO drafts (id, conversation_id, queued, position, text, updated_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (
            id_,
            conversation_id,
            position is not None,
            position or 0,
            well_formed(draft.text),
            write_time(datetime.now(UTC)),
        ),
    )
    connection.executemany(
        f"INSERT INTO draft_attachments (draft, position, kind, {ATTACHMENT_COLUMNS}) "
        f"VALUES (?, ?, ?, {ATTACHMENT_MARKS})",
        [
            (cursor.lastrowid, place, attachment.kind, *attachment_row(attachment))
            for place, attachment in enumerate(draft.attachments)
        ],
    )
