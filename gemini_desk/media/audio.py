"""Sound files: what they hold, and their sound as mono blocks at any sample rate.

Callable from any thread; never on the GUI thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.readable_file import quoted_name
from gemini_desk.media.sound_file import check_samples, no_samples, reading
from gemini_desk.media.truncation import is_cut_off
from gemini_desk.media.waveform import Waveform
from gemini_desk.transcripts.transcript import Damage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

MAX_WAVEFORM_S: Final = 3600.0  # an hour at 16 kHz is 230 MB; longer sound is for `iter_blocks`

_GRACE_S: Final = 0.25  # encoders pad a clip by a few frames; that much over a limit is cut off


@dataclass(frozen=True, slots=True)
class AudioProbe:
    """What a sound file is.

    Attributes:
        duration_s: Length in seconds of what is really there, whatever the header says.
        sample_rate_hz: Samples per second in the file.
        channels: Channels in the file.
        media_type: For instance `audio/flac`, or `video/mp4` for a film's sound track.
        is_cut_off: Whether the file says itself that it should be longer.
    """

    duration_s: float
    sample_rate_hz: int
    channels: int
    media_type: str
    is_cut_off: bool = False


def probe_audio(path: Path, track: int | None = None) -> AudioProbe:
    """Say what a sound file holds, of its best sound track or of one counted from 0.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no sound we read, damaged, or holds no sample.
    """
    with reading(path, track) as reader:
        frames = reader.count_frames()
        if frames <= 0:
            raise no_samples(path)
        return AudioProbe(
            frames / reader.sample_rate_hz,
            reader.sample_rate_hz,
            reader.channels,
            reader.media_type,
            reader.lacks_frames_behind(frames) or is_cut_off(path, reader.media_type),
        )


def load_waveform(
    path: Path,
    *,
    sample_rate_hz: int,
    max_duration_s: float | None = None,
    track: int | None = None,
) -> Waveform:
    """Decode a whole sound file: mono, resampled, each sample in [-1, 1].

    Channels are averaged. Samples that are no numbers (NaN, infinity) become silence.
    Decoding stops as soon as the limit is passed, so memory is bounded by it.

    Args:
        path: Any file that `AUDIO_MEDIA_TYPES` names, whatever its suffix.
        sample_rate_hz: Samples per second of the result.
        max_duration_s: Longer sound is refused; an hour if None.
        track: Which sound track, counted from 0; None for the best one.

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
    for block in iter_blocks(path, sample_rate_hz=sample_rate_hz, track=track):
        blocks.append(block)
        count += len(block)
        if count > limit + _GRACE_S * sample_rate_hz:
            raise UnsupportedAttachmentError(
                f"{quoted_name(path)} lasts more than {limit_s:g} s, "
                "which is the longest clip that fits here.",
                hint="Cut out the part that matters and add that, or have all of it transcribed.",
            )
    return Waveform(np.concatenate(blocks)[:limit], sample_rate_hz)


def iter_blocks(
    path: Path,
    *,
    sample_rate_hz: int | None = None,
    start_s: float = 0.0,
    track: int | None = None,
    on_damage: Callable[[Damage], None] | None = None,
    exact: bool = True,
) -> Iterator[NDArray[np.float32]]:
    """Decode a sound file of any length, block after block, in constant memory.

    Args:
        path: Any file that `AUDIO_MEDIA_TYPES` names, whatever its suffix.
        sample_rate_hz: Samples per second of the blocks; None for the file's own rate.
        start_s: Second to begin at; nothing comes if the file is shorter.
        track: Which sound track, counted from 0; None for the best one.
        on_damage: Called for each place that cannot be read, when what is before it was
            yielded; what can be read behind it follows.
        exact: Begin at the very sample, though what is before may have to be decoded; False for
            somebody who wants to hear it at once.

    Yields:
        Mono blocks: float32, shape (n_samples,) with n_samples > 0, each in [-1.0, 1.0].

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no sound we read, damaged, or holds no sample that
            is a number.
    """
    import numpy as np
    import soxr

    with reading(path, track) as reader:
        rate = sample_rate_hz or reader.sample_rate_hz
        resampler = None
        if rate != reader.sample_rate_hz:
            resampler = soxr.ResampleStream(reader.sample_rate_hz, rate, 1, dtype="float32")
        total = bad = 0
        losses = _Losses(reader.sample_rate_hz, on_damage)
        first_frame = round(start_s * reader.sample_rate_hz)
        for block in reader.blocks(first_frame, losses.add, exact=exact):
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
            check_samples(path, total, bad)
        if not losses.at_end and is_cut_off(path, reader.media_type):
            losses.add(first_frame + total // reader.channels, None)


class _Losses:
    """Frames that are lost → `Damage`, in seconds."""

    def __init__(self, rate_hz: int, on_damage: Callable[[Damage], None] | None) -> None:
        self._rate_hz = rate_hz
        self._on_damage = on_damage
        self.at_end = False

    def add(self, start: int, end: int | None) -> None:
        self.at_end = end is None
        if self._on_damage is not None:
            end_s = None if end is None else end / self._rate_hz
            self._on_damage(Damage(start / self._rate_hz, end_s))
