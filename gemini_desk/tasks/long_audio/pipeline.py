"""A recording of any length → segments, as they come.

    file → blocks at 16 kHz → voice activity → pieces → the model → segments

One piece of sound is in memory at a time. What is done is written down (`journal.py`), so a job
that was stopped, or that a crash ended, goes on where it was.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import GenerationRequest
from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.audio import iter_blocks
from gemini_desk.media.voice_activity import SAMPLE_RATE_HZ, WINDOW_S, speech_probabilities
from gemini_desk.tasks.attach import attach
from gemini_desk.tasks.long_audio.cutting import CutRules, Cutter, Piece
from gemini_desk.tasks.long_audio.journal import Journal, JournalHeader
from gemini_desk.tasks.long_audio.merging import without_repeated
from gemini_desk.tasks.long_audio.repetition import repeats_itself
from gemini_desk.transcripts.transcript import Segment, Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.engine.events import Finished, LoadedModel

_USUAL_LONGEST_S: Final = 30.0  # where a model names no limit: Gemma's own
_GRACE_S: Final = 0.05  # below the limit: a resampler's last samples
_SAME_S: Final = 0.001  # times come back from a database rounded
# What may break a loop, one after the other, before the piece is taken as it is.
_OTHERWISE: Final = (
    GenerationParameters(temperature=0.0, repetition_penalty=1.15),
    GenerationParameters(temperature=0.4, seed=1),
)


class Session(Protocol):
    """Who asks the model: `ModelSession`, or the window's job."""

    @property
    def model(self) -> LoadedModel:
        """The loaded model."""

    def answer(self, request: GenerationRequest) -> tuple[str, Finished]:
        """The whole answer to `request`; what it raises ends the job."""


@dataclass(frozen=True, slots=True)
class TranscriptionProgress:
    """How far a transcription is.

    Attributes:
        done_s: Seconds of the recording that are transcribed, or heard as a pause.
        duration_s: Length of the recording.
        segment: The segment that was finished just now; None for a pause.
    """

    done_s: float
    duration_s: float
    segment: Segment | None = None


def transcribe_recording(
    session: Session,
    recording: Attachment,
    prompt: str,
    *,
    language: str | None = None,
    known: Transcript | None = None,
    journal_path: Path | None = None,
    on_progress: Callable[[TranscriptionProgress], None] | None = None,
) -> Transcript:
    """Transcribe a recording of any length.

    Args:
        session: With a model that takes sound.
        recording: Whose file is read.
        prompt: What the model is asked for each piece.
        language: What was asked for.
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
    journal = _journal(session, recording, language, longest_s, journal_path)
    duration_s = recording.duration_s or 0.0
    segments: list[Segment] = list(known.segments) if known is not None else []
    done_s = _done_s(known, duration_s)
    with tempfile.TemporaryDirectory(prefix="gemini-desk-") as folder:
        for piece, samples in pieces_of(recording.path, longest_s, duration_s):
            if piece.end_s <= done_s + _SAME_S:
                continue
            if piece.start_s < done_s:  # it was cut otherwise then
                piece = replace(piece, start_s=done_s)
            segment = journal.find(piece.start_s, piece.end_s) if journal is not None else None
            if segment is None:
                before = segments[-1].text if segments else ""
                text = _transcribed(session, piece, samples, prompt, before, Path(folder))
                segment = Segment(piece.start_s, piece.end_s, text)
                if journal is not None:
                    journal.add(piece.start_s, piece.end_s, segment)
            if segment.text:
                segments.append(segment)
            if on_progress is not None:
                said = segment if segment.text else None
                on_progress(TranscriptionProgress(piece.end_s, duration_s, said))
    if on_progress is not None:
        on_progress(TranscriptionProgress(duration_s, duration_s))
    if journal is not None:
        journal.remove()
    return Transcript(language, duration_s, tuple(segments))


def _done_s(known: Transcript | None, duration_s: float) -> float:
    if known is None:
        return 0.0
    return duration_s if known.done_s is None else known.done_s


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
    longest_s: float,
    path: Path | None,
) -> Journal | None:
    if path is None:
        return None
    identity = session.model.identity
    header = JournalHeader(
        recording.sha256, identity.id, identity.revision, language, round(longest_s, 3)
    )
    return Journal(path, header)


def pieces_of(
    path: Path, longest_s: float, duration_s: float
) -> Iterator[tuple[Piece, NDArray[np.float32]]]:
    """Each piece with its samples at 16 kHz, mono, shape (n_samples,)."""
    cutter = Cutter(CutRules(longest_s, WINDOW_S))
    sound = _Tape()
    blocks = iter_blocks(path, sample_rate_hz=SAMPLE_RATE_HZ)
    heard_s = 0.0
    for samples, probabilities in speech_probabilities(blocks):
        sound.append(samples)
        heard_s += len(probabilities) * WINDOW_S
        for piece in cutter.feed(probabilities.tolist()):
            yield piece, sound.between(piece.heard_from_s, piece.end_s)
            sound.forget_before(piece.end_s - 2 * longest_s)
        sound.forget_before(heard_s - 3 * longest_s)
    for piece in cutter.finish(min(heard_s, duration_s) if duration_s else heard_s):
        yield piece, sound.between(piece.heard_from_s, piece.end_s)


def _transcribed(
    session: Session,
    piece: Piece,
    samples: NDArray[np.float32],
    prompt: str,
    before: str,
    folder: Path,
) -> str:
    """What is said in a piece, and in none before it."""
    heard_s = piece.end_s - piece.heard_from_s
    clip = _clip(samples, folder)
    request = GenerationRequest(
        (Message.user(prompt, clip),), GenerationParameters(temperature=0.0)
    )
    text = session.answer(request)[0].strip()
    for parameters in _OTHERWISE:
        if not repeats_itself(text, heard_s):
            break
        text = session.answer(replace(request, parameters=parameters))[0].strip()
    if piece.overlaps:
        text = without_repeated(before, text, piece.start_s - piece.heard_from_s).strip()
    return text


def _clip(samples: NDArray[np.float32], folder: Path) -> Attachment:
    import soundfile

    path = folder / "piece.wav"
    soundfile.write(path, samples, SAMPLE_RATE_HZ, subtype="PCM_16")
    return attach(path, AttachmentKind.AUDIO)


class _Tape:
    """The last stretch of a recording, by time."""

    def __init__(self) -> None:
        self._blocks: list[NDArray[np.float32]] = []
        self._from = 0  # sample number of the first one that is kept

    def append(self, samples: NDArray[np.float32]) -> None:
        self._blocks.append(samples)

    def between(self, start_s: float, end_s: float) -> NDArray[np.float32]:
        import numpy as np

        start = round(start_s * SAMPLE_RATE_HZ) - self._from
        end = round(end_s * SAMPLE_RATE_HZ) - self._from
        return np.concatenate(self._blocks)[max(start, 0) : end]

    def forget_before(self, time_s: float) -> None:
        limit = round(time_s * SAMPLE_RATE_HZ)
        while self._blocks and self._from + len(self._blocks[0]) <= limit:
            self._from += len(self._blocks.pop(0))
