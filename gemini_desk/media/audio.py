"""Sound files: what they hold, and their sound as mono blocks at any sample rate.

Callable from any thread; never on the GUI thread.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.readable_file import (
    missing,
    opened,
    quoted_name,
    require_readable_file,
)
from gemini_desk.media.signatures import describe_foreign, sniff
from gemini_desk.media.sound_reader import SoundReader, UnreadableSoundError
from gemini_desk.media.sound_readers import AUDIO_MEDIA_TYPES, open_sound
from gemini_desk.media.waveform import Waveform

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

MAX_AUDIO_BYTES: Final = 8 * 1024**3
MAX_WAVEFORM_S: Final = 3600.0  # an hour at 16 kHz is 230 MB; longer sound is for `iter_blocks`

_SAMPLE_RATES_HZ: Final = range(1_000, 768_001)  # what headers of real files say
_MAX_CHANNELS: Final = 64
_GRACE_S: Final = 0.25  # encoders pad a clip by a few frames; that much over a limit is cut off
_MAX_PEAK_WINDOWS: Final = 65_536
_PEAKS_AT_ONCE: Final = 262_144  # samples


@dataclass(frozen=True, slots=True)
class AudioProbe:
    """What a sound file is.

    Attributes:
        duration_s: Length in seconds of what is really there, whatever the header says.
        sample_rate_hz: Samples per second in the file.
        channels: Channels in the file.
        media_type: For instance `audio/flac`, or `video/mp4` for a film's sound track.
    """

    duration_s: float
    sample_rate_hz: int
    channels: int
    media_type: str


def probe_audio(path: Path) -> AudioProbe:
    """Say what a sound file holds.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no sound we read, damaged, or holds no sample.
    """
    with _reading(path) as reader:
        frames = reader.count_frames()
        if frames <= 0:
            raise _no_samples(path)
        return AudioProbe(
            frames / reader.sample_rate_hz,
            reader.sample_rate_hz,
            reader.channels,
            reader.media_type,
        )


def load_waveform(
    path: Path, *, sample_rate_hz: int, max_duration_s: float | None = None
) -> Waveform:
    """Decode a whole sound file: mono, resampled, each sample in [-1, 1].

    Channels are averaged. Samples that are no numbers (NaN, infinity) become silence.
    Decoding stops as soon as the limit is passed, so memory is bounded by it.

    Args:
        path: Any file that `AUDIO_MEDIA_TYPES` names, whatever its suffix.
        sample_rate_hz: Samples per second of the result.
        max_duration_s: Longer sound is refused; an hour if None.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no sound we read, damaged, too long, or holds no
            sample that is a number.
    """
    import numpy as np

    limit_s = MAX_WAVEFORM_S if max_duration_s is None else max_duration_s
    limit = round(limit_s * sample_rate_hz)
    blocks: list[NDArray[np.float32]] = []
    count = 0
    for block in iter_blocks(path, sample_rate_hz=sample_rate_hz):
        blocks.append(block)
        count += len(block)
        if count > limit + _GRACE_S * sample_rate_hz:
            raise UnsupportedAttachmentError(
                f"{quoted_name(path)} lasts more than {limit_s:g} s, "
                "which is the longest clip that fits here.",
                hint="Cut out the part that matters and add that.",
            )
    return Waveform(np.concatenate(blocks)[:limit], sample_rate_hz)


def iter_blocks(
    path: Path, *, sample_rate_hz: int | None = None, start_s: float = 0.0
) -> Iterator[NDArray[np.float32]]:
    """Decode a sound file of any length, block after block, in constant memory.

    Args:
        path: Any file that `AUDIO_MEDIA_TYPES` names, whatever its suffix.
        sample_rate_hz: Samples per second of the blocks; None for the file's own rate.
        start_s: Second to begin at; nothing comes if the file is shorter.

    Yields:
        Mono blocks: float32, shape (n_samples,) with n_samples > 0, each in [-1.0, 1.0].

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no sound we read, damaged, or holds no sample that
            is a number.
    """
    import numpy as np
    import soxr

    with _reading(path) as reader:
        rate = sample_rate_hz or reader.sample_rate_hz
        resampler = None
        if rate != reader.sample_rate_hz:
            resampler = soxr.ResampleStream(reader.sample_rate_hz, rate, 1, dtype="float32")
        total = bad = 0
        for block in reader.blocks(round(start_s * reader.sample_rate_hz)):
            finite = np.isfinite(block)
            total += block.size
            if not finite.all():
                bad += block.size - int(finite.sum())
                block = np.where(finite, block, np.float32(0.0))
            mono = np.clip(block, -1.0, 1.0).mean(axis=1, dtype=np.float32)
            if resampler is not None:
                mono = np.clip(resampler.resample_chunk(mono), -1.0, 1.0)
            if len(mono):
                yield mono
        if resampler is not None:
            mono = np.clip(resampler.resample_chunk(np.zeros(0, np.float32), last=True), -1.0, 1.0)
            if len(mono):
                yield mono
        if total or not start_s:
            _check_samples(path, total, bad)


def peaks(path: Path, n_buckets: int) -> tuple[float, ...]:
    """The loudest sample in each of `n_buckets` equal parts of a sound file, 0.0 to 1.0.

    For drawing a waveform. A file shorter than `n_buckets` samples repeats its peaks.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no sound we read, or damaged.
    """
    import numpy as np

    loudness = np.zeros(0, np.float32)  # the loudest sample of each `window` samples
    rest = np.zeros(0, np.float32)
    window = 1
    for block in iter_blocks(path):
        rest = np.concatenate([rest, np.abs(block)])
        if len(rest) < _PEAKS_AT_ONCE:
            continue
        whole = len(rest) // window * window
        loudness = np.concatenate([loudness, _loudest(rest[:whole], window)])
        rest = rest[whole:]
        while len(loudness) > _MAX_PEAK_WINDOWS:  # keeps memory the same for hours of sound
            if len(loudness) % 2:
                rest = np.concatenate([np.repeat(loudness[-1:], window), rest])
                loudness = loudness[:-1]
            loudness = _loudest(loudness, 2)
            window *= 2
    whole = len(rest) // window * window
    loudness = np.concatenate([loudness, _loudest(rest[:whole], window)])
    if whole < len(rest):
        loudness = np.append(loudness, rest[whole:].max())
    edges = np.linspace(0, len(loudness), n_buckets + 1)
    starts = np.minimum(edges[:-1].astype(int), len(loudness) - 1)
    ends = np.maximum(np.ceil(edges[1:]).astype(int), starts + 1)
    return tuple(float(loudness[a:b].max()) for a, b in zip(starts, ends, strict=True))


def _loudest(samples: NDArray[np.float32], window: int) -> NDArray[np.float32]:
    """The maximum of each `window` samples: shape (n_samples,) to (n_samples // window,)."""
    loudest: NDArray[np.float32] = samples.reshape(-1, window).max(axis=1)
    return loudest


@contextmanager
def _reading(path: Path) -> Iterator[SoundReader]:
    require_readable_file(path, max_bytes=MAX_AUDIO_BYTES)
    with opened(path) as file:
        media_type = sniff(file)
        if media_type not in AUDIO_MEDIA_TYPES:
            raise not_a_sound(path, describe_foreign(file))
    try:
        reader = open_sound(path, media_type)
        _check_header(path, reader)
        yield reader
    except FileNotFoundError:
        raise missing(path) from None
    except UnreadableSoundError as error:
        logger.debug("no decoder opens a %s file", media_type, exc_info=True)
        raise _damaged(path, media_type) from error


def not_a_sound(path: Path, description: str) -> UnsupportedAttachmentError:
    """The error for a file that is something else, named if `description` is not empty."""
    what = f"is {description}, not a sound" if description else "is no sound that can be read"
    return UnsupportedAttachmentError(
        f"{quoted_name(path)} {what}.",
        hint="Use a WAV, MP3, M4A, FLAC, OGG, Opus or WebM file.",
    )


def _check_header(path: Path, reader: SoundReader) -> None:
    if reader.sample_rate_hz not in _SAMPLE_RATES_HZ or not 1 <= reader.channels <= _MAX_CHANNELS:
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} claims {reader.channels} channels at "
            f"{reader.sample_rate_hz} Hz, which cannot be true.",
            hint="The file is damaged. Record, export or download it again.",
        )


def _check_samples(path: Path, total: int, bad: int) -> None:
    if total == 0:
        raise _no_samples(path)
    if bad == total:
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} holds no sound: not one of its samples is a number.",
            hint="The program that wrote it failed. Record or export it again.",
        )
    if bad:
        logger.info("%d of %d samples are no numbers and became silence", bad, total)


def _no_samples(path: Path) -> UnsupportedAttachmentError:
    return UnsupportedAttachmentError(
        f"{quoted_name(path)} holds no sound: it has a header and no samples.",
        hint="The recording was probably cut off. Record, export or download it again.",
    )


def _damaged(path: Path, media_type: str) -> UnsupportedAttachmentError:
    if media_type.startswith("video/"):
        return UnsupportedAttachmentError(
            f"{quoted_name(path)} has no sound track that can be read.",
            hint="Pictures of a film cannot be used yet: add single pictures, or its sound.",
        )
    return UnsupportedAttachmentError(
        f"{quoted_name(path)} is damaged: the sound in it cannot be read.",
        hint="Record, export or download it again.",
    )
