"""Transcripts on disk, while they are made and when they are edited. Store thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.storage.transcript_rows import append_segments, replace_transcript

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.conversation import MessageId
    from gemini_desk.storage.database import Database
    from gemini_desk.transcripts.transcript import Segment, Transcript


class TranscriptStore:
    """The transcripts of stored messages; every call is one transaction.

    A message without a transcript, or one that was deleted meanwhile, is left alone.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(
        self, message_id: MessageId, segments: Iterable[Segment], done_s: float | None
    ) -> None:
        """Lengthen the transcript of a message; costs the same for short and long ones.

        Args:
            message_id: The message.
            segments: What is said behind what is there.
            done_s: How far it was heard now; None to the end.

        Raises:
            StorageError: The disk or the database refused.
        """
        with self._database.writing() as connection:
            append_segments(connection, message_id, segments, done_s)

    def replace(self, message_id: MessageId, transcript: Transcript) -> None:
        """Let a message have another transcript, as after an edit.

        Raises:
            StorageError: The disk or the database refused; the one before is untouched.
        """
        with self._database.writing() as connection:
            replace_transcript(connection, message_id, transcript)
