"""The schema, version by version.

A database carries its version in `PRAGMA user_version`. To change the schema:
1. append a migration to `MIGRATIONS`; never edit one that was released;
2. write it as single statements: they run in one transaction together with the new number;
3. add a test that upgrades the version before it to `tests/unit/storage/test_migrations.py`.

The tables of version 1:

    conversations   one row each; `deleted_at` set: in the bin
    versions        nodes of the trees, `number` in the order of writing: parents first
    parts           the parts of a version, in reading order
    attachments     the file of a part, named by its hash
    pending_text    text of answers that are still being written, see below
    search_index    full text; rowid = versions.number, or -conversations.number for a title

An answer that streams is written as small rows of `pending_text` and joined when it ends:
appending to one growing row would write the whole answer again several times a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_VERSION_1 = (
    """
    CREATE TABLE conversations (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        created_at TEXT NOT NULL,  -- times are ISO 8601 in UTC with microseconds: they sort
        updated_at TEXT NOT NULL,
        leaf_id TEXT,
        deleted_at TEXT
    )
    """,
    "CREATE INDEX conversations_by_time ON conversations (deleted_at, updated_at)",
    """
    CREATE TABLE versions (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
        parent_id TEXT,
        role TEXT NOT NULL,
        status TEXT NOT NULL,
        created_at TEXT NOT NULL,
        answer TEXT
    )
    """,
    "CREATE INDEX versions_by_conversation ON versions (conversation, number)",
    "CREATE INDEX versions_streaming ON versions (status) WHERE status = 'streaming'",
    """
    CREATE TABLE parts (
        number INTEGER PRIMARY KEY,
        version INTEGER NOT NULL REFERENCES versions (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        text TEXT,
        UNIQUE (version, position)
    )
    """,
    """
    CREATE TABLE attachments (
        part INTEGER PRIMARY KEY REFERENCES parts (number) ON DELETE CASCADE,
        sha256 TEXT NOT NULL,
        media_type TEXT NOT NULL,
        name TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        width_px INTEGER,
        height_px INTEGER,
        duration_s REAL
    )
    """,
    "CREATE INDEX attachments_by_hash ON attachments (sha256)",
    """
    CREATE TABLE pending_text (
        number INTEGER PRIMARY KEY,
        version INTEGER NOT NULL REFERENCES versions (number) ON DELETE CASCADE,
        text TEXT NOT NULL
    )
    """,
    "CREATE INDEX pending_text_by_version ON pending_text (version, number)",
    "CREATE VIRTUAL TABLE search_index USING fts5 (text, tokenize = 'unicode61')",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_VERSION_1,)
LATEST_VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a database from `version` to the latest, one transaction for each step."""
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
