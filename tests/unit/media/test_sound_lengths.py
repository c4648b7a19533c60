"""How long a sound is, as its card says, is how long it turns out to be when it is decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from gemini_desk.media.audio import load_waveform, probe_audio
from tests.helpers.media_files import RATE_HZ, encoded_file, sound_file, tone

if TYPE_CHECKING:
    from pathlib import Path

BURSTS = np.tile(np.concatenate([tone(0.3), np.zeros(RATE_HZ // 5, np.float32)]), 40)


@pytest.mark.parametrize("name", ["a.ogg", "a.opus", "a.mka", "a.m4a"])
def test_the_length_of_speech_with_pauses_is_known_before_it_is_decoded(
    name: str, tmp_path: Path
) -> None:
    """Vorbis packets differ in length there, and FFmpeg takes some for shorter than they are."""
    if name == "a.ogg":
        path = sound_file(tmp_path, name, BURSTS)
    else:
        codec = "aac" if name == "a.m4a" else "libopus"
        container = {"a.opus": "ogg", "a.mka": "matroska", "a.m4a": "ipod"}[name]
        path = encoded_file(tmp_path, name, codec, container, samples=BURSTS)
    decoded_s = load_waveform(path, sample_rate_hz=RATE_HZ).duration_s
    assert decoded_s == pytest.approx(20.0, abs=0.05)
    assert probe_audio(path).duration_s == pytest.approx(decoded_s, abs=0.05)
