"""Commands in processes of their own, which need not import torch and transformers again.

    def test_an_answer(gemini_desk: Command) -> None:
        done = gemini_desk("ask", "--json", "Hello")        # as subprocess.run gives it

Of the nine seconds that a command takes a core, seven go by before it asks the model anything. One
process has imported the libraries, and forks itself for each command: that has its own
arguments, environment, folder, standard streams and exit code. What is read while libraries are
imported (HF_HUB_OFFLINE, HF_HOME) stays as it was when the process began. Where that matters, or
the start itself, or text as it comes, `start_command` is the real thing.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).parents[2]
_TIMEOUT_S = 240.0  # of a busy machine
_MESSAGE_BYTES = 1 << 20


class Command(Protocol):
    """Runs `gemini-desk` with some words and waits for its end; see `start_command`."""

    def __call__(
        self, *words: str, stdin: str = "", folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]: ...


def start_command(
    *words: str, stdin: str = "", folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Start the real program, and wait for its end.

    Args:
        words: What stands behind the program's name.
        stdin: Its standard input.
        folder: Where it runs; this process's own if None.
    """
    return subprocess.run(
        [sys.executable, "-m", "gemini_desk", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=_TIMEOUT_S,
    )


@pytest.fixture(scope="session")
def gemini_desk() -> Iterator[Command]:
    """What runs `gemini-desk`: a fork where the system is one that can."""
    if sys.platform != "linux":
        yield start_command
        return
    commands = ForkedCommands()
    yield commands.run
    commands.close()


class ForkedCommands:
    """The process that has the libraries, and a line to it; used by one thread."""

    def __init__(self) -> None:
        """Start it; it imports while the caller goes on."""
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=_ROOT,
                # Told of GPUs without waking them: what is awake cannot be forked.
                env={**os.environ, "PYTORCH_NVML_BASED_CUDA_CHECK": "1"},
            )

    def run(
        self, *words: str, stdin: str = "", folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """As `start_command`.

        Raises:
            TimeoutError: It took too long, and is ended.
        """
        request = {
            "words": words,
            "folder": str(folder or Path.cwd()),
            "environment": dict(os.environ),
        }
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            given, giving = os.pipe()
            os.write(giving, stdin.encode())  # a few lines: they have a place in the pipe
            os.close(giving)
            streams = [given, out.fileno(), errors.fileno()]
            socket.send_fds(self._line, [json.dumps(request).encode()], streams)
            os.close(given)
            pid = self._told()
            try:
                code = self._told()
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                self._told()
                raise
            out.seek(0)
            errors.seek(0)
            return subprocess.CompletedProcess(
                ["gemini-desk", *words], code, out.read().decode(), errors.read().decode()
            )

    def close(self) -> None:
        """End the process."""
        self._line.close()
        self._process.wait(_TIMEOUT_S)

    def _told(self) -> int:
        self._line.settimeout(_TIMEOUT_S)
        message = self._line.recv(_MESSAGE_BYTES)
        assert message, "the process that has the libraries has ended"
        return int(message)


def _serve(line: socket.socket) -> dict[str, Any] | None:
    """Fork for each request; in the fork, return what it has to do. None at the end."""
    while True:
        message, streams, _, _ = socket.recv_fds(line, _MESSAGE_BYTES, 3)
        if not message:
            return None
        pid = os.fork()
        if pid == 0:
            line.close()
            for number, stream in enumerate(streams):
                os.dup2(stream, number)
                os.close(stream)
            request: dict[str, Any] = json.loads(message)
            return request
        for stream in streams:
            os.close(stream)
        line.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        line.send(str(os.waitstatus_to_exitcode(status)).encode())


def _main() -> int:
    from gemini_desk import __main__ as program
    from gemini_desk.engine.library_loading import import_libraries

    import_libraries()
    request = _serve(socket.socket(fileno=int(sys.argv[1])))
    if request is None:
        return 0
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.argv = ["gemini-desk", *request["words"]]
    return program.main()


if __name__ == "__main__":
    sys.exit(_main())
