"""What the recipe needs of the computer, told at once instead of one package after the other."""

from __future__ import annotations

import ctypes
import logging
import shutil
import subprocess
from pathlib import Path

from gemini_desk.starter import words
from gemini_desk.starter.pictures import emoji, fonts
from gemini_desk.starter.speech.synthesizers import FESTIVAL_VOICE

logger = logging.getLogger(__name__)

_FONT_PACKAGES = {
    "C059": "fonts-urw-base35",
    "Caladea": "fonts-crosextra-caladea",
    "Cantarell": "fonts-cantarell",
    "Carlito": "fonts-crosextra-carlito",
    "Comfortaa": "fonts-comfortaa",
    "DejaVu": "fonts-dejavu",
    "EB Garamond": "fonts-ebgaramond",
    "Fira Code": "fonts-firacode",
    "Free": "fonts-freefont-otf",
    "Hack": "fonts-hack",
    "Inconsolata": "fonts-inconsolata",
    "Junicode": "fonts-junicode",
    "Lato": "fonts-lato",
    "Liberation Sans Narrow": "fonts-liberation-sans-narrow",
    "Liberation": "fonts-liberation",
    "Linux": "fonts-linuxlibertine",
    "Nimbus": "fonts-urw-base35",
    "Noto Mono": "fonts-noto-mono",
    "Noto": "fonts-noto-core",
    "Open Sans": "fonts-open-sans",
    "P052": "fonts-urw-base35",
    "Quicksand": "fonts-quicksand",
    "Roboto": "fonts-roboto",
    "URW": "fonts-urw-base35",
}
"""Debian's packages by how the families begin; the first that fits."""
_PART_OF = {"fonts-liberation-sans-narrow": "fonts-liberation"}
"""Packages that are part of another one in some releases, such as Debian 12."""
_FESTIVAL_VOICES = Path("/usr/share/festival/voices")


def package_of(family: str) -> str:
    """Names the package that brings a family of fonts."""
    package = next(
        package for start, package in _FONT_PACKAGES.items() if f"{family} ".startswith(start)
    )
    if package in _PART_OF and not _is_in_release(package):
        return _PART_OF[package]
    return package


def missing(measuring: bool = False, with_emoji: bool = True) -> tuple[set[str], set[str]]:
    """Looks for fonts, words and voices.

    Args:
        measuring: Whether the synthesizer that is only measured on is needed, too.
        with_emoji: Whether emoji are drawn.

    Returns:
        The packages that nothing goes without, and those of families of fonts: with fewer, letters
        are learnt in fewer forms, and the held-out sets are not those that were recorded.
    """
    needed = set() if words.DICTIONARY.exists() else {"wamerican"}
    if shutil.which("flite") is None:
        needed.add("flite")
    if not _has_espeak():
        needed |= {"libespeak-ng1", "espeak-ng-data"}
    if measuring and shutil.which("festival") is None:
        needed.add("festival")
    if measuring and not any(_FESTIVAL_VOICES.glob(f"*/{FESTIVAL_VOICE}")):
        needed.add("festvox-us-slt-hts")
    if shutil.which("fc-list") is None:
        needed.add("fontconfig")
    listed = _families()
    if with_emoji and "Noto Color Emoji" not in listed:
        needed.add(emoji.PACKAGE)
    wanted = {family: package_of(family) for family in fonts.TRAINING_FAMILIES}
    held_out = {family: package_of(family) for family in fonts.HELD_OUT_FAMILIES}
    for split in (wanted, held_out):
        if not listed & split.keys():
            needed |= set(split.values())
    lacking = {package for family, package in (wanted | held_out).items() if family not in listed}
    return needed, lacking - needed


def check(measuring: bool = False, with_emoji: bool = True) -> None:
    """Tells which fonts are lacking.

    Args:
        measuring: Whether the synthesizer that is only measured on is needed, too.
        with_emoji: Whether emoji are drawn.

    Raises:
        SystemExit: Something is missing that nothing goes without; it names all packages.
    """
    needed, fonts_lacking = missing(measuring, with_emoji)
    every = " ".join(sorted(needed | fonts_lacking))
    if needed:
        raise SystemExit(f"This is missing: {', '.join(sorted(needed))}.\nsudo apt install {every}")
    if fonts_lacking:
        logger.warning("goes on with fewer fonts; for all of them: sudo apt install %s", every)


def _is_in_release(package: str) -> bool:
    if shutil.which("apt-cache") is None:
        return True
    return subprocess.run(["apt-cache", "show", package], capture_output=True).returncode == 0


def _has_espeak() -> bool:
    try:
        ctypes.CDLL("libespeak-ng.so.1")
    except OSError:
        return False
    return True


def _families() -> set[str]:
    if shutil.which("fc-list") is None:
        return set()
    command = ["fc-list", ":", "family"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name.strip() for line in listed.splitlines() for name in line.split(",")}
