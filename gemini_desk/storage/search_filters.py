"""What the filters of a search ask of conversations and of messages, as conditions of SQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from gemini_desk.storage.search_index import MARK_AUDIO, MARK_IMAGE, MARK_VIDEO
from gemini_desk.storage.search_schema import WITH_MEDIA

if TYPE_CHECKING:
    import sqlite3

    from gemini_desk.storage.search_query import SearchQuery

_EVER: Final = 2**62
_FEW: Final = 500
"""Messages with media that are looked up one by one; of more, some are soon met anyway."""
OF_MEDIA: Final = f"SELECT number FROM search_rows WHERE {WITH_MEDIA} AND marks & :marks = :marks"


class Numbers:
    """Among which numbers of messages an index need only look, if the filters leave few.

    Attributes:
        are_few: Whether each message with what the filters ask for is looked up by itself.
        values: Those that `condition_on` names.
    """

    def __init__(self, connection: sqlite3.Connection, query: SearchQuery) -> None:
        self.are_few = _are_few(connection, query)
        self.values: dict[str, str | int] = {}
        if query.since or query.until:
            _, _, values = conditions_of(query)
            self.values["first"], self.values["last"] = _numbers_between(connection, values)

    def condition_on(self, number: str) -> str:
        """What the column `number` must be, before " AND "."""
        among = f"{number} IN ({OF_MEDIA}) AND " if self.are_few else ""
        return among + (f"{number} BETWEEN :first AND :last AND " if self.values else "")


def conditions_of(query: SearchQuery) -> tuple[str, str, dict[str, str | int]]:
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


def _are_few(connection: sqlite3.Connection, query: SearchQuery) -> bool:
    """Whether so few messages have what the filters ask for that each is looked up by itself.

    Else words that stand in most messages are looked for in all of them, to find hardly one.
    """
    marks = _marks(query)
    if not marks:
        return False
    counted = f"SELECT count(*) FROM ({OF_MEDIA} LIMIT {_FEW + 1})"
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
