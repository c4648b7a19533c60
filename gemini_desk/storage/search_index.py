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
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.storage.conversation_reader import read_time
from gemini_desk.storage.search_words import words_of

if TYPE_CHECKING:
    import sqlite3

MARK_IMAGE: Final = 1
MARK_AUDIO: Final = 2

_SLICE: Final = 16  # messages between two looks at the clock
# Titles first, they are few; then the newest messages, which are wanted most often.
_NEXT: Final = (
    f"SELECT number FROM search_backlog WHERE number < 0 ORDER BY number LIMIT {_SLICE}",
    f"SELECT number FROM search_backlog ORDER BY number DESC LIMIT {_SLICE}",
)
_MESSAGE = """
    SELECT conversation, versions.created_at, answer, (
        SELECT group_concat(kind) FROM parts
        WHERE version IN (versions.number, (
            SELECT number FROM versions AS question WHERE question.id = versions.parent_id
        )) AND kind <> 'text'
    )
    FROM versions WHERE number = ?
"""


def is_waiting(connection: sqlite3.Connection) -> bool:
    """Whether anything is not indexed yet."""
    return connection.execute("SELECT 1 FROM search_backlog LIMIT 1").fetchone() is not None


def catch_up(connection: sqlite3.Connection, for_s: float) -> bool:
    """Index what waits, for about so long; the caller holds a transaction.

    The newest titles and the newest messages are indexed however short the time is.

    Returns:
        Whether there is more to do.
    """
    ends_at = time.monotonic() + for_s
    for query in _NEXT:
        while numbers := connection.execute(query).fetchall():
            for (number,) in numbers:
                if number > 0:
                    _index_message(connection, number)
                else:
                    _index_title(connection, -number)
            connection.executemany("DELETE FROM search_backlog WHERE number = ?", numbers)
            if time.monotonic() >= ends_at:
                break
    return is_waiting(connection)


def message_text(connection: sqlite3.Connection, version: int) -> str:
    """What is searched of a message: its texts, and the names of its files."""
    rows = connection.execute(
        "SELECT coalesce(text, name) FROM parts LEFT JOIN attachments "
        "ON attachments.part = parts.number WHERE version = ? AND kind <> 'thought' "
        "ORDER BY kind <> 'text', position",
        (version,),
    )
    return "\n".join(str(text) for (text,) in rows if text)


def _index_message(connection: sqlite3.Connection, version: int) -> None:
    connection.execute("DELETE FROM message_index WHERE rowid = ?", (version,))
    row = connection.execute(_MESSAGE, (version,)).fetchone()
    if row is None:
        return
    conversation, created_at, answer, kinds = row
    connection.execute(
        "INSERT OR REPLACE INTO search_rows VALUES (?, ?, ?, ?, ?)",
        (
            version,
            conversation,
            int(read_time(created_at).timestamp()),
            (MARK_IMAGE if "image" in (kinds or "") else 0)
            | (MARK_AUDIO if "audio" in (kinds or "") else 0),
            _model_of(answer),
        ),
    )
    if text := " ".join(words_of(message_text(connection, version))):
        connection.execute("INSERT INTO message_index (rowid, text) VALUES (?, ?)", (version, text))


def _index_title(connection: sqlite3.Connection, conversation: int) -> None:
    connection.execute("DELETE FROM title_index WHERE rowid = ?", (conversation,))
    row = connection.execute(
        "SELECT title FROM conversations WHERE number = ?", (conversation,)
    ).fetchone()
    if row is not None:
        connection.execute(
            "INSERT INTO title_index (rowid, text) VALUES (?, ?)",
            (conversation, " ".join(words_of(str(row[0])))),
        )


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
