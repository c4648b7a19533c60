"""Conversations on disk: save, list, load, put in order, bin, search.

One object belongs to one thread, in the application the store thread. Each method that
writes is one transaction: done when it returns, or not done at all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gemini_desk.chat.conversation import (
    ContextCut,
    Conversation,
    ConversationId,
    MessageId,
    MessageStatus,
    MessageVersion,
    TitleOrigin,
)
from gemini_desk.chat.message import Message, TextPart, ThoughtPart
from gemini_desk.errors import StorageError
from gemini_desk.storage.answer_rows import finish_answer, interrupt_answers
from gemini_desk.storage.conversation_bin import delete_binned
from gemini_desk.storage.conversation_list import ConversationSummary, read_bin, read_list
from gemini_desk.storage.conversation_reader import read_conversation
from gemini_desk.storage.conversation_writer import (
    insert_conversation,
    insert_version,
    number_of,
    rename_conversation,
    replace_tags,
    write_time,
)
from gemini_desk.storage.draft_store import DraftStore
from gemini_desk.storage.library_store import preset_store, prompt_store
from gemini_desk.storage.organisation_store import FolderStore, TagStore
from gemini_desk.storage.pending_text import AppendText, TextKind, insert_pending
from gemini_desk.storage.search_store import SearchStore
from gemini_desk.storage.setup_json import cut_to_json, setup_to_json
from gemini_desk.storage.space_store import SpaceStore
from gemini_desk.storage.transcript_store import TranscriptStore
from gemini_desk.storage.transfer.merging import TransferStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.answer import AnswerDetails
    from gemini_desk.chat.message import Part
    from gemini_desk.chat.setup import ConversationSetup
    from gemini_desk.storage.blob_store import BlobStore
    from gemini_desk.storage.database import Database
    from gemini_desk.storage.search_query import SearchHit, SearchQuery


class ConversationStore:
    """The conversations of one database; every method may raise `StorageError`.

    Attributes:
        folders: The folders that conversations lie in.
        tags: The tags that they carry.
        drafts: What is written but not sent.
        presets: Ways to be answered that have a name.
        prompts: Texts that are sent again and again.
        transcripts: What is said in recordings.
        index: What is searched.
        transfer: Takes in what is imported.
        space: How much room all of it takes.
    """

    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self.folders = FolderStore(database)
        self.tags = TagStore(database)
        self.drafts = DraftStore(database, blobs)
        self.presets = preset_store(database)
        self.prompts = prompt_store(database)
        self.transcripts = TranscriptStore(database)
        self.index = SearchStore(database)
        self.transfer = TransferStore(database)
        self.space = SpaceStore(database, blobs)
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

    def search(self, query: SearchQuery) -> tuple[SearchHit, ...]:
        """Titles and messages where everything in `query` is found, the best first."""
        return self.index.find(query)

    def models_used(self) -> tuple[str, ...]:
        """Ids of the models whose answers can be searched, in alphabetical order."""
        return self.index.models()

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
            insert_conversation(connection, conversation, versions)

    def add_version(self, conversation_id: ConversationId, version: MessageVersion) -> None:
        """Add a message and open the branch that ends with it.

        Raises:
            AttachmentMissingError: A file vanished since it was attached.
            NotStoredError: The conversation is not stored.
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

    def rename(
        self,
        conversation_id: ConversationId,
        title: str,
        origin: TitleOrigin = TitleOrigin.PERSON,
    ) -> bool:
        """Change the title; whether it was, as only a person replaces a person's title.

        Raises:
            StorageError: The conversation is not stored.
        """
        with self._database.writing() as connection:
            return rename_conversation(connection, conversation_id, title, origin)

    def set_pinned(self, conversation_id: ConversationId, pinned: bool) -> None:
        """Keep the conversation at the top of the list, or not."""
        self._update(
            "UPDATE conversations SET pinned_at = ? WHERE id = ?",
            write_time(datetime.now(UTC)) if pinned else None,
            conversation_id,
        )

    def set_archived(self, conversation_id: ConversationId, archived: bool) -> None:
        """Put the conversation away, or take it out again."""
        self._update(
            "UPDATE conversations SET archived_at = ? WHERE id = ?",
            write_time(datetime.now(UTC)) if archived else None,
            conversation_id,
        )

    def set_folder(self, conversation_id: ConversationId, folder_id: str | None) -> None:
        """Put the conversation into a folder; None, or one that is gone: into none."""
        self._update(
            "UPDATE conversations SET folder = (SELECT number FROM folders WHERE id = ?) "
            "WHERE id = ?",
            folder_id,
            conversation_id,
        )

    def set_tags(self, conversation_id: ConversationId, tag_ids: Iterable[str]) -> None:
        """Let the conversation carry these tags and no others; tags that are gone are left out."""
        with self._database.writing() as connection:
            replace_tags(connection, conversation_id, tag_ids)

    def set_setup(self, conversation_id: ConversationId, setup: ConversationSetup) -> None:
        """Remember what the conversation does differently; nothing if it is not stored."""
        self._update(
            "UPDATE conversations SET setup = ? WHERE id = ?",
            setup_to_json(setup),
            conversation_id,
        )

    def set_context_cut(self, conversation_id: ConversationId, cut: ContextCut | None) -> None:
        """Remember where the model begins to read; nothing if it is not stored."""
        self._update(
            "UPDATE conversations SET context_cut = ? WHERE id = ?",
            cut_to_json(cut),
            conversation_id,
        )

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

    def delete_for_good(self, conversation_id: ConversationId) -> bool:
        """Delete a conversation that is in the bin, and its files; whether it was there."""
        return self._delete_binned(conversation_id) > 0

    def empty_bin(self) -> int:
        """Delete for good what is in the bin, and its files; returns how many there were."""
        return self._delete_binned(None)

    # -- answers that are being written ---------------------------------------------------

    def append_text(self, message_id: MessageId, delta: str, kind: TextKind = "text") -> None:
        """Lengthen a message or its thoughts; harmless if it was deleted meanwhile."""
        self.append_texts([AppendText(message_id, delta, kind)])

    def append_texts(self, deltas: Iterable[AppendText]) -> None:
        """Lengthen messages, all in one transaction; costs the same for short and long ones."""
        with self._database.writing() as connection:
            insert_pending(connection, deltas)

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
            finish_answer(connection, message_id, status, answer)

    def mark_interrupted(self) -> int:
        """Mark every message that was cut off; returns how many there were.

        For the start, when no process is writing: what streams on disk was cut off.
        """
        with self._database.writing() as connection:
            return interrupt_answers(connection)

    # -- within ---------------------------------------------------------------------------

    def _delete_binned(self, conversation_id: ConversationId | None) -> int:
        with self._database.writing() as connection:
            count, files = delete_binned(connection, conversation_id)
        for sha256 in files:
            self._blobs.remove(sha256)
        return count

    def _update(self, statement: str, *values: str | None) -> None:
        with self._database.writing() as connection:
            connection.execute(statement, values)

    def _with_blobs(self, version: MessageVersion) -> MessageVersion:
        """`version` with its files in the blob store: before a transaction, as it takes long."""
        if not version.message.files:
            return version
        parts = tuple(self._with_blob(part) for part in version.message.parts)
        return replace(version, message=Message(version.message.role, parts))

    def _with_blob(self, part: Part) -> Part:
        if isinstance(part, TextPart | ThoughtPart):
            return part
        return replace(part, attachment=self._blobs.keep(part.attachment))
