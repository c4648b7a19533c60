"""Version 4 of the schema: transcripts. Released: never edit it, add another version.

    transcripts          one row for each part of the kind “transcript”, whose recording is in
                         `attachments`; `done_s` is NULL once it was heard to its end, and
                         `resumed_s` is where it was when a start of the program last went on
                         with it by itself
    transcript_segments  what is said, in order; `word_confidences` is a JSON list or NULL

The triggers tell the search index that a message has other words now (see search_schema.py).
"""

from __future__ import annotations

from typing import Final

_TO_BACKLOG: Final = """
        INSERT INTO search_backlog SELECT version FROM parts WHERE parts.number = {row}.part
        AND NOT EXISTS (SELECT 1 FROM search_backlog WHERE search_backlog.number = parts.version);
"""

VERSION_4: Final = (
    """
    CREATE TABLE transcripts (
        part INTEGER PRIMARY KEY REFERENCES parts (number) ON DELETE CASCADE,
        language TEXT,
        duration_s REAL NOT NULL,
        done_s REAL,
        track INTEGER NOT NULL,
        resumed_s REAL
    )
    """,
    """
    CREATE TABLE transcript_segments (
        part INTEGER NOT NULL REFERENCES transcripts (part) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        text TEXT NOT NULL,
        confidence REAL,
        speaker TEXT,
        word_confidences TEXT,
        PRIMARY KEY (part, position)
    ) WITHOUT ROWID
    """,
    f"""
    CREATE TRIGGER search_segment_added AFTER INSERT ON transcript_segments BEGIN
        {_TO_BACKLOG.format(row="new")}
    END
    """,
    f"""
    CREATE TRIGGER search_segment_deleted AFTER DELETE ON transcript_segments BEGIN
        {_TO_BACKLOG.format(row="old")}
    END
    """,
)
