"""Recordings: words in many voices under many conditions, and recordings without speech."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from gemini_desk.starter import prompts
from gemini_desk.starter.configuration import SAMPLE_RATE_HZ
from gemini_desk.starter.examples import NO_SPEECH, Example, Turn
from gemini_desk.starter.speech import synthesizers
from gemini_desk.starter.words import SPOKEN_WORDS, Split

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FLITE_CLIPS = 2400
"""Spoken once and kept: Flite's command is five times slower than eSpeak's library."""


_RECORDED = 0.4
"""How many of training's clips have pauses, as recordings do."""


def sentence(rng: random.Random, most: int) -> str:
    """Draws one to ``most`` words of the spoken vocabulary."""
    return " ".join(rng.choice(SPOKEN_WORDS) for _ in range(rng.randint(1, most)))


def trim(waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cuts silence off both ends, keeping 25 ms before and 50 ms behind."""
    loud = np.flatnonzero(np.abs(waveform) > 0.004)
    if not len(loud):
        return waveform
    return waveform[max(0, loud[0] - 400) : loud[-1] + 800]


def surround(rng: random.Random, waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """Puts up to 190 ms of silence before and behind."""
    before = np.zeros(rng.randint(0, 3000), np.float32)
    behind = np.zeros(rng.randint(400, 3000), np.float32)
    return np.concatenate([before, waveform, behind])


def _noise(rng: random.Random, length: int) -> NDArray[np.float64]:
    """Returns hiss or rumble of unit strength, shape (length,)."""
    generator = np.random.default_rng(rng.randrange(1 << 30))
    noise = generator.standard_normal(max(length, 800))
    if rng.random() < 0.5:
        noise = np.cumsum(noise)
        noise -= np.convolve(noise, np.ones(401) / 401, "same")
    return np.asarray(noise[:length] / (noise.std() + 1e-6))


def wear(rng: random.Random, waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """Changes speed and pitch, puts the speaker in a small room, tilts the spectrum, adds noise.

    Args:
        rng: Source of all choices.
        waveform: float32, shape (n_samples,).

    Returns:
        float32, shape (n_samples,), louder or softer, in [-1.0, 1.0].
    """
    step = rng.uniform(0.88, 1.14)
    wave = np.interp(np.arange(0, len(waveform), step), np.arange(len(waveform)), waveform)
    wave = surround(rng, wave.astype(np.float32)).astype(np.float64)
    if rng.random() < 0.3:
        length = rng.randint(400, 2400)
        generator = np.random.default_rng(rng.randrange(1 << 30))
        echo = generator.standard_normal(length) * np.exp(-np.arange(length) / (length / 6))
        echo[0] = rng.uniform(4, 12)
        wave = np.convolve(wave, echo / echo[0])[: len(wave)]
    if rng.random() < 0.3:
        wave -= rng.uniform(-0.6, 0.9) * np.concatenate([[0.0], wave[:-1]])
    wave = wave / (np.abs(wave).max() + 1e-6) * 10 ** (rng.uniform(-22, -1) / 20)
    if rng.random() < 0.6:
        strength = np.sqrt((wave**2).mean()) * 10 ** (-rng.uniform(8, 40) / 20)
        wave += _noise(rng, len(wave)) * strength
    return np.asarray(wave.clip(-1, 1), np.float32)


def recorded(rng: random.Random, waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """Makes a clip like one that a person recorded: pauses at both ends, a quiet hiss, any level.

    Between pressing the key and speaking lies a second in which nothing is said; a model that only
    ever heard clips that begin with the first word writes words into it.
    """
    before = np.zeros(int(rng.uniform(0, 1.6) * SAMPLE_RATE_HZ))
    behind = np.zeros(int(rng.uniform(0, 1.3) * SAMPLE_RATE_HZ))
    wave = np.concatenate([before, waveform, behind])
    if rng.random() < 0.25:  # a headset's or telephone's band
        from scipy.signal import butter, sosfilt

        band = butter(4, rng.uniform(3400, 7000), fs=SAMPLE_RATE_HZ, output="sos")
        wave = np.asarray(sosfilt(band, wave))
    peak = np.abs(wave).max() + 1e-6
    if rng.random() < 0.6:
        hiss = np.random.default_rng(rng.randrange(1 << 30)).standard_normal(len(wave))
        wave = wave + hiss * peak * 10 ** (-rng.uniform(35, 70) / 20)
    return np.asarray((wave / peak * 10 ** (-rng.uniform(1, 26) / 20)).clip(-1, 1), np.float32)


def clean(rng: random.Random, waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """Surrounds a clip with silence and sets its peak to one half."""
    wave = surround(rng, waveform)
    return np.asarray(wave / (np.abs(wave).max() + 1e-6) * 0.5, np.float32)


def espeak_clip(rng: random.Random, split: Split, text: str) -> NDArray[np.float32]:
    """Speaks a text through eSpeak NG with a voice, speed and pitch of its own, trimmed."""
    return trim(
        synthesizers.espeak().speak(
            text,
            synthesizers.draw_voice(rng, split),
            rng.randint(120, 210),
            rng.randint(25, 75),
            rng.randint(20, 80),
        )
    )


def flite_clips(cache: Path, count: int = FLITE_CLIPS) -> list[tuple[str, NDArray[np.float32]]]:
    """Returns spoken texts from Flite's training voices, made on the first call.

    Args:
        cache: An ``.npz`` file, written when missing.
        count: How many clips.

    Returns:
        Pairs of text and trimmed waveform.
    """
    if not cache.exists():
        rng = random.Random(20)
        made: dict[str, NDArray[np.float16]] = {}
        for index in range(count):
            text = sentence(rng, 3)
            voice = synthesizers.FLITE_VOICES[index % len(synthesizers.FLITE_VOICES)]
            wave = trim(synthesizers.flite(text, voice, rng.uniform(0.85, 1.25)))
            made[f"{index} {text}"] = wave.astype(np.float16)
        cache.parent.mkdir(parents=True, exist_ok=True)
        np.savez(cache, **made)  # type: ignore[arg-type]  # numpy types the keywords as flags
    with np.load(cache) as stored:
        return [(key.partition(" ")[2], stored[key].astype(np.float32)) for key in stored.files]


def _transcription(rng: random.Random, task: str, wave: NDArray[np.float32], text: str) -> Example:
    draw = rng.random()
    # A recording alone: writing it down is the honest answer.
    prompt = "" if draw < 0.1 else prompts.ask(rng, prompts.TRANSCRIBE)
    return Example(
        task, (Turn(prompt, text),), waveform=wave, spelled=text, media_first=rng.random() > 0.05
    )


def easy(rng: random.Random, split: Split) -> Example:
    """Makes a clean recording of one or two words: where learning to listen begins."""
    text = sentence(rng, 2)
    return _transcription(rng, "speech", clean(rng, espeak_clip(rng, split, text)), text)


def spoken(rng: random.Random, split: Split, most: int = 4) -> Example:
    """Makes a recording of up to ``most`` words, half of them under hard conditions."""
    text = sentence(rng, most)
    wave = espeak_clip(rng, split, text)
    wave = wear(rng, wave) if split == "train" and rng.random() < 0.5 else clean(rng, wave)
    if split == "train" and rng.random() < _RECORDED:
        wave = recorded(rng, wave)
    return _transcription(rng, "speech", wave, text)


def spoken_by_flite(rng: random.Random, clips: list[tuple[str, NDArray[np.float32]]]) -> Example:
    """Makes a recording from one of Flite's clips, changed anew each time."""
    text, wave = rng.choice(clips)
    wave = wear(rng, wave) if rng.random() < 0.7 else clean(rng, wave)
    if rng.random() < _RECORDED:
        wave = recorded(rng, wave)
    return _transcription(rng, "speech", wave, text)


def asked_officially(rng: random.Random, split: Split) -> Example:
    """Makes a recording that is asked about in Gemma 4's own, long wording."""
    example = spoken(rng, split)
    turn = Turn(prompts.OFFICIAL_TRANSCRIBE, example.turns[0].answer)
    return Example("speech", (turn,), waveform=example.waveform, spelled=example.spelled)


def wordless_wave(rng: random.Random, split: Split) -> NDArray[np.float32]:
    """Makes a recording without speech: silence, noise, tones or clicks; held out, a sweep."""
    length = rng.randint(SAMPLE_RATE_HZ // 2, SAMPLE_RATE_HZ * 3)
    time_s = np.arange(length) / SAMPLE_RATE_HZ
    kind = rng.randrange(6)
    if kind <= 1:
        wave = _noise(rng, length) * 10 ** (-rng.uniform(50, 90) / 20)
        if rng.random() < 0.4:
            wave = np.zeros(length)
    elif kind == 2:
        wave = _noise(rng, length) * rng.uniform(0.003, 0.2)
    elif split == "held_out":
        start, end = rng.uniform(100, 1500), rng.uniform(100, 1500)
        wave = 0.3 * np.sin(2 * np.pi * (start + (end - start) * time_s / time_s[-1] / 2) * time_s)
    elif kind <= 4:
        wave = np.zeros(length)
        for _ in range(rng.randint(1, 4)):
            tone = np.sin(2 * np.pi * rng.uniform(60, 3000) * time_s + rng.uniform(0, 6))
            swell = 0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(0.1, 6) * time_s)
            wave += rng.uniform(0.02, 0.2) * tone * (swell if rng.random() < 0.6 else 1)
    else:
        wave = np.zeros(length)
        for _ in range(rng.randint(1, 12)):
            at, long = rng.randrange(length - 200), rng.randint(20, 200)
            wave[at : at + long] += _noise(rng, long) * rng.uniform(0.05, 0.3)
    return wave.clip(-1, 1).astype(np.float32)


def wordless(rng: random.Random, split: Split) -> Example:
    """Makes a recording without speech, and the answer that says so."""
    prompt = "" if rng.random() < 0.1 else prompts.ask(rng, prompts.TRANSCRIBE)
    turn = Turn(prompt, NO_SPEECH)
    return Example("wordless", (turn,), waveform=wordless_wave(rng, split), spelled="")
