"""Log-mel frames, the same as Gemma 4's feature extractor makes of a clip that needs no padding."""

from __future__ import annotations

import functools
import warnings
from typing import TYPE_CHECKING

import numpy as np

from gemini_desk.starter.configuration import MEL_BINS, MEL_DEVIATION, MEL_MEAN, SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FRAME, _HOP, _TRANSFORM = 320, 160, 512
_PAD_TO = 128


@functools.cache
def _filters() -> NDArray[np.float32]:
    """Returns the filter bank, shape (frequencies, mels)."""
    from transformers.audio_utils import mel_filter_bank

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the lowest filters hold no frequency; so do Gemma's own
        bank = mel_filter_bank(
            num_frequency_bins=_TRANSFORM // 2 + 1,
            num_mel_filters=MEL_BINS,
            min_frequency=0.0,
            max_frequency=8000.0,
            sampling_rate=SAMPLE_RATE_HZ,
            norm=None,
            mel_scale="htk",
        )
    return np.asarray(bank, np.float32)


def log_mel(waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turns a clip into normalised log-mel frames, one every 10 ms.

    Args:
        waveform: float32, shape (n_samples,), at 16 kHz.

    Returns:
        float32, shape (n_frames, MEL_BINS).
    """
    length = len(waveform)
    padding = np.zeros(-length % _PAD_TO, np.float32)
    padded = np.concatenate([np.zeros(_HOP, np.float32), waveform, padding])
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME + 1)[::_HOP, :_FRAME]
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FRAME) / _FRAME)).astype(np.float32)
    spectrum = np.abs(np.fft.rfft(frames * window, _TRANSFORM)).astype(np.float32)
    mel = np.log(spectrum @ _filters() + 1e-3)
    ends = np.arange(len(mel)) * _HOP + _FRAME
    kept = mel[ends < length + _HOP]
    return np.asarray((kept - MEL_MEAN) / MEL_DEVIATION, np.float32)


def soft_tokens(frames: int) -> int:
    """Returns how many soft tokens a number of frames becomes: two halvings, rounded up."""
    return ((frames + 1) // 2 + 1) // 2
