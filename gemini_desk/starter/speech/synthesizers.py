"""Speech synthesizers: eSpeak NG through its library, Flite and Festival through their commands."""

from __future__ import annotations

import ctypes
import functools
import math
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gemini_desk.starter.configuration import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

    from gemini_desk.starter.words import Split

ACCENTS = (
    "en",
    "en-us",
    "en-gb-scotland",
    "en-gb-x-rp",
    "en-gb-x-gbclan",
    "en-gb-x-gbcwmd",
    "en-029",
    "en-us-nyc",
)
HELD_OUT_SPEAKERS = ("f4", "m7", "Annie", "Mike", "belinda", "victor", "klatt3", "edward")
SPEAKERS = tuple(
    "m1 m2 m3 m4 m5 m6 m8 f1 f2 f3 f5 Alex Andy Denis Gene Hugo Jacky Lee Mario Michael Nguyen "
    "adam anika antonio benjamin boris caleb david ed gustave iven iven2 john linda marcelo max "
    "michel miguel norbert pablo paul pedro quincy rob robert sandro shelby steph steph2 travis "
    "zac klatt klatt2 klatt4".split()
)
FLITE_VOICES = ("kal", "kal16", "awb", "rms")
"""Flite's ``slt`` is left out: the speaker of Festival's voice, which is only for measuring."""
FESTIVAL_VOICE = "cmu_us_slt_arctic_hts"
"""A synthesizer of another kind and a speaker that training never hears."""

_ESPEAK_RATE_HZ = 22_050
_SYNCHRONOUS = 2
_RATE, _PITCH, _RANGE = 1, 3, 4
_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Espeak:
    """eSpeak NG in this process: 110 to 250 clips a second on one core. One thread only."""

    def __init__(self) -> None:
        self._blocks: list[NDArray[np.int16]] = []
        self._library: Any = ctypes.CDLL("libespeak-ng.so.1")
        rate = self._library.espeak_Initialize(_SYNCHRONOUS, 500, None, 0)
        if rate != _ESPEAK_RATE_HZ:
            raise RuntimeError(f"eSpeak NG answers at {rate} Hz, not {_ESPEAK_RATE_HZ}")
        self._callback = _Callback(self._collect)  # kept: the library calls it later
        self._library.espeak_SetSynthCallback(self._callback)

    def _collect(self, wave: Any, count: int, _events: Any) -> int:
        if count > 0 and wave:
            self._blocks.append(np.ctypeslib.as_array(wave, shape=(count,)).copy())
        return 0

    def speak(
        self, text: str, voice: str, words_per_minute: int = 170, pitch: int = 50, spread: int = 50
    ) -> NDArray[np.float32]:
        """Speaks a text.

        Args:
            text: What to say.
            voice: Accent and speaker, as in ``en-us+f2``.
            words_per_minute: How fast.
            pitch: 0 to 99.
            spread: How much the pitch moves, 0 to 99.

        Returns:
            float32, shape (n_samples,), in [-1.0, 1.0] at 16 kHz.
        """
        self._library.espeak_SetVoiceByName(voice.encode())
        for setting, value in ((_RATE, words_per_minute), (_PITCH, pitch), (_RANGE, spread)):
            self._library.espeak_SetParameter(setting, value, 0)
        self._blocks.clear()
        spoken = text.encode()
        self._library.espeak_Synth(spoken, len(spoken) + 1, 0, 1, 0, 1, None, None)
        self._library.espeak_Synchronize()
        if not self._blocks:
            return np.zeros(SAMPLE_RATE_HZ // 4, np.float32)
        return to_sample_rate(np.concatenate(self._blocks) / np.float32(32_768), _ESPEAK_RATE_HZ)


@functools.cache
def espeak() -> Espeak:
    """Returns this process's eSpeak NG: the library can be set up only once."""
    return Espeak()


def draw_voice(rng: random.Random, split: Split) -> str:
    """Draws an accent and a speaker of a split."""
    speakers = HELD_OUT_SPEAKERS if split == "held_out" else SPEAKERS
    return f"{rng.choice(ACCENTS)}+{rng.choice(speakers)}"


def to_sample_rate(samples: NDArray[Any], rate_hz: int) -> NDArray[np.float32]:
    """Resamples to 16 kHz.

    Args:
        samples: float, shape (n_samples,).
        rate_hz: What they are sampled at.

    Returns:
        float32, shape (n_samples,).
    """
    from scipy.signal import resample_poly

    if rate_hz == SAMPLE_RATE_HZ:
        return samples.astype(np.float32)
    divisor = math.gcd(rate_hz, SAMPLE_RATE_HZ)
    up, down = SAMPLE_RATE_HZ // divisor, rate_hz // divisor
    return np.asarray(resample_poly(samples.astype(np.float32), up, down), np.float32)


def _read_wave(path: Path) -> NDArray[np.float32]:
    import soundfile

    samples, rate_hz = soundfile.read(path, dtype="float32")
    return to_sample_rate(samples, int(rate_hz))


def flite(text: str, voice: str, stretch: float = 1.0) -> NDArray[np.float32]:
    """Speaks through Flite; 20 to 80 clips a second.

    Args:
        text: What to say.
        voice: One of :data:`FLITE_VOICES`, or ``slt``.
        stretch: More than 1 is slower.

    Returns:
        float32, shape (n_samples,), at 16 kHz.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "clip.wav")
        subprocess.run(
            [
                "flite",
                "-voice",
                voice,
                "--setf",
                f"duration_stretch={stretch}",
                "-t",
                text,
                "-o",
                str(path),
            ],
            check=True,
            capture_output=True,
        )
        return _read_wave(path)


def festival(texts: list[str]) -> list[NDArray[np.float32]]:
    """Speaks many texts in one run of Festival: starting it is what takes long.

    Args:
        texts: What to say; letters and spaces only.

    Returns:
        One waveform a text, float32, shape (n_samples,), at 16 kHz.
    """
    with tempfile.TemporaryDirectory() as folder:
        script = [f"(voice_{FESTIVAL_VOICE})"]
        paths = [Path(folder, f"{index}.wav") for index in range(len(texts))]
        for text, path in zip(texts, paths, strict=True):
            script.append(f'(utt.save.wave (utt.synth (Utterance Text "{text}")) "{path}" \'riff)')
        program = Path(folder, "program.scm")
        program.write_text("\n".join(script), encoding="utf-8")
        subprocess.run(["festival", "-b", str(program)], check=True, capture_output=True)
        return [_read_wave(path) for path in paths]
