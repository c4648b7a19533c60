"""A recording of any length → segments, as they come.

    file → pieces with their sound (`listening.py`) → the model (`asking.py`) → segments

One piece of sound is in memory at a time. What is done is written down (`journal.py`), so a job
that was stopped, or that a crash ended, goes on where it was.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.sound_file import chosen_track
from gemini_desk.media.voice_activity import WINDOW_S
from gemini_desk.tasks.long_audio.asking import Listener
from gemini_desk.tasks.long_audio.cutting import CutRules
from gemini_desk.tasks.long_audio.journal import Journal, JournalHeader
from gemini_desk.tasks.long_audio.listening import listen
from gemini_desk.tasks.long_audio.progress import Pace, TranscriptionProgress
from gemini_desk.tasks.long_audio.prompts import transcription_prompt
from gemini_desk.transcripts.damage import joined
from gemini_desk.transcripts.transcript import Segment, Transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.tasks.long_audio.session import Session
    from gemini_desk.transcripts.transcript import Damage

_USUAL_LONGEST_S: Final = 30.0  # where a model names no limit: Gemma's own
_GRACE_S: Final = 0.05  # below the limit: a resampler's last samples


def transcribe_recording(
    session: Session,
    recording: Attachment,
    *,
    language: str | None = None,
    track: int | None = None,
    context: bool = True,
    known: Transcript | None = None,
    journal_path: Path | None = None,
    on_progress: Callable[[TranscriptionProgress], None] | None = None,
) -> Transcript:
    """Transcribe a recording of any length.

    Args:
        session: With a model that takes sound.
        recording: Whose file is read.
        language: An English name of the language; None for the recording's own.
        track: Which sound track of the file, counted from 0; None for the best one.
        context: Whether the model is told how the text before a piece ended, where its
            template has a place for that.
        known: What is transcribed already: its segments stay as they are, whoever has changed
            them since, and the job goes on at its `done_s`.
        journal_path: Where progress is kept; None to keep none. The file goes when the
            recording is done.
        on_progress: Called after each piece; what it raises ends the job, and what was done
            stays in the journal.

    Raises:
        UnsupportedAttachmentError: The model takes no sound, or the file cannot be read.
        GeminiDeskError: The generation failed.
    """
    longest_s = _longest_s(session)
    track = chosen_track(recording.path, track)
    journal = _journal(session, recording, language, track, longest_s, journal_path)
    job = _Job(recording, known, journal, on_progress)
    rules = CutRules(longest_s, WINDOW_S)
    with tempfile.TemporaryDirectory(prefix="gemini-desk-") as folder:
        prompt = transcription_prompt(language)
        listener = Listener(session, prompt, Path(folder), rules, context=context)
        for heard in listen(recording.path, rules, track=track, on_damage=job.damaged):
            if heard.settled_s <= job.done_s:
                job.pass_by()
                continue
            if heard.piece is not None:
                for segment in listener.segments(heard, job.done_s, job.last):
                    job.advance(segment.end_s, segment)
            job.advance(heard.settled_s)
    if journal is not None:
        journal.remove()
    return Transcript(
        language, job.done_s, tuple(job.segments), track=track, damages=joined(job.damages, ())
    )


class _Job:
    """What is done so far, and who wants to know."""

    def __init__(
        self,
        recording: Attachment,
        known: Transcript | None,
        journal: Journal | None,
        on_progress: Callable[[TranscriptionProgress], None] | None,
    ) -> None:
        self._duration_s = recording.duration_s or 0.0
        self._journal = journal
        self._on_progress = on_progress
        self.segments: list[Segment] = []
        self.damages: list[Damage] = []
        self.done_s = 0.0
        if known is not None:
            self.segments += known.segments
            self.done_s = self._duration_s if known.done_s is None else known.done_s
        if journal is not None and journal.done_s > self.done_s:
            self.segments, self.done_s = list(journal.segments), journal.done_s
        self._pace = Pace(self.done_s)

    @property
    def last(self) -> Segment | None:
        """What was said last."""
        return self.segments[-1] if self.segments else None

    def advance(self, done_s: float, segment: Segment | None = None) -> None:
        """Say that all is heard up to `done_s`; a segment without text is a pause."""
        if done_s <= self.done_s:
            return
        self.done_s = done_s
        said = segment if segment is not None and segment.text else None
        if said is not None:
            self.segments.append(said)
        if segment is not None and self._journal is not None:
            self._journal.add(done_s, said)
        self._tell(said)

    def pass_by(self) -> None:
        """Say nothing new: whoever wants to end the job can do so while known pieces go by."""
        self._tell()

    def damaged(self, damage: Damage) -> None:
        """Say that something of the file cannot be read."""
        self.damages.append(damage)
        self._tell(damage=damage)

    def _tell(self, segment: Segment | None = None, damage: Damage | None = None) -> None:
        if self._on_progress is None:
            return
        duration_s = max(self._duration_s, self.done_s)
        remaining_s = self._pace.remaining_s(self.done_s, duration_s)
        self._on_progress(
            TranscriptionProgress(self.done_s, duration_s, segment, remaining_s, damage)
        )


def _longest_s(session: Session) -> float:
    capabilities = session.model.capabilities
    if not capabilities.audio:
        raise UnsupportedAttachmentError(
            f"The model {session.model.identity.id} does not take sound.",
            hint="Choose a model that does.",
        )
    return (capabilities.max_audio_s or _USUAL_LONGEST_S) - _GRACE_S


def _journal(
    session: Session,
    recording: Attachment,
    language: str | None,
    track: int,
    longest_s: float,
    path: Path | None,
) -> Journal | None:
    if path is None:
        return None
    identity = session.model.identity
    header = JournalHeader(
        recording.sha256, identity.id, identity.revision, language, track, round(longest_s, 3)
    )
    return Journal(path, header)
