"""Transcripts on disk, while they are made and when they are edited. Store thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.storage.transcript_rows import (
    append_segments,
    begin_transcript,
    read_transcript,
    replace_transcript,
    take_interrupted,
)
from gemini_desk.transcripts.editing import grown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import ConversationId, MessageId
    from gemini_desk.storage.database import Database
    from gemini_desk.transcripts.transcript import Damage, Segment, Transcript


class TranscriptStore:
    """The transcripts of stored messages; every call is one transaction.

    A message without a transcript, or one that was deleted meanwhile, is left alone.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, message_id: MessageId, recording: Attachment, transcript: Transcript) -> None:
        """Make an answer that has no words yet a transcript of `recording`, which is stored.

        Raises:
            StorageError: The disk or the database refused.
        """
        with self._database.writing() as connection:
            begin_transcript(connection, message_id, recording, transcript)

    def take_interrupted(self) -> tuple[tuple[ConversationId, MessageId], ...]:
        """The transcripts that were cut off and go on by themselves now: where they are.

        One that went on so before and came no further is not among them: it may be what
        ended the program. Nor is one that was imported or forked, or lies in the bin.

        Raises:
            StorageError: The disk or the database refused.
        """
        with self._database.writing() as connection:
            return take_interrupted(connection)

    def append(
        self,
        message_id: MessageId,
        segments: Iterable[Segment],
        done_s: float | None,
        *,
        duration_s: float | None = None,
        track: int | None = None,
        damages: Sequence[Damage] = (),
    ) -> None:
        """Lengthen the transcript of a message; costs the same for short and long ones.

        Args:
            message_id: The message.
            segments: What is said behind what is there.
            done_s: How far it was heard now; None to the end.
            duration_s: The recording's length, if that is known better now.
            track: Which sound track was heard, if that is known now.
            damages: What of it could not be read, besides what is known already.

        Raises:
            StorageError: The disk or the database refused.
        """
        with self._database.writing() as connection:
            append_segments(
                connection,
                message_id,
                segments,
                done_s,
                duration_s=duration_s,
                track=track,
                damages=damages,
            )

    def replace(self, message_id: MessageId, transcript: Transcript) -> None:
        """Let a message have another transcript, as after an edit.

        What was heard behind the `done_s` of an unfinished one stays: whoever edited it may
        not have seen that yet.

        Raises:
            StorageError: The disk or the database refused; the one before is untouched.
        """
        with self._database.writing() as connection:
            replace_transcript(connection, message_id, transcript)

    def revise(self, message_id: MessageId, edited: Transcript) -> None:
        """Let a message have what a person made of its transcript.

        What was heard behind it meanwhile, of which the person could not know, is kept.

        Raises:
            StorageError: The disk or the database refused; the one before is untouched.
        """
        with self._database.writing() as connection:
            stored = read_transcript(connection, message_id)
            if stored is not None:
                replace_transcript(connection, message_id, grown(edited, stored))
