"""The way of a long recording around the model: decode, resample, voice activity, cutting.

    python -m tests.benchmarks.long_audio [--minutes 1,60] [--json]

Each length in a process of its own, with a model that answers at once. The real-time factor is
seconds of sound for each second of processor time, held to 200 on one core; the peak of memory
of an hour to 1.2 times that of a minute. Beside it stands the plain way, reading the whole file
into memory and resampling it at once, which does nothing else.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.report import Report

RATE_HZ = 44_100
PAUSES_S = (0.4, 0.4, 1.2, 0.5, 3.0)


def make(path: Path, minutes: float) -> None:
    """Speech with pauses, written block by block at a rate that has to be resampled."""
    import numpy as np
    import soundfile
    import soxr

    from gemini_desk.paths import assets_dir

    speech, rate_hz = soundfile.read(assets_dir() / "samples" / "note.wav", dtype="float32")
    speech = soxr.resample(speech, rate_hz, RATE_HZ)
    written = 0
    with soundfile.SoundFile(path, "w", RATE_HZ, 1, "PCM_16") as file:
        for number in range(10**9):
            pause = np.zeros(round(PAUSES_S[number % len(PAUSES_S)] * RATE_HZ), np.float32)
            file.write(speech)
            file.write(pause)
            written += len(speech) + len(pause)
            if written >= minutes * 60 * RATE_HZ:
                return


def streamed(path: Path) -> dict[str, float]:
    """All pieces of the file, as the pipeline makes them."""
    from gemini_desk.media.voice_activity import WINDOW_S
    from gemini_desk.paths import assets_dir
    from gemini_desk.tasks.long_audio.cutting import CutRules
    from gemini_desk.tasks.long_audio.listening import listen

    rules = CutRules(29.95, WINDOW_S)
    for _ in listen(assets_dir() / "samples" / "note.wav", rules):
        pass  # libraries and the model of voice activity are loaded
    begin = time.process_time()
    pieces = 0
    heard_s = 0.0
    for heard in listen(path, rules):
        heard_s = heard.settled_s
        if heard.samples is not None:
            pieces += 1
            assert len(heard.samples)
    return {"cpu_s": time.process_time() - begin, "pieces": pieces, "heard_s": heard_s}


def at_once(path: Path) -> dict[str, float]:
    """Read the whole file and resample it."""
    import soundfile
    import soxr

    begin = time.process_time()
    samples, rate_hz = soundfile.read(path, dtype="float32")
    soxr.resample(samples, rate_hz, 16_000)
    return {"cpu_s": time.process_time() - begin, "heard_s": len(samples) / rate_hz}


WAYS = {"streamed": streamed, "at once": at_once}


def main() -> None:
    """Measure each way and length in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", default="1,60")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--way", choices=tuple(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        figures = WAYS[options.way](options.file)
        figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(figures))
        return
    report = Report("Long audio, around the model")
    peaks: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        for minutes in map(float, options.minutes.split(",")):
            path = Path(folder) / "speech.wav"
            make(path, minutes)
            for way in WAYS:
                done = subprocess.run(
                    [sys.executable, "-m", __spec__.name, "--way", way, "--file", str(path)],
                    check=True, capture_output=True, text=True,
                )  # fmt: skip
                figures = json.loads(done.stdout)
                peaks[way].append(figures["peak_mb"])
                report.row(
                    f"{way}, {minutes:g} min",
                    real_time_factor=figures["heard_s"] / figures["cpu_s"],
                    **figures,
                )
    for way, measured in peaks.items():
        report.note(f"{way}: peak of the longest ÷ the shortest {measured[-1] / measured[0]:.2f}")
    report.print(as_json=options.json)


if __name__ == "__main__":
    main()
