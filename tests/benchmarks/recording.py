"""An hour of recording: how much memory it takes, and whether every sample is in its file.

    python -m tests.benchmarks.recording [--minutes 1,60] [--json]

The recorder as the window has it, level meter included, behind a source of sound that waits for
no clock, only for the disk: an hour goes by in a minute. Each length in a process of its own.
The peak of memory of an hour is held to 1.2 times that of a minute. Beside it stands the plain
way, all blocks in a list that is written at the end.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

RATE_HZ = 48_000
BLOCK_SAMPLES = 960  # 20 ms, as sound servers give them
_AHEAD_S = 5.0  # how far the source may be before the disk: the recorder's queue holds more
_ROUNDING = 2.0 / 32_768  # what a FLAC of 16 bits may change


def blocks(minutes: float) -> Iterator[NDArray[np.float32]]:
    """Sound of which no block is like another one: a tone that rises and noise."""
    import numpy as np

    noise = np.random.default_rng(5).normal(0.0, 0.05, RATE_HZ).astype(np.float32)
    time_s = np.arange(BLOCK_SAMPLES, dtype=np.float32) / RATE_HZ
    for number in range(round(minutes * 60 * RATE_HZ / BLOCK_SAMPLES)):
        tone = 0.3 * np.sin(2 * np.pi * (80.0 + number % 4_000) * time_s)
        start = number * 7 % (RATE_HZ - BLOCK_SAMPLES)
        yield tone.astype(np.float32) + noise[start : start + BLOCK_SAMPLES]


class Source:
    """A microphone without a clock: as fast as the recorder takes it, and never faster."""

    name = "benchmark"
    sample_rate_hz = RATE_HZ

    def __init__(self, minutes: float) -> None:
        self.done = threading.Event()
        self.on_disk_s: Callable[[], float] = lambda: 0.0
        self._minutes = minutes
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def start(
        self, on_block: Callable[[NDArray[np.float32]], None], on_lost: Callable[[], None]
    ) -> None:
        """See `AudioInput.start`."""
        del on_lost
        self._thread = threading.Thread(target=self._give, args=(on_block,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """See `AudioInput.close`."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _give(self, on_block: Callable[[NDArray[np.float32]], None]) -> None:
        given_s = 0.0
        for block in blocks(self._minutes):
            while given_s - self.on_disk_s() > _AHEAD_S and not self._closed.is_set():
                time.sleep(0.0005)
            if self._closed.is_set():
                return
            on_block(block)
            given_s += len(block) / RATE_HZ
        self.done.set()


def recorded(minutes: float) -> dict[str, float | str]:
    """Record, stop, and compare the file with what was played."""
    import soundfile

    from gemini_desk.media.recorder import Recorder

    source = Source(minutes)
    levels = 0

    def count(_level: object) -> None:
        nonlocal levels
        levels += 1

    with tempfile.TemporaryDirectory() as folder:
        recorder = Recorder(Path(folder), input_factory=lambda _device: source, on_level=count)
        source.on_disk_s = lambda: recorder.elapsed_s
        begin_s = time.perf_counter()
        recorder.start()
        source.done.wait()
        begin_stop_s = time.perf_counter()
        path = recorder.stop()
        end_s = time.perf_counter()
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        wrong = 0
        with soundfile.SoundFile(path) as file:
            for block in blocks(minutes):
                heard = file.read(BLOCK_SAMPLES, dtype="float32")
                if len(heard) != len(block) or abs(heard - block).max() > _ROUNDING:
                    wrong += 1
            wrong += len(file.read(1))
        size_mb = path.stat().st_size / 1e6
    return {
        "peak_mb": round(peak_mb, 1),
        "times_real_time": round(minutes * 60 / (end_s - begin_s), 1),
        "stop_ms": round((end_s - begin_stop_s) * 1000, 1),
        "file_mb": round(size_mb, 1),
        "levels": levels,
        "blocks_lost": wrong,
    }


def plain(minutes: float) -> dict[str, float | str]:
    """Everything in memory, written at the end."""
    import numpy as np
    import soundfile

    with tempfile.TemporaryDirectory() as folder:
        begin_s = time.perf_counter()
        kept = list(blocks(minutes))
        begin_stop_s = time.perf_counter()
        soundfile.write(Path(folder, "plain.flac"), np.concatenate(kept), RATE_HZ)
        end_s = time.perf_counter()
    return {
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "times_real_time": round(minutes * 60 / (end_s - begin_s), 1),
        "stop_ms": round((end_s - begin_stop_s) * 1000, 1),
    }


WAYS = {"recorder": recorded, "plain": plain}


def in_its_own_process(way: str, minutes: float) -> dict[str, float]:
    """Peaks of memory are a process's."""
    words = [sys.executable, "-m", "tests.benchmarks.recording", "--way", way]
    done = subprocess.run(
        [*words, "--minutes", str(minutes)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", default="1,60", help="lengths, with commas between")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    lengths = [float(each) for each in arguments.minutes.split(",")]
    if arguments.way:
        print(json.dumps(WAYS[arguments.way](lengths[0])))
        return
    report = Report("Recording: memory, and every sample in the file", unit="see the names")
    peaks: list[float] = []
    for minutes in lengths:
        found = in_its_own_process("recorder", minutes)
        peaks.append(found["peak_mb"])
        report.row(f"recorder, {minutes:g} min", **found)
    report.row(f"plain, {lengths[-1]:g} min", **in_its_own_process("plain", lengths[-1]))
    report.note(f"Peak of the longest: {peaks[-1] / peaks[0]:.2f} × the shortest; held to 1.2.")
    report.print(as_json=arguments.json)


if __name__ == "__main__":
    main()
