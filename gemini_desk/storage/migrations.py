"""The schema, version by version.

A database carries its version in `PRAGMA user_version`. To change the schema:
1. append a migration to `MIGRATIONS`; never edit one that was released;
2. write it as single statements: they run in one transaction together with the new number;
3. add a test that upgrades the version before it to `tests/unit/storage/test_migrations.py`.

The tables:

    conversations   one row each; `deleted_at` set: in the bin
    versions        nodes of the trees, `number` in the order of writing: parents first
    parts           the parts of a version, in reading order
    attachments     the file of a part, named by its hash
    pending_text    text of answers that are still being written, see below

since version 2:

    folders, tags       in the order of `position`
    conversation_tags   which conversation carries which tags
    drafts              what is not sent: one draft a conversation, and its queue
    draft_attachments   the files of a draft, named by their hash
    presets, prompts    a person's own, as JSON; without a body: a built-in one that is hidden

the search index of versions 3, 5 and 7, in search_schema.py, and the transcripts of version 4,
in transcript_schema.py; version 6 adds the sound track to attachments and draft_attachments, and
version 8 what of a file is not used, and where a recording that was transcribed is damaged.

An answer that streams is written as small rows of `pending_text` and joined when it ends:
appending to one growing row would write the whole answer again several times a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.storage.search_schema import VERSION_3, VERSION_5, VERSION_7
from gemini_desk.storage.transcript_schema import VERSION_4

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

_VERSION_2 = (
    """
    CREATE TABLE folders (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        position INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE tags (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        colour TEXT NOT NULL,
        position INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE conversation_tags (
        conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
        tag INTEGER NOT NULL REFERENCES tags (number) ON DELETE CASCADE,
        PRIMARY KEY (conversation, tag)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX conversation_tags_by_tag ON conversation_tags (tag)",
    "ALTER TABLE conversations ADD COLUMN pinned_at TEXT",
    "ALTER TABLE conversations ADD COLUMN archived_at TEXT",
    "ALTER TABLE conversations ADD COLUMN folder INTEGER "
    "REFERENCES folders (number) ON DELETE SET NULL",
    "ALTER TABLE conversations ADD COLUMN title_origin TEXT NOT NULL DEFAULT 'words'",
    # Nobody wrote down who gave the titles of before: to be safe, a person did.
    "UPDATE conversations SET title_origin = 'person'",
    "ALTER TABLE conversations ADD COLUMN setup TEXT",
    "ALTER TABLE conversations ADD COLUMN context_cut TEXT",
    "ALTER TABLE conversations ADD COLUMN forked_from TEXT",
    "CREATE INDEX conversations_by_folder ON conversations (folder)",
    "ALTER TABLE parts ADD COLUMN duration_s REAL",  # how long a thought took
    "ALTER TABLE pending_text ADD COLUMN kind TEXT NOT NULL DEFAULT 'text'",
    "ALTER TABLE pending_text ADD COLUMN arrived_s REAL",  # since 1970
    """
    CREATE TABLE drafts (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation_id TEXT NOT NULL,  -- may be one that has no message and is not stored yet
        queued INTEGER NOT NULL,  -- 0: the draft in the composer, 1: waits to be sent
        position INTEGER NOT NULL,
        text TEXT NOT NULL,
        updated_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX drafts_by_conversation ON drafts (conversation_id, queued, position)",
    """
    CREATE TABLE draft_attachments (
        number INTEGER PRIMARY KEY,
        draft INTEGER NOT NULL REFERENCES drafts (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        media_type TEXT NOT NULL,
        name TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        width_px INTEGER,
        height_px INTEGER,
        duration_s REAL
    )
    """,
    "CREATE INDEX draft_attachments_by_draft ON draft_attachments (draft, position)",
    "CREATE INDEX draft_attachments_by_hash ON draft_attachments (sha256)",
    "CREATE TABLE presets (id TEXT PRIMARY KEY, position INTEGER NOT NULL, body TEXT)",
    "CREATE TABLE prompts (id TEXT PRIMARY KEY, position INTEGER NOT NULL, body TEXT)",
)

# Which sound track of a film a person chose.
_VERSION_6 = (
    "ALTER TABLE attachments ADD COLUMN track INTEGER",
    "ALTER TABLE draft_attachments ADD COLUMN track INTEGER",
)

# What of a file is not used, in a sentence, and the places of a recording that cannot be read, as
# JSON: see damage_json.py.
_VERSION_8 = (
    "ALTER TABLE attachments ADD COLUMN note TEXT",
    "ALTER TABLE draft_attachments ADD COLUMN note TEXT",
    "ALTER TABLE transcripts ADD COLUMN damages TEXT",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _VERSION_1,
    _VERSION_2,
    VERSION_3,
    VERSION_4,
    VERSION_5,
    _VERSION_6,
    VERSION_7,
    _VERSION_8,
)
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
