"""Versions 3, 5 and 7 of the schema: the search index. Released: never edit them, add another.

    title_index     FTS5; rowid = conversations.number
    message_index   FTS5; rowid = versions.number; folded words of texts and names of files
    search_rows     what filters ask of a message, small enough to stay in memory
    search_backlog  what is to be indexed anew, or taken out: numbers of versions, and negative
                    numbers of conversations for their titles

Triggers fill the backlog. They do not touch the FTS5 tables, which SQLite forbids them while
`trusted_schema` is off; what was deleted is found no more, as its other rows are gone. Nor do
they say OR IGNORE: the statement that fires them would overrule it.

The prefix index finds words by their first two letters in a seventh of the time, and makes
the index larger by a third of the text; with three letters the words are few enough. Trigrams
would take four times as much and find no word of one or two characters, as most Chinese ones
are (tests/benchmarks/search.py).
"""

from __future__ import annotations

from typing import Final

from gemini_desk.storage.search_words import EMOJI

VERSION_3: Final = (
    "DROP TABLE IF EXISTS search_index",
    "CREATE VIRTUAL TABLE title_index USING fts5 "
    "(text, tokenize = 'unicode61 remove_diacritics 0', prefix = '2')",
    "CREATE VIRTUAL TABLE message_index USING fts5 "
    "(text, tokenize = 'unicode61 remove_diacritics 0', prefix = '2')",
    """
    CREATE TABLE search_rows (
        number INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL,
        created_at INTEGER NOT NULL,  -- seconds since 1970
        marks INTEGER NOT NULL,
        model TEXT NOT NULL
    )
    """,
    "CREATE INDEX search_rows_by_conversation ON search_rows (conversation)",
    "CREATE INDEX search_rows_by_time ON search_rows (created_at)",
    "CREATE TABLE search_backlog (number INTEGER PRIMARY KEY)",
    "INSERT INTO search_backlog SELECT number FROM versions",
    "INSERT INTO search_backlog SELECT -number FROM conversations",
    """
    CREATE TRIGGER search_version_added AFTER INSERT ON versions BEGIN
        INSERT INTO search_backlog SELECT new.number
        WHERE NOT EXISTS (SELECT 1 FROM search_backlog WHERE number = new.number);
    END
    """,
    """
    CREATE TRIGGER search_version_changed AFTER UPDATE OF answer ON versions BEGIN
        INSERT INTO search_backlog SELECT new.number
        WHERE NOT EXISTS (SELECT 1 FROM search_backlog WHERE number = new.number);
    END
    """,
    """
    CREATE TRIGGER search_version_deleted AFTER DELETE ON versions BEGIN
        DELETE FROM search_rows WHERE number = old.number;
        INSERT INTO search_backlog SELECT old.number
        WHERE NOT EXISTS (SELECT 1 FROM search_backlog WHERE number = old.number);
    END
    """,
    """
    CREATE TRIGGER search_part_added AFTER INSERT ON parts BEGIN
        INSERT INTO search_backlog SELECT new.version
        WHERE NOT EXISTS (SELECT 1 FROM search_backlog WHERE number = new.version);
    END
    """,
    """
    CREATE TRIGGER search_part_changed AFTER UPDATE OF text ON parts BEGIN
        INSERT INTO search_backlog SELECT new.version
        WHERE NOT EXISTS (SELECT 1 FROM search_backlog WHERE number = new.version);
    END
    """,
    """
    CREATE TRIGGER search_title_added AFTER INSERT ON conversations BEGIN
        INSERT INTO search_backlog SELECT -new.number
        WHERE NOT EXISTS (SELECT 1 FROM search_backlog WHERE number = -new.number);
    END
    """,
    """
    CREATE TRIGGER search_title_changed AFTER UPDATE OF title ON conversations BEGIN
        INSERT INTO search_backlog SELECT -new.number
        WHERE NOT EXISTS (SELECT 1 FROM search_backlog WHERE number = -new.number);
    END
    """,
    """
    CREATE TRIGGER search_title_deleted AFTER DELETE ON conversations BEGIN
        INSERT INTO search_backlog SELECT -old.number
        WHERE NOT EXISTS (SELECT 1 FROM search_backlog WHERE number = -old.number);
    END
    """,
)

# Version 5: what has emoji is indexed again, now that these are words.
_HAS_EMOJI: Final = f"GLOB '*[{EMOJI}]*'"
VERSION_5: Final = (
    f"""
    INSERT OR IGNORE INTO search_backlog
    SELECT version FROM parts LEFT JOIN attachments ON attachments.part = parts.number
    WHERE text {_HAS_EMOJI} OR name {_HAS_EMOJI}
    """,
    f"""
    INSERT OR IGNORE INTO search_backlog
    SELECT version FROM parts JOIN transcript_segments ON part = parts.number
    WHERE transcript_segments.text {_HAS_EMOJI}
    """,
    f"""
    INSERT OR IGNORE INTO search_backlog
    SELECT -number FROM conversations WHERE title {_HAS_EMOJI}
    """,
)

# Version 7: messages with pictures, sound or film are few, and can be told at once.
WITH_MEDIA: Final = "marks <> 0"  # as the index has it: else SQLite does not know that it serves
VERSION_7: Final = (
    f"CREATE INDEX search_rows_with_media ON search_rows (marks) WHERE {WITH_MEDIA}",
)
