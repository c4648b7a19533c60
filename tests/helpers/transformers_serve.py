"""`transformers serve` with the starter: a real server of the protocol, in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from gemini_desk.paths import assets_dir

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STARTER: Final = str(assets_dir() / "starter")
_START_S: Final = 240.0


@contextmanager
def served_starter(folder: Path) -> Iterator[str]:
    """Where its interface begins; it runs for as long as the block.

    Args:
        folder: Empty, for its cache and its log.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = folder / "log.txt"
    (folder / "hub").mkdir()  # it lists what is in the cache, and fails where there is none
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "transformers.cli.transformers", "serve", STARTER,
             "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
            stdout=output, stderr=output, env={**os.environ, "HF_HOME": str(folder)},
        )  # fmt: skip
        try:
            _wait_until_up(process, port, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            process.wait(60)


def _wait_until_up(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
        except OSError:
            time.sleep(0.2)  # of another process: there is no signal to wait for
        else:
            return
    raise AssertionError(log.read_text(errors="replace"))
