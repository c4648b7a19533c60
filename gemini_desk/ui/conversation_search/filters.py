"""What is searched for. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum


class Period(Enum):
    """How far back to look; the value is a number of days, None without a limit."""

    ANY = None
    TODAY = 0
    WEEK = 7
    MONTH = 30
    YEAR = 365

    def since(self, today: date) -> date | None:
        """The first day of the period that ends with `today`."""
        days: int | None = self.value
        return None if days is None else today - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What a hit has to be, besides holding the words.

    Attributes:
        has_image: Messages with a picture only.
        has_audio: Messages with sound only.
        has_video: Messages with a film only.
        model: Answers of this model only; "" for all.
        period: Messages of this time only.
        tag_id: Conversations with this tag only; None for all.
    """

    has_image: bool = False
    has_audio: bool = False
    has_video: bool = False
    model: str = ""
    period: Period = Period.ANY
    tag_id: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether everything is let through."""
        return self == SearchFilters()


@dataclass(frozen=True, slots=True)
class Search:
    """Words and filters."""

    text: str = ""
    filters: SearchFilters = SearchFilters()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is searched for."""
        return not self.text.strip() and self.filters.is_empty
