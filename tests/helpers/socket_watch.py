"""Which other machines a program wants to reach: it, and every program that it starts.

    watch = SocketWatch(folder)
    subprocess.run([*watch.wrapper, sys.executable, …], env=watch.environment())
    assert watch.watched() >= {pid}
    assert watch.network() == []

Two looks at it. An audit hook sees the sockets of Python, and the names that it looks up, anywhere.
`strace`, where there is one, sees those of every library, of Qt for one.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LOOPBACK: Final = ('inet_addr("127.', '"::1"')
_HOOK: Final = """
import os, sys

log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

def watch(event, arguments):
    names = event in ("socket.getaddrinfo", "socket.gethostbyname")
    leaves = event in ("socket.connect", "socket.sendto", "socket.sendmsg")
    if names or (leaves and isinstance(arguments[1], tuple)):
        where = arguments[-1 if leaves else 0]
        os.write(log, f"NETWORK {{os.getpid()}} {{event}} {{where}}\\n".encode())

os.write(log, f"WATCHED {{os.getpid()}}\\n".encode())
sys.addaudithook(watch)
"""


class SocketWatch:
    """Writes down what a program does with sockets.

    Attributes:
        wrapper: Words in front of the command; the process keeps its id.
        sees_libraries: Whether sockets of libraries are seen, too.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._hooks = folder / "hooks.log"
        self._calls = folder / "calls.log"
        hook = folder / "sitecustomize.py"  # what every Python imports before anything else
        hook.write_text(_HOOK.format(log=str(self._hooks)), "utf-8")
        self.sees_libraries = _can_trace()
        self.wrapper: Sequence[str] = ()
        if self.sees_libraries:
            self.wrapper = (
                *("strace", "-D", "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto"),
                *("-e", "signal=none", "-o", str(self._calls)),
            )

    def environment(self) -> dict[str, str]:
        """The environment to start it in: without what keeps the tests off the network."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_HUB_")}
        paths = (str(self._folder), os.environ.get("PYTHONPATH", ""))
        return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths))}

    def watched(self) -> set[int]:
        """The processes in which the hook was set."""
        return {int(line.split()[1]) for line in self._lines(self._hooks) if "WATCHED" in line}

    def local(self) -> list[str]:
        """Connections to programs of this machine: the display's, the sound server's."""
        return [line for line in self._lines(self._calls) if "AF_UNIX" in line]

    def network(self) -> list[str]:
        """Everything of Python's that is no local socket, and what of others leaves the machine.

        The desktop's speech service looks for its voices on loopback; Python has no such business.
        """
        hooked = [line for line in self._lines(self._hooks) if line.startswith("NETWORK")]
        called = [line for line in self._lines(self._calls) if "AF_INET" in line]
        return hooked + [line for line in called if not any(it in line for it in _LOOPBACK)]

    @staticmethod
    def _lines(log: Path) -> list[str]:
        return log.read_text(errors="replace").splitlines() if log.exists() else []


@functools.cache
def _can_trace() -> bool:
    """Whether `strace` is there, and may look: containers can forbid it."""
    if shutil.which("strace") is None:
        return False
    tried = ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", os.devnull, "true"]
    return subprocess.run(tried, capture_output=True, check=False, timeout=60).returncode == 0
