"""The sound tracks of a file: a film may have one for each language. Any thread but the GUI's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.media.ffmpeg_frames import opened_container
from gemini_desk.media.sound_file import media_type_of, unreadable
from gemini_desk.media.sound_reader import UnreadableSoundError

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST_NAME: Final = 100  # characters: files may say anything
_UNKNOWN_LANGUAGE: Final = "und"  # ISO 639-2: undetermined


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """A sound track of a file.

    Attributes:
        number: Counted from 0 among the sound tracks.
        language: As the file says it, mostly three letters (ISO 639-2); "" if it does not.
        title: As the file says it; "" if it does not.
        codec: Short name, for instance `aac`.
        channels: How many.
        sample_rate_hz: Samples per second.
        duration_s: Length in seconds, as the header says; None if it does not.
        is_best: It is taken where nobody chooses.
    """

    number: int
    language: str
    title: str
    codec: str
    channels: int
    sample_rate_hz: int
    duration_s: float | None
    is_best: bool


def list_tracks(path: Path) -> tuple[SoundTrack, ...]:
    """The sound tracks of a file, in its order; looks at the header only.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no sound we read, damaged, or has no sound track.
    """
    media_type = media_type_of(path)
    try:
        with opened_container(path, media_type) as container:
            best = container.streams.best("audio")
            return tuple(
                _track(number, container, stream, is_best=stream is best)
                for number, stream in enumerate(container.streams.audio)
            )
    except UnreadableSoundError as error:
        raise unreadable(path, media_type) from error


def _track(number: int, container: Any, stream: Any, *, is_best: bool) -> SoundTrack:
    context = stream.codec_context
    duration_s = None
    if stream.duration and stream.time_base:
        duration_s = float(stream.duration * stream.time_base)
    elif container.duration:
        duration_s = container.duration / 1e6  # in microseconds
    language = _said(stream, "language")
    return SoundTrack(
        number,
        "" if language == _UNKNOWN_LANGUAGE else language,
        _said(stream, "title"),
        str(context.name),
        int(context.channels),
        int(context.sample_rate or 0),
        duration_s,
        is_best,
    )


def _said(stream: Any, key: str) -> str:
    return " ".join(str(stream.metadata.get(key, "")).split())[:_LONGEST_NAME]
