"""From a `SearchQuery` to the places where it is found, the best first.

Titles come before messages. Within each, order is by rank (BM25), then by time. Only the
newest thousand messages that match are ranked: of a word that stands in most messages the
ranks tell nothing, and computing them all would take a quarter of a second.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.conversation import ConversationId, MessageId
from gemini_desk.chat.message import Role
from gemini_desk.storage.conversation_reader import read_time
from gemini_desk.storage.search_excerpt import excerpt
from gemini_desk.storage.search_index import (
    MARK_AUDIO,
    MARK_IMAGE,
    MARK_VIDEO,
    message_text,
)
from gemini_desk.storage.search_query import SearchHit, SearchQuery, Terms, parse
from gemini_desk.storage.search_schema import WITH_MEDIA

if TYPE_CHECKING:
    import sqlite3

_RANKED: Final = 1000
_EVER: Final = 2**62
_RANK_DECIMALS: Final = 1  # closer ranks count as equal, and time decides
_ROLES: Final = {role.value: role for role in Role}

_FEW: Final = 500
"""Messages with media that are looked up one by one; of more, some are soon met anyway."""
_OF_MEDIA: Final = f"SELECT number FROM search_rows WHERE {WITH_MEDIA} AND marks & :marks = :marks"

_HIT = """
    SELECT conversations.id, versions.id, title, versions.created_at, role
    FROM versions JOIN conversations ON conversations.number = versions.conversation
    WHERE versions.number = ?
"""


def find(connection: sqlite3.Connection, query: SearchQuery) -> tuple[SearchHit, ...]:
    """Where everything in `query` is found."""
    terms = parse(query.text)
    if not terms.wanted and (not query.is_filtered or _asks_for_nothing(query, terms)):
        return ()
    numbers = _Numbers(connection, query)
    titles = _titles(connection, query, terms, numbers) if terms.wanted else []
    messages = _messages(connection, query, terms, numbers)
    room = max(query.limit - len(messages), query.limit // 4, 1)  # titles leave room for messages
    return (*titles[:room], *messages)[: query.limit]


def _asks_for_nothing(query: SearchQuery, terms: Terms) -> bool:
    """Whether something was typed, but no word."""
    return bool(query.text.strip()) and not terms.excluded


def _titles(
    connection: sqlite3.Connection, query: SearchQuery, terms: Terms, numbers: _Numbers
) -> list[SearchHit]:
    conversations, messages, values = _conditions(query)
    if messages:
        # The filters ask of messages: one that passes them must be there.
        messages = numbers.condition_on("search_rows.number") + messages
        conversations += (
            f" AND EXISTS (SELECT 1 FROM search_rows WHERE {messages}"
            "conversation = conversations.number)"
        )
    rows = connection.execute(
        "SELECT conversations.id, title, updated_at, bm25(title_index) "
        "FROM title_index CROSS JOIN conversations ON conversations.number = title_index.rowid "
        f"WHERE title_index MATCH :match AND {conversations} "
        "ORDER BY title_index.rowid DESC LIMIT :ranked",
        values | numbers.values | {"match": terms.match, "ranked": _RANKED},
    ).fetchall()
    rows.sort(key=lambda row: str(row[2]), reverse=True)
    rows.sort(key=lambda row: round(row[3], _RANK_DECIMALS))
    return [
        SearchHit(
            ConversationId(id_),
            None,
            excerpt(str(title), terms.wanted),
            str(title),
            read_time(updated_at),
            None,
        )
        for id_, title, updated_at, _ in rows[: query.limit]
    ]


def _messages(
    connection: sqlite3.Connection, query: SearchQuery, terms: Terms, numbers: _Numbers
) -> list[SearchHit]:
    conversations, messages, values = _conditions(query)
    values |= numbers.values
    # A plus keeps SQLite from gathering the messages of nearly all conversations to sort them:
    # by time it can stop at the last that is shown.
    column = "conversation" if query.folder_id or query.tag_id else "+conversation"
    # What is quicker to tell comes first: that halves the time of a filter that leaves little.
    where = f"{messages}{column} IN (SELECT number FROM conversations WHERE {conversations})"
    if terms.wanted:
        where = numbers.condition_on("message_index.rowid") + where
        # CROSS keeps the index outermost: it gives its rows newest first, without sorting.
        rows = connection.execute(
            "SELECT search_rows.number, created_at, bm25(message_index) "
            "FROM message_index CROSS JOIN search_rows "
            "ON search_rows.number = message_index.rowid "
            f"WHERE message_index MATCH :match AND {where} "
            "ORDER BY message_index.rowid DESC LIMIT :ranked",
            values | {"match": terms.match, "ranked": _RANKED},
        ).fetchall()
        rows.sort(key=lambda row: (round(row[2], _RANK_DECIMALS), -row[1]))
    else:
        if numbers.are_few:
            where = f"number IN ({_OF_MEDIA}) AND {where}"
        if terms.excluded:
            values["excluded"] = terms.excluded_match
            where += (
                " AND number NOT IN "
                "(SELECT rowid FROM message_index WHERE message_index MATCH :excluded)"
            )
        rows = connection.execute(
            f"SELECT number FROM search_rows WHERE {where} "
            "ORDER BY created_at DESC, number DESC LIMIT :limit",
            values | {"limit": query.limit},
        ).fetchall()
    return [_hit(connection, row[0], terms) for row in rows[: query.limit]]


class _Numbers:
    """Among which numbers of messages an index need only look, if the filters leave few."""

    def __init__(self, connection: sqlite3.Connection, query: SearchQuery) -> None:
        self.are_few = _are_few(connection, query)
        self.values: dict[str, str | int] = {}
        if query.since or query.until:
            _, _, values = _conditions(query)
            self.values["first"], self.values["last"] = _numbers_between(connection, values)

    def condition_on(self, number: str) -> str:
        """What the column `number` must be, before " AND "."""
        among = f"{number} IN ({_OF_MEDIA}) AND " if self.are_few else ""
        return among + (f"{number} BETWEEN :first AND :last AND " if self.values else "")


def _are_few(connection: sqlite3.Connection, query: SearchQuery) -> bool:
    """Whether so few messages have what the filters ask for that each is looked up by itself.

    Else words that stand in most messages are looked for in all of them, to find hardly one.
    """
    marks = _marks(query)
    if not marks:
        return False
    counted = f"SELECT count(*) FROM ({_OF_MEDIA} LIMIT {_FEW + 1})"
    (count,) = connection.execute(counted, {"marks": marks}).fetchone()
    return bool(count <= _FEW)


def _numbers_between(
    connection: sqlite3.Connection, values: dict[str, str | int]
) -> tuple[int, int]:
    """The smallest and the largest number of the messages between `since` and `until`.

    Numbers follow time, imports aside: most of the index need not be looked at.
    """
    first, last = connection.execute(
        "SELECT min(number), max(number) FROM search_rows WHERE created_at BETWEEN ? AND ?",
        (values.get("since", -_EVER), values.get("until", _EVER)),
    ).fetchone()
    return (0, -1) if first is None else (first, last)


def _hit(connection: sqlite3.Connection, version: int, terms: Terms) -> SearchHit:
    conversation, message, title, created_at, role = connection.execute(_HIT, (version,)).fetchone()
    return SearchHit(
        ConversationId(conversation),
        MessageId(message),
        excerpt(message_text(connection, version), terms.wanted),
        str(title),
        read_time(created_at),
        _ROLES.get(role),
    )


def _conditions(query: SearchQuery) -> tuple[str, str, dict[str, str | int]]:
    """What the filters ask of conversations, and what of messages (before " AND ")."""
    conversations = ["deleted_at IS NULL"]
    messages: list[str] = []
    values: dict[str, str | int] = {}
    if not query.archived:
        conversations.append("archived_at IS NULL")
    if query.folder_id is not None:
        conversations.append("folder = (SELECT number FROM folders WHERE id = :folder)")
        values["folder"] = query.folder_id
    if query.tag_id is not None:
        conversations.append(
            "conversations.number IN (SELECT conversation FROM conversation_tags "
            "JOIN tags ON tags.number = tag WHERE tags.id = :tag)"
        )
        values["tag"] = query.tag_id
    if marks := _marks(query):
        messages.append("marks & :marks = :marks")
        values["marks"] = marks
    if query.model:
        messages.append("model = :model")
        values["model"] = query.model
    if query.since is not None:
        messages.append("search_rows.created_at >= :since")
        values["since"] = _start_of(query.since)
    if query.until is not None and query.until < date.max:
        messages.append("search_rows.created_at < :until")
        values["until"] = _start_of(query.until + timedelta(days=1))
    return (
        " AND ".join(conversations),
        "".join(f"{condition} AND " for condition in messages),
        values,
    )


def _marks(query: SearchQuery) -> int:
    """What a message must have, as `search_rows` says it; 0 if nothing is asked for."""
    return (
        (MARK_IMAGE if query.has_image else 0)
        | (MARK_AUDIO if query.has_audio else 0)
        | (MARK_VIDEO if query.has_video else 0)
    )


def _start_of(day: date) -> int:
    """When `day` begins here, in seconds since 1970; the first and last years have no zone."""
    try:
        return int(datetime.combine(day, time.min).astimezone().timestamp())
    except (OverflowError, OSError, ValueError):
        return int(datetime.combine(day, time.min, UTC).timestamp())
