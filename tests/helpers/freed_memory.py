"""Programs of the tests that run under a limit of memory: what they free goes back at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
# What is freed goes back to the system, so that a limit is one of what is in use.
_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "MALLOC_TRIM_THRESHOLD_": "65536",
}


def start_again(name: str) -> None:
    """Begin this program anew with that environment, where it was started without it by hand."""
    if any(os.environ.get(key) != value for key, value in _ENVIRONMENT.items()):
        arguments = [sys.executable, "-m", f"tests.helpers.{name}", *sys.argv[1:]]
        os.execve(sys.executable, arguments, {**os.environ, **_ENVIRONMENT})


def run_helper(name: str, *arguments: str, timeout_s: float) -> dict[str, Any]:
    """Run a program of this folder in a process of its own.

    Args:
        name: Its module, for instance `memory_limit`.
        *arguments: Of its command line.
        timeout_s: Longer than it can take on a busy machine.

    Returns:
        What it printed last: an object of JSON.
    """
    done = subprocess.run(
        [sys.executable, "-m", f"tests.helpers.{name}", *arguments],
        cwd=_ROOT,
        env={**os.environ, **_ENVIRONMENT},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result
