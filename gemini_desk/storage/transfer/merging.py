"""Records → database, without harm to what is there.

The rule is the same for everything: what has an id that is here stays as it is, and what has
not is added. Only of a conversation that was changed later in the file than here, its title,
place and setup are taken over. Messages are never replaced; the two trees become one. Folders
and tags of the same name become one.

Store thread only.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, assert_never

from gemini_desk.chat.organisation import Folder, Tag
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.storage.attachment_rows import ATTACHMENT_COLUMNS, ATTACHMENT_MARKS, attachment_row
from gemini_desk.storage.conversation_writer import (
    insert_version,
    replace_tags,
    write_time,
)
from gemini_desk.storage.setup_json import cut_to_json, setup_to_json
from gemini_desk.storage.transfer.records import (
    ConversationRecord,
    DraftRecord,
    LibraryRecord,
    MessageRecord,
    Record,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from gemini_desk.chat.conversation import ConversationId
    from gemini_desk.storage.database import Database
    from gemini_desk.storage.transfer.results import ImportResult

_COLUMNS = (
    "title, title_origin, created_at, updated_at, leaf_id, setup, context_cut, forked_from, "
    "deleted_at, pinned_at, archived_at"
)
_UPSERT = f"""
    INSERT INTO conversations (id, {_COLUMNS}, folder)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT number FROM folders WHERE id = ?))
    ON CONFLICT (id) DO UPDATE
    SET ({_COLUMNS}, folder) = ({", ".join(f"excluded.{it}" for it in _COLUMNS.split(", "))},
        excluded.folder)
    WHERE excluded.updated_at > conversations.updated_at
"""


class TransferStore:
    """Takes in records; each call is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def merge(self, merger: Merger, records: Iterable[tuple[int, Record]]) -> None:
        """Write `records`, each with its line.

        Raises:
            StorageError: The disk or the database refused; none of `records` was written.
        """
        with self._database.writing() as connection:
            merger.merge(connection, records)


class Merger:
    """One import; remembers over its transactions what became of what.

    Attributes:
        result: Grows with each call.
    """

    def __init__(self, result: ImportResult) -> None:
        self.result = result
        # Ids of the file → ids here, of folders and tags with a name that was here.
        self._same: dict[str, str] = {}
        # Conversations of the file that were here and have not changed so far.
        self._unchanged: set[ConversationId] = set()

    def merge(self, connection: sqlite3.Connection, records: Iterable[tuple[int, Record]]) -> None:
        """Write `records`, each with its line; the caller holds a transaction."""
        for line, record in records:
            self._add(connection, line, record)

    def finish(self) -> None:
        """Count what is known at the end alone."""
        self.result.unchanged += len(self._unchanged)
        self._unchanged.clear()

    def _add(self, connection: sqlite3.Connection, line: int, record: Record) -> None:
        match record:
            case Folder():
                self._add_named(connection, "folders", record, ())
            case Tag():
                self._add_named(connection, "tags", record, (record.colour,))
            case LibraryRecord():
                self.result.others += _add_to_library(connection, record)
            case ConversationRecord():
                self._add_conversation(connection, record)
            case MessageRecord():
                self._add_message(connection, line, record)
            case DraftRecord():
                self.result.others += _add_draft(connection, record)
            case _:
                assert_never(record)

    def _add_named(
        self,
        connection: sqlite3.Connection,
        table: Literal["folders", "tags"],
        record: Folder | Tag,
        more: tuple[str, ...],
    ) -> None:
        rows = connection.execute(f"SELECT id, name FROM {table}").fetchall()
        ids = {str(id_) for id_, _ in rows}
        if record.id in ids:
            return
        by_name = {str(name).casefold(): str(id_) for id_, name in rows}
        same = by_name.get(record.name.casefold())
        if same is not None:
            self._same[record.id] = same
            return
        columns = ", ".join(("id", "name", "colour")[: 2 + len(more)])
        places = ", ".join("?" * (2 + len(more)))
        connection.execute(
            f"INSERT INTO {table} ({columns}, position) "
            f"SELECT {places}, coalesce(max(position) + 1, 0) FROM {table}",
            (record.id, record.name, *more),
        )
        self.result.others += 1

    def _add_conversation(self, connection: sqlite3.Connection, record: ConversationRecord) -> None:
        was_here = _has(connection, "conversations", record.id)
        folder_id = record.folder_id
        changed = connection.execute(
            _UPSERT,
            (
                record.id,
                record.title,
                record.title_origin,
                write_time(record.created_at),
                write_time(record.updated_at),
                record.leaf_id,
                setup_to_json(record.setup),
                cut_to_json(record.context_cut),
                record.forked_from,
                _time(record.deleted_at),
                _time(record.pinned_at),
                _time(record.archived_at),
                None if folder_id is None else self._same.get(folder_id, folder_id),
            ),
        ).rowcount
        if changed > 0:
            replace_tags(connection, record.id, [self._same.get(it, it) for it in record.tag_ids])
        if not was_here:
            self.result.added += 1
        elif changed > 0:
            self.result.updated += 1
        else:
            self._unchanged.add(record.id)

    def _add_message(
        self, connection: sqlite3.Connection, line: int, record: MessageRecord
    ) -> None:
        row = connection.execute(
            "SELECT number FROM conversations WHERE id = ?", (record.conversation_id,)
        ).fetchone()
        if row is None:
            self.result.add_problem(f"Line {line}: the message belongs to no conversation.")
            return
        here = connection.execute(
            "SELECT conversation FROM versions WHERE id = ?", (record.version.id,)
        ).fetchone()
        if here is None:
            insert_version(connection, row[0], record.version)
            self.result.messages += 1
            if record.conversation_id in self._unchanged:
                self._unchanged.remove(record.conversation_id)
                self.result.updated += 1
        elif here[0] != row[0]:
            self.result.add_problem(
                f"Line {line}: a message with this id belongs to another conversation."
            )


def _add_to_library(connection: sqlite3.Connection, record: LibraryRecord) -> bool:
    """Add a preset or a prompt, unless it is here, be it under another id."""
    body = None if record.body is None else well_formed(json.dumps(record.body, ensure_ascii=False))
    known = connection.execute(
        f"SELECT 1 FROM {record.table} WHERE id = ? OR body = ?", (record.id, body)
    ).fetchone()
    if known is not None:
        return False
    connection.execute(
        f"INSERT INTO {record.table} (id, position, body) "
        f"SELECT ?, CASE WHEN ? IS NULL THEN -1 ELSE coalesce(max(position) + 1, 0) END, ? "
        f"FROM {record.table}",
        (record.id, body, body),
    )
    return True


def _add_draft(connection: sqlite3.Connection, record: DraftRecord) -> bool:
    """Add a draft, unless there is one; what waits is added behind what waits here."""
    known = connection.execute(
        "SELECT 1 FROM drafts WHERE id = ? OR (conversation_id = ? AND queued = 0 AND NOT ?)",
        (record.id, record.conversation_id, record.is_queued),
    ).fetchone()
    if known is not None:
        return False
    cursor = connection.execute(
        "INSERT INTO drafts (id, conversation_id, queued, position, text, updated_at) "
        "SELECT ?, ?, ?, coalesce(max(position) + 1, 0), ?, ? FROM drafts "
        "WHERE conversation_id = ? AND queued = ?",
        (
            record.id,
            record.conversation_id,
            record.is_queued,
            record.text,
            write_time(record.updated_at),
            record.conversation_id,
            record.is_queued,
        ),
    )
    connection.executemany(
        f"INSERT INTO draft_attachments (draft, position, kind, {ATTACHMENT_COLUMNS}) "
        f"VALUES (?, ?, ?, {ATTACHMENT_MARKS})",
        [
            (cursor.lastrowid, place, attachment.kind, *attachment_row(attachment))
            for place, attachment in enumerate(record.attachments)
        ],
    )
    return True


def _has(connection: sqlite3.Connection, table: Literal["conversations"], id_: str) -> bool:
    found = connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (id_,)).fetchone()
    return found is not None


def _time(time: datetime | None) -> str | None:
    return None if time is None else write_time(time)
