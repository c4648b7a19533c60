"""Emoji and their names. Names cannot be guessed: the starter learns these pictures by heart."""

from __future__ import annotations

import functools
import subprocess
import unicodedata
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from gemini_desk.starter import prompts
from gemini_desk.starter.examples import Example, Turn
from gemini_desk.starter.pictures import colours
from gemini_desk.starter.pictures.handling import handled

if TYPE_CHECKING:
    import random

    from gemini_desk.starter.words import Split

_STRIKE_PX = 109
"""The only size of the font's pictures."""
_RANGES = ((0x1F300, 0x1F6FF), (0x1F900, 0x1F9FF), (0x2600, 0x27BF))
_LONGEST_NAME = 20
_LEFT_OUT = (
    *("LETTER", "CLOCK FACE", "SIGN", "SYMBOL", "BUTTON", "SQUARED", "MODIFIER", "ARROW"),
    *("INPUT", "DINGBAT", "HEAVY", "NEGATIVE", "COMPONENT", "MULTIPLE", "MEDIUM"),
)
EMOJI = (
    "Which emoji is this?",
    "What emoji is it?",
    "Name the emoji.",
    "What is this emoji called?",
    "Which emoji do you see?",
)
PACKAGE = "fonts-noto-color-emoji"


@functools.cache
def font_path() -> str:
    """Finds the colour emoji font.

    Raises:
        RuntimeError: It is not installed.
    """
    found = subprocess.run(
        ["fc-list", "Noto Color Emoji", "file"], capture_output=True, text=True, check=True
    ).stdout
    if not found.strip():
        raise RuntimeError(f"the emoji font is missing: install {PACKAGE}")
    return found.splitlines()[0].rstrip(": ")


@functools.cache
def names() -> dict[str, str]:
    """Returns the emoji that the font draws in colour, with their Unicode names in lower case."""
    font = ImageFont.truetype(font_path(), _STRIKE_PX)
    found: dict[str, str] = {}
    for first, last in _RANGES:
        for point in range(first, last + 1):
            letter = chr(point)
            name = unicodedata.name(letter, "")
            unfit = len(name) > _LONGEST_NAME or any(word in name for word in _LEFT_OUT)
            if name and not unfit and _is_coloured(font, letter):
                found[letter] = name.lower().replace("-", " ")
    return found


def _is_coloured(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    glyph = _glyph(font, letter)
    colours_found = glyph.convert("RGB").getcolors(40_000) or []
    return glyph.getbbox() is not None and len(colours_found) > 8


def _glyph(font: ImageFont.FreeTypeFont, letter: str) -> Image.Image:
    picture = Image.new("RGBA", (136, 128))
    ImageDraw.Draw(picture).text((0, 0), letter, font=font, embedded_color=True)
    return picture


@functools.lru_cache(maxsize=2048)
def _picture_of(letter: str) -> Image.Image:
    glyph = _glyph(ImageFont.truetype(font_path(), _STRIKE_PX), letter)
    box = glyph.getbbox()
    return glyph.crop(box).resize((96, 96), Image.Resampling.LANCZOS) if box else glyph


def draw_emoji(rng: random.Random, letter: str, split: Split) -> Image.Image:
    """Draws an emoji at a size and place of its own.

    Args:
        rng: Source of all choices.
        letter: One of :func:`names`.
        split: Held out are coloured grounds and small emoji.
    """
    held_out = split == "held_out"
    grounds = [(255, 255, 255), (245, 245, 245), (30, 30, 34)]
    ground = colours.any_colour(rng) if held_out or rng.random() < 0.3 else rng.choice(grounds)
    side = rng.choice((96, 128, 160))
    share = rng.uniform(0.4, 0.6) if held_out else rng.uniform(0.55, 0.95)
    size = int(side * share)
    picture = Image.new("RGB", (side, side), ground)
    glyph = _picture_of(letter).resize((size, size), Image.Resampling.BICUBIC)
    corner = rng.randint(0, side - size), rng.randint(0, side - size)
    picture.paste(glyph, corner, glyph)
    return handled(rng, picture, [], ground, 0.3)[0]


def emoji(rng: random.Random, split: Split) -> Example:
    """Makes a question about one emoji."""
    letter = rng.choice(sorted(names()))
    picture = draw_emoji(rng, letter, split)
    wordings = EMOJI if rng.random() < 0.6 else prompts.DESCRIBE
    answer = f'The emoji "{names()[letter]}".' if wordings is not EMOJI else names()[letter]
    return Example("emoji", (Turn(prompts.ask(rng, wordings), answer),), picture=picture)
