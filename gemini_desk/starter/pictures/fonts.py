"""The fonts that text is printed in, by family, and the families held out."""

from __future__ import annotations

import functools
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import ImageFont

if TYPE_CHECKING:
    from gemini_desk.starter.words import Split

HELD_OUT_FAMILIES = ("Lato", "EB Garamond", "Cantarell", "Fira Code")
"""Whole families: a bold cut of a font that training shows would be too easy."""

TRAINING_FAMILIES = (
    "C059",
    "Caladea",
    "Carlito",
    "Comfortaa",
    "DejaVu Sans",
    "DejaVu Sans Mono",
    "DejaVu Serif",
    "FreeMono",
    "FreeSans",
    "FreeSerif",
    "Hack",
    "Inconsolata",
    "Junicode Two Beta",
    "Liberation Mono",
    "Liberation Sans",
    "Liberation Sans Narrow",
    "Liberation Serif",
    "Linux Biolinum O",
    "Linux Libertine Display O",
    "Linux Libertine Mono O",
    "Linux Libertine O",
    "Nimbus Mono PS",
    "Nimbus Roman",
    "Nimbus Sans",
    "Nimbus Sans Narrow",
    "Noto Mono",
    "Noto Sans",
    "Noto Serif",
    "Open Sans",
    "Open Sans Condensed",
    "P052",
    "Quicksand",
    "Roboto",
    "Roboto Condensed",
    "URW Bookman",
    "URW Gothic",
)
_LEFT_OUT_STYLES = ("Thin", "Hairline", "ExtraLight", "Extra Light", "Initials", "Keyboard")


@dataclass(frozen=True, slots=True)
class FontFile:
    """One cut of a family."""

    family: str
    path: str


@functools.cache
def font_files(split: Split) -> tuple[tuple[FontFile, ...], ...]:
    """Returns the installed files of a split, grouped by family.

    Groups, because one family has forty cuts and another one: drawing the family first keeps the
    big families from crowding out the rest.

    Raises:
        RuntimeError: None of the families is installed.
    """
    listed = subprocess.run(
        ["fc-list", ":lang=en", "file", "family", "style"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    families = HELD_OUT_FAMILIES if split == "held_out" else TRAINING_FAMILIES
    groups: dict[str, list[FontFile]] = {family: [] for family in families}
    for line in sorted(listed.splitlines()):
        path, _, names = line.partition(": ")
        family = names.partition(":")[0].partition(",")[0]
        unusable = any(style in names for style in _LEFT_OUT_STYLES)
        if family in groups and path.endswith((".ttf", ".otf")) and not unusable:
            groups[family].append(FontFile(family, path))
    found = tuple(tuple(files) for files in groups.values() if files)
    if not found:
        raise RuntimeError(f"no fonts installed for {split}: {', '.join(families)}")
    return found


@functools.lru_cache(maxsize=4096)
def load_font(path: str, size_px: int) -> ImageFont.FreeTypeFont:
    """Loads a font at a size; kept, because opening a file costs more than drawing a word."""
    return ImageFont.truetype(path, size_px)
