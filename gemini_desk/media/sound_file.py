"""Opening a sound file, and the refusals in words. Callable from any thread."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.readable_file import (
    missing,
    opened,
    quoted_name,
    require_readable_file,
)
from gemini_desk.media.signatures import describe_foreign, sniff
from gemini_desk.media.sound_reader import NoSuchTrackError, SoundReader, UnreadableSoundError
from gemini_desk.media.sound_readers import AUDIO_MEDIA_TYPES, open_sound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

MAX_AUDIO_BYTES: Final = 8 * 1024**3

_SAMPLE_RATES_HZ: Final = range(1_000, 768_001)  # what headers of real files say
_MAX_CHANNELS: Final = 64


def media_type_of(path: Path) -> str:
    """The media type of a sound file, by its content.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no sound.
    """
    require_readable_file(path, max_bytes=MAX_AUDIO_BYTES)
    with opened(path) as file:
        media_type = sniff(file)
        if media_type not in AUDIO_MEDIA_TYPES:
            raise not_a_sound(path, describe_foreign(file))
    return media_type


@contextmanager
def reading(path: Path, track: int | None = None) -> Iterator[SoundReader]:
    """Open a sound track of `path`, counted from 0; None for the best one.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no sound we read, or damaged.
    """
    media_type = media_type_of(path)
    try:
        reader = open_sound(path, media_type, track)
        _check_header(path, reader)
        yield reader
    except FileNotFoundError:
        raise missing(path) from None
    except NoSuchTrackError as error:
        raise _no_such_track(path, int(error.args[0])) from None
    except UnreadableSoundError as error:
        logger.debug("no decoder opens a %s file", media_type, exc_info=True)
        raise unreadable(path, media_type) from error


def chosen_track(path: Path, track: int | None) -> int:
    """The number of a sound track that is there, where None stands for the best one.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no sound we read, damaged, or has no such track.
    """
    with reading(path, track) as reader:
        return reader.track


def not_a_sound(path: Path, description: str) -> UnsupportedAttachmentError:
    """The error for a file that is something else, named if `description` is not empty."""
    what = f"is {description}, not a sound" if description else "is no sound that can be read"
    return UnsupportedAttachmentError(
        f"{quoted_name(path)} {what}.",
        hint="Use a WAV, MP3, M4A, FLAC, OGG, Opus or WebM file.",
    )


def _no_such_track(path: Path, tracks: int) -> UnsupportedAttachmentError:
    if tracks == 1:
        return UnsupportedAttachmentError(
            f"{quoted_name(path)} has one sound track only.", hint="It is track 0."
        )
    return UnsupportedAttachmentError(
        f"{quoted_name(path)} has {tracks} sound tracks.",
        hint=f"Choose one from 0 to {tracks - 1}.",
    )


def _check_header(path: Path, reader: SoundReader) -> None:
    if reader.sample_rate_hz not in _SAMPLE_RATES_HZ or not 1 <= reader.channels <= _MAX_CHANNELS:
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} claims {reader.channels} channels at "
            f"{reader.sample_rate_hz} Hz, which cannot be true.",
            hint="The file is damaged. Record, export or download it again.",
        )


def check_samples(path: Path, total: int, bad: int) -> None:
    """Refuse a file of which no sample is there or is a number.

    Args:
        path: The file.
        total: Samples that were decoded.
        bad: Of these, what is no number.
    """
    if total == 0:
        raise no_samples(path)
    if bad == total:
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} holds no sound: not one of its samples is a number.",
            hint="The program that wrote it failed. Record or export it again.",
        )
    if bad:
        logger.info("%d of %d samples are no numbers and became silence", bad, total)


def no_samples(path: Path) -> UnsupportedAttachmentError:
    """The error for a file with nothing behind its header."""
    return UnsupportedAttachmentError(
        f"{quoted_name(path)} holds no sound: it has a header and no samples.",
        hint="The recording was probably cut off. Record, export or download it again.",
    )


def unreadable(path: Path, media_type: str) -> UnsupportedAttachmentError:
    """The error for a file that no decoder opens."""
    if media_type.startswith("video/"):
        return UnsupportedAttachmentError(
            f"{quoted_name(path)} has no sound track that can be read.",
            hint="Use its pictures, or another copy of it.",
        )
    return UnsupportedAttachmentError(
        f"{quoted_name(path)} is damaged: the sound in it cannot be read.",
        hint="Record, export or download it again.",
    )
