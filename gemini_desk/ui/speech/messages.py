"""The lines between the window and the program that speaks: one JSON object each.

window → program   say: id, text, voice, language, rate, pitch      stop
program → window   voices: engine, voices, tells_words     none: reason
began: id     word: id, start, length     ended: id     failed: id, reason
"""

from __future__ import annotations

import json
from typing import Any


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
