"""What was contacted in this run: each address, why, and how often. Kept in memory alone.

Whatever opens a socket to another program says so here first, so that the page on privacy can
show it. Callable from any thread.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import NamedTuple


class Contact(NamedTuple):
    """An address that was contacted.

    Attributes:
        origin: For instance `https://huggingface.co`.
        purpose: What for, in a few words.
        times: How often.
        last_at: When, the last time.
    """

    origin: str
    purpose: str
    times: int
    last_at: datetime


_lock = threading.Lock()
_contacts: dict[tuple[str, str], Contact] = {}


def note(origin: str, purpose: str) -> None:
    """Remember that `origin` is contacted now."""
    with _lock:
        before = _contacts.get((origin, purpose))
        times = 1 if before is None else before.times + 1
        _contacts[(origin, purpose)] = Contact(origin, purpose, times, datetime.now(UTC))


def contacts() -> tuple[Contact, ...]:
    """All of them, the first one first."""
    with _lock:
        return tuple(_contacts.values())
