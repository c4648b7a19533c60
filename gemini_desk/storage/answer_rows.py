"""Answers as rows, while they are written and when they end. Callers hold a transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.storage.answer_json import answer_to_json
from gemini_desk.storage.conversation_writer import join_pending_text, write_time

if TYPE_CHECKING:
    import sqlite3

    from gemini_desk.chat.answer import AnswerDetails
    from gemini_desk.chat.conversation import MessageId


def finish_answer(
    connection: sqlite3.Connection,
    message_id: MessageId,
    status: MessageStatus,
    answer: AnswerDetails | None,
) -> None:
    """End a message that was streaming; harmless if it was deleted meanwhile."""
    row = connection.execute(
        "SELECT number, conversation FROM versions WHERE id = ?", (message_id,)
    ).fetchone()
    if row is None:
        return
    version, conversation = row
    details = answer_to_json(answer)
    connection.execute(
        "UPDATE versions SET status = ?, answer = coalesce(?, answer) WHERE number = ?",
        (status, None if details is None else well_formed(details), version),
    )
    join_pending_text(connection, version)
    connection.execute(
        "UPDATE conversations SET updated_at = ? WHERE number = ?",
        (write_time(datetime.now(UTC)), conversation),
    )


def interrupt_answers(connection: sqlite3.Connection) -> int:
    """Mark every message that was cut off; returns how many there were."""
    cut_off = connection.execute(
        "SELECT number FROM versions WHERE status = ?", (MessageStatus.STREAMING,)
    ).fetchall()
    late = connection.execute("SELECT DISTINCT version FROM pending_text").fetchall()
    for (version,) in {*cut_off, *late}:
        join_pending_text(connection, version)
        connection.execute(
            "UPDATE versions SET status = ? WHERE status = ?",
            (MessageStatus.INTERRUPTED, MessageStatus.STREAMING),
        )
    return len(cut_off)
