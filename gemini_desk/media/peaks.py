"""The loudest samples of a sound file, for drawing its waveform. Never on the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemini_desk.media.audio import iter_blocks

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_MAX_PEAK_WINDOWS: Final = 65_536
_PEAKS_AT_ONCE: Final = 262_144  # samples


def peaks(path: Path, n_buckets: int, track: int | None = None) -> tuple[float, ...]:
    """The loudest sample in each of `n_buckets` equal parts of a sound file, 0.0 to 1.0.

    `track` is counted from 0; None for the best one.

    For drawing a waveform. A file shorter than `n_buckets` samples repeats its peaks.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It is no sound we read, or damaged.
    """
    import numpy as np

    loudness = np.zeros(0, np.float32)  # the loudest sample of each `window` samples
    rest = np.zeros(0, np.float32)
    window = 1
    for block in iter_blocks(path, track=track):
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
