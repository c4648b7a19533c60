"""A loudspeaker without hardware: a second sink of the virtual microphone's server, recorded.

    def test_reading(virtual_loudspeaker):
        with virtual_loudspeaker.recording() as file: ...
        assert seconds_heard(file) > 1.0

What the system's speech service says goes there, too; the service is the test's own, and ends
with it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.virtual_microphone import VirtualMicrophone

_SINK = "loud"
_HEADER_BYTES = 4096
_SPEECH = tuple(
    Path(f"/usr/{folder}/speech-dispatcher-modules/sd_espeak-ng") for folder in ("lib", "lib64")
)


class VirtualLoudspeaker:
    """The sink that everything is played to, unless another one is named."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._run("load-module", "module-null-sink", f"sink_name={_SINK}", "rate=22050")
        self._run("set-default-sink", _SINK)

    @contextmanager
    def recording(self) -> Iterator[Path]:
        """Record what is played meanwhile; the file is whole at the end."""
        file = self._folder / "heard.wav"
        with subprocess.Popen(
            [
                "parec",
                "-d",
                f"{_SINK}.monitor",
                "--latency-msec=50",
                "--file-format=wav",
                str(file),
            ],
            stdin=subprocess.DEVNULL,
        ) as process:
            try:
                yield file
            finally:
                process.send_signal(signal.SIGINT)  # writes the header
                process.wait(20)

    def let_microphone_hear(self) -> None:
        """Stand beside the microphone from now on: it hears what is played."""
        self._run("load-module", "module-loopback", f"source={_SINK}.monitor", "sink=vmic")

    def close(self) -> None:
        """End the speech service that was started for this server."""
        pid_file = self._folder / "speech-dispatcher" / "pid" / "speech-dispatcher.pid"
        if pid_file.exists():
            os.kill(int(pid_file.read_text()), signal.SIGTERM)

    @staticmethod
    def _run(*words: str) -> None:
        subprocess.run(["pactl", *words], capture_output=True, check=True, timeout=20)


def seconds_heard(file: Path, last_s: float | None = None) -> float:
    """How long something was played, silence between words left out.

    Args:
        file: A recording, which may still grow.
        last_s: Of how many seconds at its end; None for all of it.
    """
    if not file.exists() or file.stat().st_size < _HEADER_BYTES:
        return 0.0
    samples, rate_hz = soundfile.read(file, dtype="float32", always_2d=True)
    if last_s is not None:
        samples = samples[-round(last_s * rate_hz) :]
    window = rate_hz // 50
    mono = samples[: len(samples) // window * window].mean(axis=1).reshape(-1, window)
    return float(np.count_nonzero(np.abs(mono).max(axis=1) > 0.02)) / 50


@pytest.fixture
def virtual_loudspeaker(virtual_microphone: VirtualMicrophone) -> Iterator[VirtualLoudspeaker]:
    """A loudspeaker of the test's own, with a speech service that plays to it."""
    if shutil.which("speech-dispatcher") is None or not any(map(Path.exists, _SPEECH)):
        pytest.skip("speech-dispatcher not installed; packaging/test.sh installs it")
    loudspeaker = VirtualLoudspeaker(Path(virtual_microphone.environment["XDG_RUNTIME_DIR"]))
    yield loudspeaker
    loudspeaker.close()
