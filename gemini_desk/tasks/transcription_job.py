"""A transcript that is being made: piece by piece to the disk, and on to whoever watches.

Runs on a worker thread. What the model has heard is stored before anybody is told of it, so that
the program may be killed at any moment and goes on with the next piece.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from gemini_desk.chat.answer import AnswerDetails, FinishReason, Usage
from gemini_desk.tasks.engine_calls import TaskCancelledError
from gemini_desk.tasks.long_audio.pipeline import transcribe_recording
from gemini_desk.transcripts.damage import joined

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from typing import Any

    from gemini_desk.chat.conversation import MessageId
    from gemini_desk.chat.message import TranscriptPart
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.tasks.engine_calls import TaskSession
    from gemini_desk.tasks.long_audio.progress import TranscriptionProgress
    from gemini_desk.transcripts.transcript import Damage, Segment, Transcript


class Store(Protocol):
    """What a job needs of the store's thread."""

    def submit(self, function: Callable[[ConversationStore], Any]) -> Future[Any]:
        """Run `function` there."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a job has heard since it was last told of.

    Attributes:
        segments: What was said.
        done_s: How far the recording was heard now; None to its end.
        remaining_s: How long the rest will take, in seconds; None while nobody knows.
        duration_s: The recording's length, once it is known for sure.
        track: Which sound track was heard, once that is known.
        damage: Where the file turned out to be damaged.
    """

    segments: tuple[Segment, ...]
    done_s: float | None
    remaining_s: float | None = None
    duration_s: float | None = None
    track: int | None = None
    damage: Damage | None = None


@dataclass(frozen=True, slots=True)
class TranscriptionEnd:
    """How a job ended that did not fail.

    Attributes:
        is_whole: Whether the recording was heard to its end; else it was stopped.
        details: For the message.
    """

    is_whole: bool
    details: AnswerDetails


class TranscriptionJob:
    """Transcribes one recording into one message.

    `run` belongs to the worker thread, `cancel` to any.
    """

    def __init__(
        self,
        session: TaskSession,
        store: Store,
        message_id: MessageId,
        part: TranscriptPart,
        on_heard: Callable[[MessageId, Heard], None],
    ) -> None:
        """Prepare the job.

        Args:
            session: With a model that takes sound.
            store: Where the transcript is stored already, as far as it is.
            message_id: Whose it is.
            part: The recording, and what is known of it.
            on_heard: Called on the worker thread after each piece.
        """
        self._session = session
        self._store = store
        self._message_id = message_id
        self._part = part
        self._on_heard = on_heard
        self._done_s = part.transcript.done_s

    def cancel(self) -> None:
        """Stop; what was heard is kept."""
        self._session.cancel()

    def run(self) -> TranscriptionEnd:
        """Transcribe what is left.

        Raises:
            GeminiDeskError: The file, the model or the disk refused; what was heard is kept.
        """
        known = self._part.transcript
        stopped = FinishReason.CANCELLED
        if self._session.is_cancelled:  # while it waited for another one
            return TranscriptionEnd(is_whole=False, details=self._details(stopped))
        try:
            transcript = transcribe_recording(
                self._session,
                self._part.attachment,
                language=known.language,
                track=self._part.attachment.track
                if self._part.attachment.track is not None
                else known.track or None,
                known=known,
                on_progress=self._on_progress,
            )
        except TaskCancelledError:
            return TranscriptionEnd(is_whole=False, details=self._details(stopped))
        self._keep(transcript)
        return TranscriptionEnd(is_whole=True, details=self._details(FinishReason.STOP))

    def _on_progress(self, progress: TranscriptionProgress) -> None:
        segments = () if progress.segment is None else (progress.segment,)
        if segments or progress.damage is not None or progress.done_s != self._done_s:
            self._append(
                Heard(segments, progress.done_s, progress.remaining_s, damage=progress.damage)
            )
        if self._session.is_cancelled:
            raise TaskCancelledError

    def _keep(self, transcript: Transcript) -> None:
        """The recording was heard to its end, or as far as it can be read."""
        self._append(Heard((), transcript.done_s, 0.0, transcript.duration_s, transcript.track))

    def _append(self, heard: Heard) -> None:
        message_id, self._done_s = self._message_id, heard.done_s
        # Waits for the disk: nothing is told that a sudden end could take back.
        self._store.submit(
            lambda store: store.transcripts.append(
                message_id,
                heard.segments,
                heard.done_s,
                duration_s=heard.duration_s,
                track=heard.track,
                damages=() if heard.damage is None else (heard.damage,),
            )
        ).result()
        self._on_heard(message_id, heard)

    def _details(self, reason: FinishReason) -> AnswerDetails:
        session = self._session
        return AnswerDetails(
            model=session.model.identity,
            finish_reason=reason,
            usage=Usage(session.prompt_tokens, 0, session.completion_tokens),
        )


def heard_on(transcript: Transcript, heard: Heard) -> Transcript:
    """`transcript` with what was heard then."""
    return replace(
        transcript,
        segments=transcript.segments + heard.segments,
        done_s=heard.done_s,
        duration_s=transcript.duration_s if heard.duration_s is None else heard.duration_s,
        track=transcript.track if heard.track is None else heard.track,
        damages=transcript.damages
        if heard.damage is None
        else joined(transcript.damages, (heard.damage,)),
    )
