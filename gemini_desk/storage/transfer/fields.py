"""The values of a JSON object from a file that nobody vouches for, checked one by one."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from gemini_desk.chat.unicode_text import well_formed

_E = TypeVar("_E", bound=StrEnum)

_LONGEST_ID: Final = 200
_LARGEST_WHOLE: Final = 2**53  # what every JSON reader can hold


class UnusableError(ValueError):
    """Something in a file cannot be used; the text is the end of a sentence for a person."""


class Fields:
    """An object's values by key; every method raises `UnusableError` with the reason."""

    def __init__(self, content: Any) -> None:
        """Take `content`.

        Raises:
            UnusableError: It is no object.
        """
        if not isinstance(content, dict):
            raise UnusableError("an object is wanted")
        self._content: dict[str, Any] = content

    def text(self, key: str, longest: int) -> str:
        """A text, which may be empty."""
        value = self._content.get(key)
        if not isinstance(value, str):
            raise UnusableError(f"“{key}” is no text")
        if len(value) > longest:
            raise UnusableError(f"“{key}” is longer than {longest:,} characters")
        return well_formed(value)

    def optional_text(self, key: str, longest: int) -> str | None:
        """A text, or None if it is missing."""
        return None if self._content.get(key) is None else self.text(key, longest)

    def name(self, key: str, longest: int) -> str:
        """A text on one line that is not empty."""
        value = " ".join(self.text(key, longest).split())
        if not value:
            raise UnusableError(f"“{key}” is empty")
        return value

    def id(self, key: str) -> str:
        """An id."""
        value = self.text(key, _LONGEST_ID)
        if not value or not value.isprintable():
            raise UnusableError(f"“{key}” is no id")
        return value

    def optional_id(self, key: str) -> str | None:
        """An id, or None if it is missing."""
        return None if self._content.get(key) is None else self.id(key)

    def ids(self, key: str, most: int) -> tuple[str, ...]:
        """Ids; none if the key is missing."""
        return tuple(Fields({key: value}).id(key) for value in self._list(key, most))

    def flag(self, key: str) -> bool:
        """Whether `key` is true; false if it is missing."""
        value = self._content.get(key, False)
        if not isinstance(value, bool):
            raise UnusableError(f"“{key}” is neither true nor false")
        return value

    def whole(self, key: str) -> int:
        """A whole number, 0 or more."""
        value = self._content.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LARGEST_WHOLE:
            raise UnusableError(f"“{key}” is no whole number")
        return value

    def optional_whole(self, key: str) -> int | None:
        """A whole number, 0 or more, or None if it is missing."""
        return None if self._content.get(key) is None else self.whole(key)

    def optional_number(self, key: str) -> float | None:
        """A finite number, 0 or more, or None if it is missing."""
        value = self._content.get(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise UnusableError(f"“{key}” is no number")
        if not 0 <= value < _LARGEST_WHOLE or not math.isfinite(value):
            raise UnusableError(f"“{key}” is out of bounds")
        return float(value)

    def number(self, key: str) -> float:
        """A finite number, 0 or more."""
        value = self.optional_number(key)
        if value is None:
            raise UnusableError(f"“{key}” is missing")
        return value

    def optional_numbers(self, key: str, most: int) -> tuple[float | None, ...]:
        """Finite numbers, 0 or more, or None in their places; none if the key is missing."""
        return tuple(Fields({key: value}).optional_number(key) for value in self._list(key, most))

    def time(self, key: str) -> datetime:
        """A time in ISO 8601; without a zone it is UTC."""
        try:
            time = datetime.fromisoformat(self.text(key, 60))
            return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
        except (ValueError, OverflowError):
            raise UnusableError(f"“{key}” is no time") from None

    def optional_time(self, key: str) -> datetime | None:
        """A time in ISO 8601, or None if it is missing."""
        return None if self._content.get(key) is None else self.time(key)

    def one_of(self, key: str, kinds: type[_E], default: _E | None = None) -> _E:
        """A member of `kinds`; `default`, if there is one, for a missing key."""
        value = self._content.get(key)
        if value is None and default is not None:
            return default
        try:
            return kinds(str(value))
        except ValueError:
            raise UnusableError(f"“{key}” is not known here") from None

    def object(self, key: str) -> dict[str, Any]:
        """An object."""
        value = self._content.get(key)
        if not isinstance(value, dict):
            raise UnusableError(f"“{key}” is no object")
        return value

    def encoded(self, key: str) -> str | None:
        """An object as JSON text, for readers of their own; None if it is missing."""
        return None if self._content.get(key) is None else json.dumps(self.object(key))

    def objects(self, key: str, most: int) -> list[Any]:
        """A list; empty if the key is missing."""
        return self._list(key, most)

    def _list(self, key: str, most: int) -> list[Any]:
        value = self._content.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise UnusableError(f"“{key}” is no list")
        if len(value) > most:
            raise UnusableError(f"“{key}” has more than {most:,} entries")
        return value
