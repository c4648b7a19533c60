"""A screen without hardware: Xvfb for tests that need a real X display."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Display:
    """A running X server.

    Attributes:
        name: What DISPLAY is set to.
        process: The server.
    """

    name: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(10)


def start_display(width_px: int = 1600, height_px: int = 1000) -> Display:
    """Start Xvfb on a free display number and return once it takes connections."""
    if shutil.which("Xvfb") is None:
        raise RuntimeError("Xvfb is not installed; packaging/test.sh installs it")
    read_end, write_end = os.pipe()
    process = subprocess.Popen(
        [
            *("setpriv", "--pdeathsig", "TERM"),  # ends with this process, however that ends
            *("Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width_px}x{height_px}x24"),
            *("-dpi", "96", "-nolisten", "tcp", "-noreset"),
        ],
        pass_fds=[write_end],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as answer:  # Xvfb writes the number it took, when it is ready
        number = answer.readline().strip()
    if not number:
        raise RuntimeError(f"Xvfb did not start (exit status {process.wait(10)})")
    return Display(f":{number}", process)
