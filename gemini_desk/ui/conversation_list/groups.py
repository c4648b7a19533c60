"""Which rows the list of conversations has. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip  # not strftime: Qt switches the C library to the person's locale


class ConversationSummary(Protocol):
    """What the list needs to know of a conversation."""

    @property
    def id(self) -> str:
        """Random and stable."""

    @property
    def title(self) -> str:
        """What the list shows."""

    @property
    def updated_at(self) -> datetime:
        """When its last message came; aware of its time zone."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """The name of the days whose conversations follow."""

    text: str

    @property
    def key(self) -> str:
        """Differs from that of any other row."""
        return f"day {self.text}"


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation."""

    id: str
    title: str
    day: str

    @property
    def key(self) -> str:
        """Differs from that of any other row."""
        return f"conversation {self.id}"


Row: TypeAlias = DayRow | ConversationRow


def day_name(day: date, today: date) -> str:
    """The name of the group that `day` belongs to."""
    age_days = (today - day).days
    if age_days <= 0:
        return "Today"
    if age_days == 1:
        return "Yesterday"
    if age_days <= 7:
        return "Previous 7 days"
    if age_days <= 30:
        return "Previous 30 days"
    month = _MONTHS[day.month - 1]
    return month if day.year == today.year else f"{month} {day.year}"


def rows_for(conversations: Iterable[ConversationSummary], search: str, today: date) -> list[Row]:
    """The rows for `conversations`, newest first, below the names of their days.

    Args:
        conversations: In any order.
        search: Only titles that hold all of its words, upper and lower case alike.
        today: The person's date.
    """
    words = search.casefold().split()
    rows: list[Row] = []
    day = ""
    for conversation in sorted(conversations, key=lambda item: item.updated_at, reverse=True):
        title = conversation.title.casefold()
        if not all(word in title for word in words):
            continue
        name = day_name(conversation.updated_at.astimezone().date(), today)
        if name != day:
            day = name
            rows.append(DayRow(name))
        rows.append(ConversationRow(conversation.id, conversation.title, name))
    return rows
