"""Colours: pairs that stand out from each other, and the colours that shapes are named by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

Rgb = tuple[int, int, int]
"""Red, green and blue, each 0 to 255."""

NAMED: dict[str, Rgb] = {
    "red": (220, 40, 40),
    "green": (40, 160, 60),
    "blue": (40, 80, 220),
    "yellow": (240, 220, 50),
    "orange": (245, 140, 30),
    "purple": (130, 50, 170),
    "pink": (245, 150, 190),
    "brown": (120, 75, 40),
    "black": (20, 20, 20),
    "white": (250, 250, 250),
    "gray": (128, 128, 128),
    "cyan": (60, 210, 220),
}


def luminance(colour: Rgb) -> float:
    """Returns how light a colour looks, 0 to 255."""
    red, green, blue = colour
    return 0.3 * red + 0.59 * green + 0.11 * blue


def any_colour(rng: random.Random) -> Rgb:
    """Draws any colour at all."""
    return rng.randrange(256), rng.randrange(256), rng.randrange(256)


def paper_and_ink(rng: random.Random) -> tuple[Rgb, Rgb]:
    """Draws a ground and a colour to print on it that differ clearly in lightness."""
    while True:
        usual = [(255, 255, 255), (250, 250, 245), (0, 0, 0), (30, 30, 30), (240, 240, 240)]
        paper = rng.choice(usual) if rng.random() < 0.6 else any_colour(rng)
        plain = [(0, 0, 0), (255, 255, 255), (40, 40, 40)]
        ink = rng.choice(plain) if rng.random() < 0.6 else any_colour(rng)
        if abs(luminance(paper) - luminance(ink)) > 90:
            return paper, ink


def jitter(rng: random.Random, colour: Rgb, most: int) -> Rgb:
    """Moves each channel by up to ``most``."""
    red, green, blue = (min(255, max(0, channel + rng.randint(-most, most))) for channel in colour)
    return red, green, blue
