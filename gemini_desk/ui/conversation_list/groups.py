"""Which rows the list of conversations has. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date, datetime

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip  # not strftime: Qt switches the C library to the person's locale
_PINNED: Final = "Pinned"
_FOLDERS: Final = "Folders"


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

    @property
    def pinned(self) -> bool:
        """Whether it stays at the top."""

    @property
    def archived(self) -> bool:
        """Whether it was put away."""

    @property
    def folder_id(self) -> str | None:
        """The folder it lies in."""

    @property
    def tag_ids(self) -> tuple[str, ...]:
        """Its tags."""

    @property
    def deleted_at(self) -> datetime | None:
        """When it was put into the bin; None if it is not there."""


class FolderSummary(Protocol):
    """What the list needs to know of a folder."""

    @property
    def id(self) -> str:
        """Random and stable."""

    @property
    def name(self) -> str:
        """What the list shows."""


class TagSummary(Protocol):
    """What the list needs to know of a tag."""

    @property
    def id(self) -> str:
        """Random and stable."""

    @property
    def name(self) -> str:
        """What menus show."""

    @property
    def colour(self) -> str:
        """Name of its colour in the theme, without `tag_`."""


class Listing(NamedTuple):
    """Everything that the list shows.

    Attributes:
        conversations: In any order.
        folders: In the person's order.
        tags: In the person's order.
    """

    conversations: tuple[ConversationSummary, ...] = ()
    folders: tuple[FolderSummary, ...] = ()
    tags: tuple[TagSummary, ...] = ()

    def conversation(self, conversation_id: str) -> ConversationSummary | None:
        """The conversation with this id."""
        return next((it for it in self.conversations if it.id == conversation_id), None)


class SectionRow(NamedTuple):
    """The name of what follows: the pinned ones, the folders, a day."""

    text: str

    @property
    def key(self) -> str:
        """Differs from that of any other row."""
        return f"section {self.text}"


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder, which can be opened and closed."""

    id: str
    name: str
    count: int
    expanded: bool

    @property
    def key(self) -> str:
        """Differs from that of any other row."""
        return f"folder {self.id}"


class ConversationRow(NamedTuple):
    """A conversation."""

    id: str
    title: str
    section: str
    tags: tuple[tuple[str, str], ...] = ()  # name and colour
    indented: bool = False

    @property
    def key(self) -> str:
        """Differs from that of any other row."""
        return f"conversation {self.id}"


class Shelf(Enum):
    """Which conversations a list shows."""

    OPEN = "open"  # what was not put away
    ARCHIVE = "archive"  # what was put away
    BIN = "bin"  # whatever it is given


Row: TypeAlias = SectionRow | FolderRow | ConversationRow


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


def rows_for(
    listing: Listing, today: date, *, closed: Collection[str] = (), shelf: Shelf = Shelf.OPEN
) -> list[Row]:
    """The rows for `listing`: pinned ones, folders, then the rest below their days.

    Args:
        listing: What there is.
        today: The person's date.
        closed: Ids of the folders whose conversations are not shown.
        shelf: Which conversations; only the open ones have pins and folders.
    """
    newest_first = sorted(listing.conversations, key=_time_in(shelf), reverse=True)
    match shelf:
        case Shelf.BIN:
            return _days(newest_first, listing, today, shelf)
        case Shelf.ARCHIVE:
            return _days([it for it in newest_first if it.archived], listing, today)
    shown = [it for it in newest_first if not it.archived]
    pinned = [it for it in shown if it.pinned]
    names = {folder.id for folder in listing.folders}
    filed = [it for it in shown if not it.pinned and it.folder_id in names]
    loose = [it for it in shown if not it.pinned and it.folder_id not in names]
    rows: list[Row] = []
    if pinned:
        rows.append(SectionRow(_PINNED))
        rows += [_row(it, listing, _PINNED) for it in pinned]
    if listing.folders:
        rows.append(SectionRow(_FOLDERS))
    for folder in listing.folders:
        inside = [it for it in filed if it.folder_id == folder.id]
        expanded = folder.id not in closed
        rows.append(FolderRow(folder.id, folder.name, len(inside), expanded))
        if expanded:
            rows += [_row(it, listing, folder.name, indented=True) for it in inside]
    return rows + _days(loose, listing, today)


def _time_in(shelf: Shelf) -> Callable[[ConversationSummary], datetime]:
    """What the order follows: in the bin when each was deleted, else its last message."""
    if shelf is Shelf.BIN:
        return lambda it: it.deleted_at or it.updated_at
    return lambda it: it.updated_at


def _days(
    conversations: Iterable[ConversationSummary],
    listing: Listing,
    today: date,
    shelf: Shelf = Shelf.OPEN,
) -> list[Row]:
    rows: list[Row] = []
    day = ""
    time_of = _time_in(shelf)
    for conversation in conversations:
        name = day_name(time_of(conversation).astimezone().date(), today)
        if name != day:
            day = name
            rows.append(SectionRow(name))
        rows.append(_row(conversation, listing, name))
    return rows


def _row(
    conversation: ConversationSummary, listing: Listing, section: str, *, indented: bool = False
) -> ConversationRow:
    tags: tuple[tuple[str, str], ...] = ()
    if conversation.tag_ids:
        tags = tuple(
            (tag.name, tag.colour) for tag in listing.tags if tag.id in conversation.tag_ids
        )
    return ConversationRow(conversation.id, conversation.title, section, tags, indented)


def short_date(time: datetime, now: datetime) -> str:
    """A day in a few characters: the hour today, else day and month, else the year, too."""
    local = time.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    day = f"{local.day} {_MONTHS[local.month - 1][:3]}"
    return day if local.year == now.year else f"{day} {local.year}"
