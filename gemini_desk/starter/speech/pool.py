"""Clips spoken once and kept on disk: Flite's command is five times slower than eSpeak's library.

One file of 16-bit samples, mapped into memory, and a list of what each clip says.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import numpy as np

from gemini_desk.starter.speech import clips, sentences, synthesizers

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CLIPS = 4000
_JUMBLED = 0.35
"""How many clips are words in any order."""


class Pool:
    """Spoken texts of Flite's training voices."""

    def __init__(self, folder: Path) -> None:
        """Opens a pool.

        Args:
            folder: Made by :func:`make`.
        """
        self._clips: list[tuple[str, int, int]] = [
            tuple(entry) for entry in json.loads((folder / "clips.json").read_text("utf-8"))
        ]
        self._samples = np.memmap(folder / "clips.pcm", np.int16, "r")

    def __len__(self) -> int:
        return len(self._clips)

    def draw(self, rng: random.Random, longest: int = 1000) -> tuple[str, NDArray[np.float32]]:
        """Draws a text of at most so many characters and its trimmed waveform."""
        while True:
            text, start, stop = rng.choice(self._clips)
            if len(text) <= longest:
                return text, self._samples[start:stop].astype(np.float32) / np.float32(32_767)


def make(folder: Path, count: int = CLIPS) -> Pool:
    """Opens the pool of a folder, and makes it first where it is missing: a few minutes, once."""
    if not (folder / "clips.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        rng = random.Random(20)
        listed: list[tuple[str, int, int]] = []
        end = 0
        with (folder / "clips.pcm").open("wb") as samples:
            for index in range(count):
                text = draw_text(rng)
                voice = synthesizers.FLITE_VOICES[index % len(synthesizers.FLITE_VOICES)]
                wave = clips.trim(synthesizers.flite(text, voice, rng.uniform(0.85, 1.25)))
                samples.write((wave.clip(-1, 1) * 32_767).astype(np.int16).tobytes())
                listed.append((text, end, end + len(wave)))
                end += len(wave)
        # Written last: a pool whose making was interrupted is made again.
        (folder / "clips.json").write_text(json.dumps(listed), encoding="utf-8")
    return Pool(folder)


def draw_text(rng: random.Random) -> str:
    """Draws a sentence or a few words in any order, never one that is held out."""
    while True:
        text = sentences.jumbled(rng, 4)
        if rng.random() >= _JUMBLED:
            text = sentences.dictated(rng, "train")
        if not sentences.is_held_out(text):
            return text
