"""No socket to another machine is opened, and no name looked up, unless a person asks for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Audit hooks see every Python-level socket in the process, whichever library opens it.
_WATCHED = """
import sys
def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname") or (
        event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple)
    ):
        print("NETWORK", event, arguments, file=sys.stderr)
sys.addaudithook(watch)
from gemini_desk.cli import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.weights
@pytest.mark.parametrize(
    "arguments",
    [
        ["models", "list"],
        ["ask", "--max-new-tokens", "4", "Hello"],
        ["ask", "--model", "nobody/nothing", "Hello"],
    ],
    ids=" ".join,
)
def test_commands_open_no_connection(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE")  # a person's machine does not set it
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, "--profile", str(tmp_path / "profile"), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert "NETWORK" not in done.stderr
    assert done.returncode == (2 if "nobody/nothing" in arguments else 0), done.stderr


def test_the_hook_sees_a_connection() -> None:
    program = _WATCHED.replace(
        "from gemini_desk.cli import run\nsys.exit(run(sys.argv[1:]))",
        "import socket\nsocket.socket().connect_ex(('127.0.0.1', 9))",
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert "NETWORK socket.connect" in done.stderr
