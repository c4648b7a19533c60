"""From a `SearchQuery` to the places where it is found, the best first.

Titles come before messages. Within each, order is by rank (BM25), then by time. Only the
newest thousand messages that match are ranked: of a word that stands in most messages the
ranks tell nothing, and computing them all would take a quarter of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemini_desk.chat.conversation import ConversationId, MessageId
from gemini_desk.chat.message import Role
from gemini_desk.storage.conversation_reader import read_time
from gemini_desk.storage.search_excerpt import excerpt, excerpt_and_passage
from gemini_desk.storage.search_filters import OF_MEDIA, Numbers, conditions_of
from gemini_desk.storage.search_index import message_text
from gemini_desk.storage.search_query import SearchHit, parse

if TYPE_CHECKING:
    import sqlite3

    from gemini_desk.storage.search_query import SearchQuery, Terms

_RANKED: Final = 1000
_RANK_DECIMALS: Final = 1  # closer ranks count as equal, and time decides
_ROLES: Final = {role.value: role for role in Role}

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
    numbers = Numbers(connection, query)
    titles = _titles(connection, query, terms, numbers) if terms.wanted else []
    messages = _messages(connection, query, terms, numbers)
    room = max(query.limit - len(messages), query.limit // 4, 1)  # titles leave room for messages
    return (*titles[:room], *messages)[: query.limit]


def _asks_for_nothing(query: SearchQuery, terms: Terms) -> bool:
    """Whether something was typed, but no word."""
    return bool(query.text.strip()) and not terms.excluded


def _titles(
    connection: sqlite3.Connection, query: SearchQuery, terms: Terms, numbers: Numbers
) -> list[SearchHit]:
    conversations, messages, values = conditions_of(query)
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
    connection: sqlite3.Connection, query: SearchQuery, terms: Terms, numbers: Numbers
) -> list[SearchHit]:
    conversations, messages, values = conditions_of(query)
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
            where = f"number IN ({OF_MEDIA}) AND {where}"
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


def _hit(connection: sqlite3.Connection, version: int, terms: Terms) -> SearchHit:
    conversation, message, title, created_at, role = connection.execute(_HIT, (version,)).fetchone()
    excerpted, passage = excerpt_and_passage(message_text(connection, version), terms.wanted)
    return SearchHit(
        ConversationId(conversation),
        MessageId(message),
        excerpted,
        str(title),
        read_time(created_at),
        _ROLES.get(role),
        passage if _ROLES.get(role) is Role.ASSISTANT else "",  # nobody else writes Markdown
    )
