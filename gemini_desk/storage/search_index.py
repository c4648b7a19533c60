"""The full-text index of titles and messages, kept up behind the writes.

Triggers of the database note in `search_backlog` what was written or deleted; nobody who
writes has to think of the index. The store thread works the backlog off when it has nothing
else to do, and a search catches up with the newest of it first. So a message is saved no
slower for being found later, an import of many conversations does not wait for the index,
and a database whose index is to be made anew opens at once.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.storage.conversation_reader import read_time
from gemini_desk.storage.search_words import words_of
from gemini_desk.storage.transcript_rows import transcript_text

if TYPE_CHECKING:
    import sqlite3

MARK_IMAGE: Final = 1
MARK_AUDIO: Final = 2
MARK_VIDEO: Final = 4

_SOUNDS: Final = ("audio", "transcript")
_SLICE: Final = 16  # messages between two looks at the clock
# Titles first, they are few; then the newest messages, which are wanted most often.
_NEXT: Final = (
    f"SELECT number FROM search_backlog WHERE number < 0 ORDER BY number LIMIT {_SLICE}",
    f"SELECT number FROM search_backlog ORDER BY number DESC LIMIT {_SLICE}",
)
_FORGET_PAGES: Final = 32  # some milliseconds of writing
_ONE_PIECE: Final = 3  # a command that merges nothing counts as one change, and there are two
_MESSAGE = """
    SELECT conversation, versions.created_at, answer, (
        SELECT group_concat(kind) FROM parts
        WHERE version IN (versions.number, (
            SELECT number FROM versions AS question WHERE question.id = versions.parent_id
        )) AND kind <> 'text'
    )
    FROM versions WHERE number = ?
"""


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What `catch_up` did.

    Attributes:
        has_more: Whether there is more to do.
        has_removed: Whether something was taken out that was deleted for good.
    """

    has_more: bool
    has_removed: bool


def is_waiting(connection: sqlite3.Connection) -> bool:
    """Whether anything is not indexed yet."""
    return connection.execute("SELECT 1 FROM search_backlog LIMIT 1").fetchone() is not None


def catch_up(connection: sqlite3.Connection, for_s: float) -> CaughtUp:
    """Index what waits, for about so long; the caller holds a transaction.

    The newest titles and the newest messages are indexed however short the time is.
    """
    ends_at = time.monotonic() + for_s
    has_removed = False
    for query in _NEXT:
        while numbers := connection.execute(query).fetchall():
            for (number,) in numbers:
                if number > 0:
                    has_removed |= not _index_message(connection, number)
                else:
                    has_removed |= not _index_title(connection, -number)
            connection.executemany("DELETE FROM search_backlog WHERE number = ?", numbers)
            if time.monotonic() >= ends_at:
                break
    return CaughtUp(is_waiting(connection), has_removed)


def forget(connection: sqlite3.Connection, *, begin: bool) -> bool:
    """Write a piece of the index anew without the words of what was deleted.

    FTS5 only marks them as gone until it happens to rewrite the place where they stand. The
    caller holds a transaction.

    Args:
        connection: The database.
        begin: Whether this is the first piece.

    Returns:
        Whether there is more to do.
    """
    before = connection.total_changes
    pages = -_FORGET_PAGES if begin else _FORGET_PAGES
    for index in ("title_index", "message_index"):
        connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', ?)", (pages,))
    return connection.total_changes - before >= _ONE_PIECE


def message_text(connection: sqlite3.Connection, version: int) -> str:
    """What is searched of a message: its texts, its transcript, and the names of its files."""
    rows = connection.execute(
        "SELECT coalesce(text, name), parts.number, kind FROM parts LEFT JOIN attachments "
        "ON attachments.part = parts.number WHERE version = ? AND kind <> 'thought' "
        "ORDER BY kind <> 'text', position",
        (version,),
    ).fetchall()
    texts: list[str] = []
    for text, part, kind in rows:
        if kind == "transcript":
            texts.append(transcript_text(connection, part))
        texts.append(str(text or ""))
    return "\n".join(filter(None, texts))


def _index_message(connection: sqlite3.Connection, version: int) -> bool:
    """Index a message as it is now; whether it is there."""
    connection.execute("DELETE FROM message_index WHERE rowid = ?", (version,))
    row = connection.execute(_MESSAGE, (version,)).fetchone()
    if row is None:
        return False
    conversation, created_at, answer, kinds = row
    connection.execute(
        "INSERT OR REPLACE INTO search_rows VALUES (?, ?, ?, ?, ?)",
        (
            version,
            conversation,
            int(read_time(created_at).timestamp()),
            (MARK_IMAGE if "image" in (kinds or "") else 0)
            | (MARK_AUDIO if any(kind in (kinds or "") for kind in _SOUNDS) else 0)
            | (MARK_VIDEO if "video" in (kinds or "") else 0),
            _model_of(answer),
        ),
    )
    if text := " ".join(words_of(message_text(connection, version))):
        connection.execute("INSERT INTO message_index (rowid, text) VALUES (?, ?)", (version, text))
    return True


def _index_title(connection: sqlite3.Connection, conversation: int) -> bool:
    """Index a title as it is now; whether it is there."""
    connection.execute("DELETE FROM title_index WHERE rowid = ?", (conversation,))
    row = connection.execute(
        "SELECT title FROM conversations WHERE number = ?", (conversation,)
    ).fetchone()
    if row is not None:
        connection.execute(
            "INSERT INTO title_index (rowid, text) VALUES (?, ?)",
            (conversation, " ".join(words_of(str(row[0])))),
        )
    return row is not None


def models(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Ids of the models that have answered, in alphabetical order."""
    rows = connection.execute("SELECT DISTINCT model FROM search_rows WHERE model <> '' ORDER BY 1")
    return tuple(model for (model,) in rows)


def _model_of(answer: Any) -> str:
    """The id of the model that gave an answer, from the answer's JSON; "" if there is none."""
    try:
        model = json.loads(answer)["model"]["id"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return ""
    return model if isinstance(model, str) else ""
