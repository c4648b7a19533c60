"""Sound files in which somebody speaks, for the pipeline of long recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import soundfile

from gemini_desk.paths import assets_dir

if TYPE_CHECKING:
    from pathlib import Path

RATE_HZ = 16_000
PAUSE_S = 8.0  # long enough for a segment to end


def recording_file(path: Path, times: int) -> Path:
    """Write a file in which somebody speaks so many times, with a pause behind each.

    No two of them have the same content, whatever their names.
    """
    speech, rate_hz = soundfile.read(assets_dir() / "samples" / "note.wav", dtype="float32")
    assert rate_hz == RATE_HZ
    silence = np.zeros(round(PAUSE_S * RATE_HZ), np.float32)
    mark = np.full(1 + sum(map(ord, path.name)) % 97, 0.25, np.float32)
    soundfile.write(path, np.concatenate([*[speech, silence] * times, mark]), RATE_HZ)
    return path
