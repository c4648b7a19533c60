"""Programs of the tests that run under a limit of memory: what they free goes back at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]


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
        # What is freed goes back to the system, so that a limit is one of what is in use.
        env={
            **os.environ,
            "MALLOC_ARENA_MAX": "1",
            "MALLOC_MMAP_THRESHOLD_": "65536",
            "MALLOC_TRIM_THRESHOLD_": "65536",
        },
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result
