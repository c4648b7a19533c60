"""Text of answers that are still being written: small rows, joined to parts at the end.

Text and thoughts come mixed; what follows each other and is of one kind becomes one part.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Literal, TypeAlias

from gemini_desk.chat.message import TextPart, ThoughtPart
from gemini_desk.chat.unicode_text import well_formed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from gemini_desk.chat.conversation import MessageId
    from gemini_desk.chat.message import Part

TextKind: TypeAlias = Literal["text", "thought"]
# Kind, text, and when it came in seconds since 1970: that tells how long a thought took.
PendingRow: TypeAlias = tuple[str, str, float | None]


@dataclass(frozen=True, slots=True)
class AppendText:
    """More text of an answer, or more of its thoughts.

    Attributes:
        message_id: The answer.
        delta: What is new.
        kind: Whether it is said or thought.
        arrived_s: When it came, in seconds since 1970.
    """

    message_id: MessageId
    delta: str
    kind: TextKind = "text"
    arrived_s: float = field(default_factory=time.time)


def insert_pending(connection: sqlite3.Connection, deltas: Iterable[AppendText]) -> None:
    """Write `deltas`; those of messages that are gone are left out."""
    connection.executemany(
        "INSERT INTO pending_text (version, text, kind, arrived_s) "
        "SELECT number, ?, ?, ? FROM versions WHERE id = ?",
        [(well_formed(it.delta), it.kind, it.arrived_s, it.message_id) for it in deltas],
    )


def append_pending(parts: list[Part], rows: Iterable[PendingRow]) -> None:
    """Lengthen the last of `parts`, where it is of the same kind, and add what comes then."""
    pending = list(rows)
    begin = 0
    for is_thought, run in groupby(pending, key=lambda row: row[0] == "thought"):
        texts = [str(text) for _, text, _ in run]
        end = begin + len(texts)
        # A thought ends when the text behind it begins.
        duration_s = _between(pending[begin], pending[min(end, len(pending) - 1)])
        text = "".join(texts)
        _append(parts, ThoughtPart(text, duration_s) if is_thought else TextPart(text))
        begin = end


def _append(parts: list[Part], part: TextPart | ThoughtPart) -> None:
    if not part.text:
        return
    if parts and parts[-1] == TextPart(""):  # the place that an answer had before its first word
        parts.pop()
    last = parts[-1] if parts else None
    if isinstance(part, TextPart) and isinstance(last, TextPart):
        parts[-1] = TextPart(last.text + part.text)
    elif isinstance(part, ThoughtPart) and isinstance(last, ThoughtPart):
        durations_s = (last.duration_s, part.duration_s)
        known_s = [duration_s for duration_s in durations_s if duration_s is not None]
        total_s = sum(known_s) if len(known_s) == len(durations_s) else None
        parts[-1] = replace(part, text=last.text + part.text, duration_s=total_s)
    else:
        parts.append(part)


def _between(first: PendingRow, last: PendingRow) -> float | None:
    begin_s, end_s = first[2], last[2]
    if not isinstance(begin_s, float) or not isinstance(end_s, float):
        return None
    return max(0.0, end_s - begin_s)  # the clock may have been set back
