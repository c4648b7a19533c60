"""Programs of ours that run beside the window: how they are found, and what they say.

Each is a module that `python -m` starts. It reads from standard input, ends with it, and writes
lines of one JSON object each.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import gemini_desk


def python_path() -> str:
    """PYTHONPATH for such a program: the package may only lie beside the one that runs."""
    root = str(Path(gemini_desk.__file__).parents[1])
    before = os.environ.get("PYTHONPATH")
    return f"{root}{os.pathsep}{before}" if before else root


def encode(kind: str, **values: Any) -> bytes:
    """A line of this kind."""
    return json.dumps({"kind": kind, **values}, ensure_ascii=True).encode() + b"\n"


def decode(line: bytes) -> tuple[str, dict[str, Any]]:
    """Kind and values of a line; an empty kind if it is none of ours."""
    try:
        values = json.loads(line)
        return str(values.pop("kind")), values
    except (ValueError, KeyError, AttributeError):
        return "", {}  # a library of the system wrote something
