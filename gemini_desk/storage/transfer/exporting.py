"""Everything in the database and its blobs → one archive.

Reads through a connection of its own, which sees the database as it was at the beginning
whatever is written meanwhile; so it runs beside the store thread, and beside a window.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import time
import zipfile
from contextlib import closing
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final, Literal

from gemini_desk import __version__
from gemini_desk.chat.conversation import ConversationId
from gemini_desk.chat.organisation import Folder, Tag
from gemini_desk.storage.atomic_file import replacing
from gemini_desk.storage.attachment_rows import ATTACHMENT_COLUMNS, read_attachment
from gemini_desk.storage.conversation_reader import read_conversation, read_time
from gemini_desk.storage.database import storage_error
from gemini_desk.storage.transfer import BLOB_PREFIX, FORMAT, FORMAT_VERSION, LINES_NAME
from gemini_desk.storage.transfer.objects import to_object
from gemini_desk.storage.transfer.records import (
    ConversationRecord,
    DraftRecord,
    LibraryRecord,
    MessageRecord,
    Record,
)
from gemini_desk.storage.transfer.results import ExportResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.storage.blob_store import BlobStore

logger = logging.getLogger(__name__)

_PIECE_BYTES: Final = 1 << 20
# Of media types whose files are not compressed already.
_COMPRESSIBLE: Final = frozenset({"audio/wav", "audio/x-wav", "audio/aiff", "image/bmp"})
_CONVERSATIONS = """
    SELECT conversations.number, conversations.id, deleted_at, pinned_at, archived_at, folders.id
    FROM conversations LEFT JOIN folders ON folders.number = conversations.folder
    ORDER BY conversations.number
"""


@dataclass(frozen=True, slots=True)
class _File:
    """An attachment's content to be written."""

    name: str
    media_type: str
    path: Path


def export_all(
    database: Path,
    blobs: BlobStore,
    path: Path,
    progress: Callable[[int, int], None] | None = None,
) -> ExportResult:
    """Write everything to the archive `path`; what is there is replaced as a whole.

    Args:
        database: The file of a database in the latest version.
        blobs: The attachments.
        path: The archive, a .zip.
        progress: Called with what is done and what there is to do; what it raises ends the
            export, and nothing is written.

    Raises:
        StorageError: The database cannot be read, or the archive not written.
    """
    try:
        with (
            closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection,
            replacing(path) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        ):
            connection.isolation_level = None
            connection.execute("BEGIN")
            return _Export(connection, blobs, archive, progress or _ignore).run()
    except sqlite3.Error as error:
        logger.info("reading for an export failed", exc_info=True)
        raise storage_error(error) from None


class _Export:
    def __init__(
        self,
        connection: sqlite3.Connection,
        blobs: BlobStore,
        archive: zipfile.ZipFile,
        progress: Callable[[int, int], None],
    ) -> None:
        self._connection = connection
        self._blobs = blobs
        self._archive = archive
        self._progress = progress
        self._result = ExportResult()
        self._files: dict[str, _File] = {}

    def run(self) -> ExportResult:
        (conversations,) = self._connection.execute("SELECT count(*) FROM conversations").fetchone()
        (files,) = self._connection.execute(
            "SELECT count(*) FROM (SELECT sha256 FROM attachments "
            "UNION SELECT sha256 FROM draft_attachments)"
        ).fetchone()
        total = conversations + files
        with self._archive.open(_entry(LINES_NAME), "w", force_zip64=True) as lines:
            _write_line(lines, _header())
            for record in self._records():
                if isinstance(record, ConversationRecord):
                    self._progress(self._result.conversations, total)
                    self._result.conversations += 1
                self._result.messages += isinstance(record, MessageRecord)
                _write_line(lines, to_object(record))
        for number, (sha256, file) in enumerate(self._files.items()):
            self._progress(conversations + number, total)
            self._write_file(sha256, file)
        self._progress(total, total)
        return self._result

    # -- records ----------------------------------------------------------------------------

    def _records(self) -> Iterator[Record]:
        read = self._connection.execute
        for id_, name in read("SELECT id, name FROM folders ORDER BY position, number"):
            yield Folder(id_, name)
        for row in read("SELECT id, name, colour FROM tags ORDER BY position, number"):
            yield Tag(*row)
        tables: tuple[Literal["presets", "prompts"], ...] = ("presets", "prompts")
        for table in tables:
            for id_, body in read(f"SELECT id, body FROM {table} ORDER BY position, id"):
                yield LibraryRecord(table, id_, _decoded(body))
        for row in read(_CONVERSATIONS).fetchall():
            yield from self._conversation(row)
        yield from self._drafts()

    def _conversation(self, row: tuple[Any, ...]) -> Iterator[Record]:
        number, id_, deleted_at, pinned_at, archived_at, folder_id = row
        conversation = read_conversation(self._connection, self._blobs, ConversationId(id_))
        if conversation is None:
            return
        tags = self._connection.execute(
            "SELECT tags.id FROM conversation_tags JOIN tags ON tags.number = tag "
            "WHERE conversation = ? ORDER BY tags.position, tags.number",
            (number,),
        )
        yield ConversationRecord(
            id=conversation.id,
            title=conversation.title,
            title_origin=conversation.title_origin,
            created_at=conversation.created_at,
            updated_at=conversation.updated_at,
            leaf_id=conversation.leaf_id,
            setup=conversation.setup,
            context_cut=conversation.context_cut,
            forked_from=conversation.forked_from,
            deleted_at=_time(deleted_at),
            pinned_at=_time(pinned_at),
            archived_at=_time(archived_at),
            folder_id=folder_id,
            tag_ids=tuple(tag for (tag,) in tags),
        )
        for version in conversation.versions.values():
            for attachment in version.message.files:
                self._note(attachment)
            yield MessageRecord(conversation.id, version)

    def _drafts(self) -> Iterator[DraftRecord]:
        rows = self._connection.execute(
            "SELECT number, id, conversation_id, queued, text, updated_at FROM drafts "
            "ORDER BY conversation_id, queued, position, number"
        ).fetchall()
        for number, id_, conversation_id, is_queued, text, updated_at in rows:
            attachments = []
            for kind, *row in self._connection.execute(
                f"SELECT kind, {ATTACHMENT_COLUMNS} FROM draft_attachments "
                "WHERE draft = ? ORDER BY position",
                (number,),
            ):
                try:
                    attachments.append(read_attachment(self._blobs, kind, row))
                except (TypeError, ValueError):
                    logger.warning("an attachment of a draft that cannot be read was left out")
            for attachment in attachments:
                self._note(attachment)
            yield DraftRecord(
                id_, conversation_id, bool(is_queued), text, read_time(updated_at), (*attachments,)
            )

    def _note(self, attachment: Attachment) -> None:
        file = _File(attachment.name, attachment.media_type, attachment.path)
        self._files.setdefault(attachment.sha256, file)

    # -- files ------------------------------------------------------------------------------

    def _write_file(self, sha256: str, file: _File) -> None:
        if not self._is_whole(sha256, file.path):
            self._result.missing.append(file.name)
            return
        entry = _entry(BLOB_PREFIX + sha256)
        if file.media_type not in _COMPRESSIBLE:
            entry.compress_type = zipfile.ZIP_STORED
        with file.path.open("rb") as source, self._archive.open(entry, "w", force_zip64=True) as to:
            while piece := source.read(_PIECE_BYTES):
                to.write(piece)
        self._result.files += 1

    def _is_whole(self, sha256: str, path: Path) -> bool:
        """Whether the file is there and what its name says: a damaged one helps nobody."""
        try:
            with path.open("rb") as source:
                return hashlib.file_digest(source, "sha256").hexdigest() == sha256
        except OSError:
            logger.info("a file is missing from an export", exc_info=True)
            return False


def _header() -> dict[str, Any]:
    return {
        "type": "header",
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "application": f"Gemini Desk {__version__}",
    }


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, time.localtime()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _write_line(lines: IO[bytes], content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    lines.write(text.encode("utf-8", errors="replace") + b"\n")


def _decoded(body: str | None) -> dict[str, Any] | None:
    try:
        content = None if body is None else json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else None


def _time(text: str | None) -> datetime | None:
    return None if text is None else read_time(text)


def _ignore(_done: int, _total: int) -> None:
    return
