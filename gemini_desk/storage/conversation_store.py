"""Conversations on disk: save, list, load, rename, bin, search.

One object belongs to one thread, in the application the store thread. Each method that
writes is one transaction: done when it returns, or not done at all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gemini_desk.chat.conversation import (
    Conversation,
    ConversationId,
    MessageId,
    MessageStatus,
    MessageVersion,
)
from gemini_desk.chat.message import AudioPart, ImagePart, Message, part_for
from gemini_desk.errors import StorageError
from gemini_desk.storage import search_index
from gemini_desk.storage.answer_json import answer_to_json
from gemini_desk.storage.conversation_list import ConversationSummary, read_bin, read_list
from gemini_desk.storage.conversation_reader import read_conversation
from gemini_desk.storage.conversation_writer import (
    insert_version,
    join_pending_text,
    number_of,
    write_time,
)
from gemini_desk.storage.database import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from gemini_desk.chat.answer import AnswerDetails
    from gemini_desk.storage.blob_store import BlobStore
    from gemini_desk.storage.database import Database


class ConversationStore:
    """The conversations of one database; every method may raise `StorageError`."""

    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self._database = database
        self._blobs = blobs

    # -- reading --------------------------------------------------------------------------

    def list_conversations(self) -> tuple[ConversationSummary, ...]:
        """Every conversation that is not in the bin, the newest first."""
        return self._database.read(read_list)

    def list_bin(self) -> tuple[ConversationSummary, ...]:
        """What is in the bin, the last deleted first."""
        return self._database.read(read_bin)

    def load(self, conversation_id: ConversationId) -> Conversation:
        """The whole conversation, also from the bin.

        Raises:
            StorageError: It is not stored, or cannot be read.
        """
        conversation = self._database.read(
            lambda connection: read_conversation(connection, self._blobs, conversation_id)
        )
        if conversation is None:
            raise StorageError(
                "This conversation is not stored any more.",
                hint="It was deleted, or the database was replaced.",
            )
        return conversation

    def search(self, query: str, *, limit: int = 100) -> tuple[search_index.SearchHit, ...]:
        """Titles and messages that hold all words of `query`, the best first."""
        return self._database.read(lambda it: search_index.find(it, query, limit))

    # -- conversations --------------------------------------------------------------------

    def save_new(self, conversation: Conversation) -> None:
        """Store a conversation with its messages; what is stored already is left as it is.

        An empty conversation is not stored. No other thread may change `conversation`
        meanwhile: `StoreThread.save_new` makes the copy that this needs.

        Raises:
            AttachmentMissingError: A file vanished since it was attached.
        """
        if not conversation.versions:
            return
        versions = [self._with_blobs(version) for version in conversation.versions.values()]
        with self._database.writing() as connection:
            cursor = connection.execute(
                "INSERT OR IGNORE INTO conversations (id, title, created_at, updated_at) "
                "VALUES (?, ?, ?, ?)",
                (
                    conversation.id,
                    storable(conversation.title),
                    write_time(conversation.created_at),
                    write_time(conversation.updated_at),
                ),
            )
            number = number_of(connection, conversation.id)
            if cursor.rowcount:
                search_index.index_title(connection, number, storable(conversation.title))
            for version in versions:
                insert_version(connection, number, version)
            connection.execute(
                "UPDATE conversations SET leaf_id = ? WHERE number = ?",
                (conversation.leaf_id, number),
            )

    def add_version(self, conversation_id: ConversationId, version: MessageVersion) -> None:
        """Add a message and open the branch that ends with it.

        Raises:
            AttachmentMissingError: A file vanished since it was attached.
            StorageError: The conversation is not stored.
        """
        version = self._with_blobs(version)
        with self._database.writing() as connection:
            number = number_of(connection, conversation_id)
            insert_version(connection, number, version)
            connection.execute(
                "UPDATE conversations SET leaf_id = ?, updated_at = max(updated_at, ?) "
                "WHERE number = ?",
                (version.id, write_time(version.created_at), number),
            )

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        """Change the title.

        Raises:
            StorageError: The conversation is not stored.
        """
        title = storable(title)
        with self._database.writing() as connection:
            number = number_of(connection, conversation_id)
            connection.execute(
                "UPDATE conversations SET title = ? WHERE number = ?", (title, number)
            )
            search_index.index_title(connection, number, title)

    def set_leaf(self, conversation_id: ConversationId, leaf_id: MessageId | None) -> None:
        """Remember which branch is open; nothing happens if it is not stored."""
        self._update("UPDATE conversations SET leaf_id = ? WHERE id = ?", leaf_id, conversation_id)

    def delete(self, conversation_id: ConversationId) -> None:
        """Put the conversation into the bin, from where `restore` takes it."""
        self._update(
            "UPDATE conversations SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL",
            write_time(datetime.now(UTC)),
            conversation_id,
        )

    def restore(self, conversation_id: ConversationId) -> None:
        """Take the conversation out of the bin."""
        self._update("UPDATE conversations SET deleted_at = NULL WHERE id = ?", conversation_id)

    def empty_bin(self) -> int:
        """Delete for good what is in the bin, and its files; returns how many there were."""
        with self._database.writing() as connection:
            doomed = connection.execute(
                "SELECT number FROM conversations WHERE deleted_at IS NOT NULL"
            ).fetchall()
            files = connection.execute(
                "SELECT DISTINCT sha256 FROM conversations "
                "JOIN versions ON versions.conversation = conversations.number "
                "JOIN parts ON parts.version = versions.number "
                "JOIN attachments ON attachments.part = parts.number "
                "WHERE deleted_at IS NOT NULL"
            ).fetchall()
            for (number,) in doomed:
                search_index.remove_conversation(connection, number)
            connection.execute("DELETE FROM conversations WHERE deleted_at IS NOT NULL")
            in_use = _files_in_use(connection)
        for (sha256,) in files:
            if sha256 not in in_use:
                self._blobs.remove(sha256)
        return len(doomed)

    def collect_garbage(self) -> int:
        """Delete files that no message refers to; returns how many bytes that freed."""
        return self._blobs.collect_garbage(self._database.read(_files_in_use))

    # -- answers that are being written ---------------------------------------------------

    def append_text(self, message_id: MessageId, delta: str) -> None:
        """Lengthen a message; harmless if it was deleted meanwhile."""
        self.append_texts([(message_id, delta)])

    def append_texts(self, deltas: Iterable[tuple[MessageId, str]]) -> None:
        """Lengthen messages, all in one transaction; costs the same for short and long ones."""
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT INTO pending_text (version, text) "
                "SELECT number, ? FROM versions WHERE id = ?",
                [(storable(delta), message_id) for message_id, delta in deltas],
            )

    def reopen(self, message_id: MessageId) -> None:
        """Let a message stream again that had ended: the model goes on with it."""
        self._update(
            "UPDATE versions SET status = ? WHERE id = ?", MessageStatus.STREAMING, message_id
        )

    def finish(
        self, message_id: MessageId, status: MessageStatus, answer: AnswerDetails | None = None
    ) -> None:
        """End a message that was streaming; harmless if it was deleted meanwhile."""
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT number, conversation FROM versions WHERE id = ?", (message_id,)
            ).fetchone()
            if row is None:
                return
            version, conversation = row
            details = answer_to_json(answer)
            connection.execute(
                "UPDATE versions SET status = ?, answer = coalesce(?, answer) WHERE number = ?",
                (status, None if details is None else storable(details), version),
            )
            join_pending_text(connection, version)
            search_index.index_message(connection, version)
            connection.execute(
                "UPDATE conversations SET updated_at = ? WHERE number = ?",
                (write_time(datetime.now(UTC)), conversation),
            )

    def mark_interrupted(self) -> int:
        """Mark every message that was cut off; returns how many there were.

        For the start, when no process is writing: what streams on disk was cut off.
        """
        with self._database.writing() as connection:
            cut_off = connection.execute(
                "SELECT number FROM versions WHERE status = ?", (MessageStatus.STREAMING,)
            ).fetchall()
            late = connection.execute("SELECT DISTINCT version FROM pending_text").fetchall()
            for (version,) in {*cut_off, *late}:
                join_pending_text(connection, version)
                search_index.index_message(connection, version)
            connection.execute(
                "UPDATE versions SET status = ? WHERE status = ?",
                (MessageStatus.INTERRUPTED, MessageStatus.STREAMING),
            )
        return len(cut_off)

    # -- within ---------------------------------------------------------------------------

    def _update(self, statement: str, *values: str | None) -> None:
        with self._database.writing() as connection:
            connection.execute(statement, values)

    def _with_blobs(self, version: MessageVersion) -> MessageVersion:
        """`version` with its files in the blob store: before a transaction, as it takes long."""
        if not version.message.attachments:
            return version
        parts = tuple(
            part_for(self._blobs.keep(part.attachment))
            if isinstance(part, ImagePart | AudioPart)
            else part
            for part in version.message.parts
        )
        return replace(version, message=Message(version.message.role, parts))


def _files_in_use(connection: sqlite3.Connection) -> set[str]:
    return {digest for (digest,) in connection.execute("SELECT sha256 FROM attachments")}
