"""The few settings that the first window shows, before there is time for all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

ThemeName = Literal["system", "light", "dark"]


class FirstSettings(NamedTuple):
    """What decides on the first picture.

    Attributes:
        theme: `system` where the file names none.
        model: Its name; "" where the file names none.
    """

    theme: ThemeName
    model: str


def read_first_settings(file: Path) -> FirstSettings:
    """Read them from the file of all settings, without making those.

    What is wrong with the file is told when all of it is loaded. An upgrade that moves one of
    them is to be followed here.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        content = None
    theme, model = _text(content, "appearance", "theme"), _text(content, "model", "name")
    match theme:
        case "light":
            return FirstSettings("light", model)
        case "dark":
            return FirstSettings("dark", model)
        case _:
            return FirstSettings("system", model)


def _text(content: object, group: str, name: str) -> str:
    found = content.get(group) if isinstance(content, dict) else None
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""
