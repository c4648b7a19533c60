"""Every moment of a recording is in exactly one segment, or reported as silence: 0.1 s to 3 h."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.tasks.attach import attach
from gemini_desk.tasks.long_audio.pipeline import transcribe_recording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gemini_desk.transcripts.transcript import Transcript

RATE_HZ = 16_000
TOLERANCE_S = 0.4  # of where speech begins and ends: pads, and windows that hear it late
SILENCE_S = 3.0  # that must be reported, whatever is around


def check(
    transcript: Transcript, length_s: float, speech_s: list[tuple[float, float]] | None
) -> None:
    """Segments and pauses cover the file once; segments are where speech is, if that is known."""
    assert transcript.duration_s == pytest.approx(length_s, abs=0.05)
    stretches = [(it.start_s, it.end_s) for it in transcript.segments]
    assert all(start_s < end_s for start_s, end_s in stretches)
    stretches = sorted(stretches + list(transcript.pauses))
    assert stretches[0][0] == 0.0
    assert stretches[-1][1] == pytest.approx(transcript.duration_s, abs=1e-6)
    for (_, end_s), (start_s, _) in pairwise(stretches):
        assert start_s == pytest.approx(end_s, abs=1e-6)
    if speech_s is None:
        return
    for start_s, end_s in transcript.pauses:
        for spoken_from_s, spoken_to_s in speech_s:
            shared_s = min(end_s, spoken_to_s) - max(start_s, spoken_from_s)
            assert shared_s < TOLERANCE_S, "speech was reported as silence"
    edges = [0.0, *(time_s for it in speech_s for time_s in it), length_s]
    for start_s, end_s in zip(edges[::2], edges[1::2], strict=True):
        if end_s - start_s < SILENCE_S:
            continue
        middle_s = (start_s + end_s) / 2
        assert any(a <= middle_s <= b for a, b in transcript.pauses), "silence was heard as speech"


def write(path: Path, parts: Iterator[np.ndarray] | list[np.ndarray], rate_hz: int) -> float:
    """The parts after each other, block by block; gives the length in seconds."""
    written = 0
    with soundfile.SoundFile(path, "w", rate_hz, 1, "PCM_16") as file:
        for part in parts:
            file.write(part)
            written += len(part)
    return written / rate_hz


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    pauses_s=st.lists(st.floats(0.0, 20.0), max_size=5),
    longest_s=st.sampled_from([2.5, 8.0, 30.0]),
    suffix=st.sampled_from([".wav", ".flac"]),
)
def test_made_files_are_covered_once(
    pauses_s: list[float],
    longest_s: float,
    suffix: str,
    tmp_path: Path,
    speech: Any,
    session: Callable[..., Any],
) -> None:
    parts, spoken_s, now_s = [], [], 0.0
    for pause_s in pauses_s:
        parts.append(np.zeros(round(pause_s * RATE_HZ), np.float32))
        now_s += len(parts[-1]) / RATE_HZ
        parts.append(speech)
        voiced = np.flatnonzero(np.abs(speech) > 0.02) / RATE_HZ
        spoken_s.append((now_s + voiced[0], now_s + voiced[-1]))
        now_s += len(speech) / RATE_HZ
    parts.append(np.zeros(round(0.1 * RATE_HZ), np.float32))
    path = tmp_path / f"made{suffix}"
    length_s = write(path, parts, RATE_HZ)
    loaded, _ = session(longest_s=longest_s)
    transcript = transcribe_recording(loaded, attach(path, AttachmentKind.AUDIO))
    check(transcript, length_s, spoken_s)


@pytest.mark.parametrize("length_s", [0.1, 0.5, 1.0, 2.9, 31.0, 120.0])
@pytest.mark.parametrize("kind", ["silence", "noise", "speech"])
def test_files_of_any_length_are_covered_once(
    length_s: float, kind: str, tmp_path: Path, speech: Any, session: Callable[..., Any]
) -> None:
    count = round(length_s * RATE_HZ)
    samples = {
        "silence": np.zeros(count, np.float32),
        "noise": np.random.default_rng(1).normal(0, 0.05, count).astype(np.float32),
        "speech": np.resize(speech, count),
    }[kind]
    path = tmp_path / "made.wav"
    write(path, [samples], RATE_HZ)
    loaded, _ = session()
    transcript = transcribe_recording(loaded, attach(path, AttachmentKind.AUDIO))
    check(transcript, length_s, None if kind == "speech" else [])


@pytest.mark.slow
def test_three_hours_are_covered_once(
    tmp_path: Path, speech: Any, session: Callable[..., Any]
) -> None:
    """At 8 kHz: what is slow is to listen for speech, which hears three hours of 16 kHz."""
    import soxr

    spoken = soxr.resample(speech, RATE_HZ, 8_000)
    chance = np.random.default_rng(3)
    spoken_s: list[tuple[float, float]] = []

    def parts() -> Iterator[np.ndarray]:
        now_s = 0.0
        while now_s < 3 * 3600:
            pause = np.zeros(round(chance.choice([0.1, 0.5, 1.0, 5.0, 60.0]) * 8_000), np.float32)
            yield pause
            now_s += len(pause) / 8_000
            voiced = np.flatnonzero(np.abs(spoken) > 0.02) / 8_000
            spoken_s.append((now_s + voiced[0], now_s + voiced[-1]))
            yield spoken
            now_s += len(spoken) / 8_000

    path = tmp_path / "hours.flac"
    length_s = write(path, parts(), 8_000)
    assert length_s > 3 * 3600
    loaded, _ = session()
    check(transcribe_recording(loaded, attach(path, AttachmentKind.AUDIO)), length_s, spoken_s)
