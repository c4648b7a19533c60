"""Chooses the decoder of a sound file: libsndfile, or FFmpeg for everything else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from gemini_desk.media.ffmpeg_container import FFMPEG_FORMATS
from gemini_desk.media.ffmpeg_reader import FfmpegReader
from gemini_desk.media.libsndfile_reader import LIBSNDFILE_TYPES, LibsndfileReader
from gemini_desk.media.sound_reader import SoundReader, UnreadableSoundError

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

AUDIO_MEDIA_TYPES: Final = frozenset(FFMPEG_FORMATS)


def open_sound(path: Path, media_type: str, track: int | None = None) -> SoundReader:
    """Look at `path` with libsndfile where it reads the type, else (or if it refuses) FFmpeg.

    Args:
        path: A sound file.
        media_type: What `signatures.sniff` says of it.
        track: Which sound track, counted from 0; None for the best one.

    Raises:
        UnreadableSoundError: Neither can read it.
        NoSuchTrackError: It has fewer sound tracks.
        FileNotFoundError: It is not there.
    """
    if media_type not in LIBSNDFILE_TYPES or track:  # libsndfile knows of one track alone
        return FfmpegReader(path, media_type, track)
    try:
        reader = LibsndfileReader(path, media_type)
    except UnreadableSoundError:
        logger.debug("libsndfile refuses a %s file, trying FFmpeg", media_type, exc_info=True)
        return FfmpegReader(path, media_type, track)
    if reader.declared_frames == 0:  # also what a recorder leaves that was killed: FFmpeg looks
        try:
            return FfmpegReader(path, media_type, track)
        except UnreadableSoundError:
            logger.debug("there is no sample, indeed")
    return reader
