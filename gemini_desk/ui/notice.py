"""A notice: what is said, and what can be done about it. No Qt here."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Level(StrEnum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class NoticeAction(NamedTuple):
    """A button on a notice.

    Attributes:
        text: A word or two, for instance `Undo`.
        run: Called on the GUI thread, once; the notice goes then.
    """

    text: str
    run: Callable[[], object]


class Notice(NamedTuple):
    """Something to tell a person.

    Attributes:
        level: How much it matters.
        text: What happened, in a sentence.
        hint: What the person can do about it.
        action: What the notice offers to do.
        details: For a report: what a person need not read.
        stays: Whether it stays until it is dismissed, by the person or by who showed it.
    """

    level: Level
    text: str
    hint: str = ""
    action: NoticeAction | None = None
    details: str = ""
    stays: bool = False

    @property
    def timeout_ms(self) -> int:
        """How long it stays: long enough to read it, and to reach its button."""
        if self.level is Level.ERROR or self.stays:
            return 0  # until it is dismissed
        reading_ms = 4_000 + 60 * (len(self.text) + len(self.hint))
        return max(reading_ms, 10_000) if self.action is not None else reading_ms

    def same_as(self, other: Notice) -> bool:
        """Whether both say the same; notices with actions never do."""
        mine, theirs = (self.level, self.text, self.hint), (other.level, other.text, other.hint)
        return mine == theirs and self.action is None and other.action is None
