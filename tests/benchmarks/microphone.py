"""How soon a recording is on disk, and how soon it is sent.

    python -m tests.benchmarks.microphone [--rounds 10] [--json]

The real chain: a PulseAudio server of its own with a virtual microphone, the composer of the
window, the store of blobs. From the click to the first sample on disk is held to 300 ms, from
the key that ends a recording to the message that leaves the composer to 200 ms. Each beside the
plain way: the same microphone through PortAudio into a WAV file that is opened first.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_HEADER_BYTES = 86  # of a FLAC file without a frame
_RECORDED_S = 2.0
_TIMEOUT_S = 20.0


@contextmanager
def microphone() -> Iterator[None]:
    """A sound server whose microphone hears speech without end."""
    import subprocess

    from tests.helpers.virtual_microphone import VirtualMicrophone, speech_file

    folder = Path(tempfile.mkdtemp(prefix="vmic-"))
    server = VirtualMicrophone(folder)
    os.environ.update(server.environment)
    server.start()
    speech = speech_file(folder / "speech.wav", "one two three four five six seven " * 40)
    voice = subprocess.Popen(["paplay", "-d", "vmic", str(speech)])
    try:
        yield
    finally:
        voice.terminate()
        voice.wait(10)
        server.unplug()
        shutil.rmtree(folder, ignore_errors=True)


def plain_start() -> float:
    """Seconds until the first block of a stream of PortAudio is in a WAV file."""
    import sounddevice
    import soundfile

    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        path = Path(folder, "plain.wav")
        rate_hz = round(sounddevice.query_devices(kind="input")["default_samplerate"])
        with (
            soundfile.SoundFile(path, "w", rate_hz, 1) as file,
            sounddevice.InputStream(samplerate=rate_hz, channels=1) as stream,
        ):
            block, _ = stream.read(480)
            file.write(block)
            file.flush()
            return time.perf_counter() - begin


class Window:
    """A composer in a window, as the application has it."""

    def __init__(self, folder: Path) -> None:
        from PySide6.QtWidgets import QApplication

        from gemini_desk.storage.blob_store import BlobStore
        from gemini_desk.ui.composer.composer import Composer

        self.application = QApplication.instance() or QApplication([])
        self.folder = folder / "recordings"
        self.composer = Composer(
            store_file=BlobStore(folder / "blobs").add_file,
            scratch_dir=folder / "scratch",
            recordings_dir=self.folder,
        )
        self.composer.show()
        self.composer.voice.recover()  # as the application does after its first paint
        self.sent_at_s = 0.0
        self.composer.submitted.connect(self._sent)

    def _sent(self) -> None:
        self.sent_at_s = time.perf_counter()

    def wait(self, done: Callable[[], bool]) -> None:
        deadline_s = time.perf_counter() + _TIMEOUT_S
        while not done():
            if time.perf_counter() > deadline_s:
                raise TimeoutError
            self.application.processEvents()
            time.sleep(0.001)

    def settle(self) -> None:
        """Let the worker do what it does while the window is new."""
        self.wait(lambda: "gemini_desk.media.recorder" in sys.modules)

    def round(self) -> tuple[float, float]:
        """Seconds from the click to the first frame on disk, and from Enter to "sent"."""
        begin = time.perf_counter()
        self.composer.voice.toggle()
        self.wait(self._has_frame)
        started_s = time.perf_counter() - begin
        self.wait(lambda: self.composer.inputs.recording.elapsed_s >= _RECORDED_S)
        self.sent_at_s = 0.0
        begin = time.perf_counter()
        self.composer.submit()
        self.wait(lambda: self.sent_at_s > 0.0)
        return started_s, self.sent_at_s - begin

    def _has_frame(self) -> bool:
        return any(clip.stat().st_size > _HEADER_BYTES for clip in self.folder.glob("*.flac"))


def figures(values_s: list[float]) -> dict[str, float]:
    """Of some rounds, in milliseconds."""
    return {
        "first_ms": round(values_s[0] * 1000, 1),
        "median_ms": round(statistics.median(values_s) * 1000, 1),
        "max_ms": round(max(values_s) * 1000, 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    report = Report("Microphone: soon on disk, soon sent", unit="milliseconds")
    with microphone(), tempfile.TemporaryDirectory() as folder:
        window = Window(Path(folder))
        window.settle()
        rounds = [window.round() for _ in range(arguments.rounds)]
        window.composer.shut_down()
        plain = [plain_start() for _ in range(arguments.rounds)]
    report.row("start to first sample on disk", **figures([start_s for start_s, _ in rounds]))
    report.row("plain PortAudio into a WAV file", **figures(plain))
    report.row("stop to sent", **figures([sent_s for _, sent_s in rounds]))
    report.note("Held to 300 ms from start to disk, and 200 ms from stop to sent.")
    report.note(f"Load of the machine, one minute: {os.getloadavg()[0]:.1f}.")
    report.print(as_json=arguments.json)


if __name__ == "__main__":
    main()
