"""Transcripts ↔ rows. Callers that write hold a transaction."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.chat.conversation import ConversationId, MessageId
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.storage.attachment_rows import ATTACHMENT_COLUMNS, ATTACHMENT_MARKS, attachment_row
from gemini_desk.storage.damage_json import damages_from_json, damages_to_json
from gemini_desk.transcripts.damage import joined
from gemini_desk.transcripts.transcript import Segment, Transcript

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.transcripts.transcript import Damage

logger = logging.getLogger(__name__)

_SAME_S: Final = 0.001

_TRANSCRIPTS = """
    SELECT transcripts.part, language, transcripts.duration_s, done_s, track, damages
    FROM versions JOIN parts ON parts.version = versions.number
    JOIN transcripts ON transcripts.part = parts.number
    WHERE versions.conversation = ?
"""
_SEGMENTS = """
    SELECT transcript_segments.part, start_s, end_s, transcript_segments.text,
           confidence, speaker, word_confidences
    FROM versions JOIN parts ON parts.version = versions.number
    JOIN transcript_segments ON transcript_segments.part = parts.number
    WHERE versions.conversation = ? ORDER BY transcript_segments.part, transcript_segments.position
"""


def insert_transcript(
    connection: sqlite3.Connection, part: int, transcript: Transcript, *, goes_on: bool = True
) -> None:
    """Add the transcript of part number `part`.

    Args:
        connection: The database.
        part: The number.
        transcript: As far as it is.
        goes_on: Whether somebody is making it. An unfinished one that was imported or forked
            does not go on by itself.
    """
    connection.execute(
        "INSERT INTO transcripts (part, language, duration_s, done_s, track, damages, resumed_s) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            part,
            *_head(transcript),
            damages_to_json(transcript.damages),
            None if goes_on else transcript.done_s,
        ),
    )
    _insert_segments(connection, part, 0, transcript.segments)


def begin_transcript(
    connection: sqlite3.Connection,
    message_id: MessageId,
    recording: Attachment,
    transcript: Transcript,
) -> None:
    """Make the answer without words that `message_id` is a transcript; nothing if it is gone."""
    row = connection.execute("SELECT number FROM versions WHERE id = ?", (message_id,)).fetchone()
    if row is None:
        return
    connection.execute("DELETE FROM parts WHERE version = ? AND kind = 'text'", row)
    cursor = connection.execute(
        "INSERT INTO parts (version, position, kind) VALUES (?, 0, 'transcript')", row
    )
    connection.execute(
        f"INSERT INTO attachments (part, {ATTACHMENT_COLUMNS}) VALUES (?, {ATTACHMENT_MARKS})",
        (cursor.lastrowid, *attachment_row(recording)),
    )
    if cursor.lastrowid is not None:
        insert_transcript(connection, cursor.lastrowid, transcript)


def append_segments(
    connection: sqlite3.Connection,
    message_id: MessageId,
    segments: Iterable[Segment],
    done_s: float | None,
    *,
    duration_s: float | None = None,
    track: int | None = None,
    damages: Sequence[Damage] = (),
) -> None:
    """Lengthen the transcript of a message; nothing if it has none, or is gone.

    Args:
        connection: The database.
        message_id: The message.
        segments: What is said behind what is there.
        done_s: How far it was heard now; None to the end.
        duration_s: The recording's length, if that is known better now.
        track: Which sound track was heard, if that is known now.
        damages: What of it could not be read, besides what is known already.
    """
    part = _part_of(connection, message_id)
    if part is None:
        return
    (position,) = connection.execute(
        "SELECT coalesce(max(position) + 1, 0) FROM transcript_segments WHERE part = ?", (part,)
    ).fetchone()
    _insert_segments(connection, part, position, segments)
    connection.execute(
        "UPDATE transcripts SET done_s = ?, duration_s = coalesce(?, duration_s), "
        "track = coalesce(?, track) WHERE part = ?",
        (done_s, duration_s, track, part),
    )
    if damages:
        (known,) = connection.execute(
            "SELECT damages FROM transcripts WHERE part = ?", (part,)
        ).fetchone()
        found = joined(damages_from_json(known), damages)
        connection.execute(
            "UPDATE transcripts SET damages = ? WHERE part = ?", (damages_to_json(found), part)
        )


def replace_transcript(
    connection: sqlite3.Connection, message_id: MessageId, transcript: Transcript
) -> None:
    """Let a message have another transcript; nothing if it has none, or is gone.

    Whoever edited an unfinished one may not have seen what was heard meanwhile: what lies
    behind its `done_s` stays, and so does what is known of the recording's damage: nobody
    edits that.
    """
    part = _part_of(connection, message_id)
    if part is None:
        return
    (heard_s,) = connection.execute(
        "SELECT done_s FROM transcripts WHERE part = ?", (part,)
    ).fetchone()
    seen_s = transcript.done_s
    later: list[Segment] = []
    if seen_s is not None:
        rows = connection.execute(
            "SELECT start_s, end_s, text, confidence, speaker, word_confidences "
            "FROM transcript_segments WHERE part = ? AND start_s >= ? ORDER BY position",
            (part, seen_s - _SAME_S),
        )
        later = [_segment(list(row)) for row in rows]
        done_s = None if heard_s is None else max(heard_s, seen_s)
        transcript = replace(transcript, done_s=done_s)
    connection.execute("DELETE FROM transcript_segments WHERE part = ?", (part,))
    connection.execute(
        "UPDATE transcripts SET language = ?, duration_s = ?, done_s = ?, track = ? WHERE part = ?",
        (*_head(transcript), part),
    )
    _insert_segments(connection, part, 0, (*transcript.segments, *later))


def take_interrupted(
    connection: sqlite3.Connection,
) -> tuple[tuple[ConversationId, MessageId], ...]:
    """The transcripts that were cut off and can go on by themselves, and note that they do.

    One that did so before and came no further is left to a person: it may be what ended the
    program. Nothing in the bin goes on.
    """
    rows = connection.execute(
        "SELECT conversations.id, versions.id, transcripts.part FROM versions "
        "JOIN conversations ON conversations.number = versions.conversation "
        "JOIN parts ON parts.version = versions.number "
        "JOIN transcripts ON transcripts.part = parts.number "
        "WHERE versions.status = 'interrupted' AND done_s IS NOT NULL "
        "AND resumed_s IS NOT done_s AND deleted_at IS NULL ORDER BY versions.number"
    ).fetchall()
    connection.executemany(
        "UPDATE transcripts SET resumed_s = done_s WHERE part = ?", [(part,) for *_, part in rows]
    )
    return tuple((ConversationId(one), MessageId(other)) for one, other, _ in rows)


def read_transcripts(connection: sqlite3.Connection, conversation: int) -> dict[int, Transcript]:
    """The transcripts of conversation number `conversation`, by the number of their part."""
    heads = connection.execute(_TRANSCRIPTS, (conversation,)).fetchall()
    if not heads:
        return {}
    segments: dict[int, list[Segment]] = defaultdict(list)
    for part, *row in connection.execute(_SEGMENTS, (conversation,)):
        segments[part].append(_segment(row))
    return {
        part: Transcript(
            language, duration_s, tuple(segments[part]), done_s, track, damages_from_json(damages)
        )
        for part, language, duration_s, done_s, track, damages in heads
    }


def read_transcript(connection: sqlite3.Connection, message_id: MessageId) -> Transcript | None:
    """The transcript of a message; None if it has none, or is gone."""
    part = _part_of(connection, message_id)
    head = connection.execute(
        "SELECT language, duration_s, done_s, track, damages FROM transcripts WHERE part = ?",
        (part,),
    ).fetchone()
    if head is None:
        return None
    rows = connection.execute(
        "SELECT start_s, end_s, text, confidence, speaker, word_confidences "
        "FROM transcript_segments WHERE part = ? ORDER BY position",
        (part,),
    )
    language, duration_s, done_s, track, damages = head
    segments = tuple(_segment(list(row)) for row in rows)
    return Transcript(language, duration_s, segments, done_s, track, damages_from_json(damages))


def transcript_text(connection: sqlite3.Connection, part: int) -> str:
    """What is said in the transcript of part number `part`, one line a segment."""
    rows = connection.execute(
        "SELECT text FROM transcript_segments WHERE part = ? ORDER BY position", (part,)
    )
    return "\n".join([" ".join(str(text).split()) for (text,) in rows])


def _part_of(connection: sqlite3.Connection, message_id: MessageId) -> int | None:
    row = connection.execute(
        "SELECT parts.number FROM versions JOIN parts ON parts.version = versions.number "
        "WHERE versions.id = ? AND kind = 'transcript' ORDER BY position LIMIT 1",
        (message_id,),
    ).fetchone()
    return None if row is None else int(row[0])


def _insert_segments(
    connection: sqlite3.Connection, part: int, position: int, segments: Iterable[Segment]
) -> None:
    connection.executemany(
        "INSERT INTO transcript_segments "
        "(part, position, start_s, end_s, text, confidence, speaker, word_confidences) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(part, place, *_row(segment)) for place, segment in enumerate(segments, position)],
    )


def _head(transcript: Transcript) -> tuple[str | None, float, float | None, int]:
    language = None if transcript.language is None else well_formed(transcript.language)
    return language, transcript.duration_s, transcript.done_s, transcript.track


def _row(segment: Segment) -> tuple[Any, ...]:
    return (
        segment.start_s,
        segment.end_s,
        well_formed(segment.text),
        segment.confidence,
        None if segment.speaker is None else well_formed(segment.speaker),
        json.dumps(segment.word_confidences) if segment.word_confidences else None,
    )


def _segment(row: list[Any]) -> Segment:
    start_s, end_s, text, confidence, speaker, words = row
    confidences: Any = ()
    if words is not None:
        try:
            confidences = json.loads(words)
        except (TypeError, ValueError):
            logger.warning("confidences that cannot be read were left out")
    is_list = isinstance(confidences, list)
    return Segment(
        start_s, end_s, str(text), confidence, speaker, tuple(confidences) if is_list else ()
    )
