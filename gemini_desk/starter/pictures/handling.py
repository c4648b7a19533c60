"""What happens to a print on its way into a picture: slant, blur, noise, uneven light, JPEG."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    import random

    from gemini_desk.starter.pictures.colours import Rgb

Place = tuple[float, float]
"""A point of a picture, as shares of its width and height."""


def slanted(
    rng: random.Random, picture: Image.Image, places: list[Place], paper: Rgb
) -> tuple[Image.Image, list[Place]]:
    """Turns and shears a picture by a few degrees, as a hand-held camera or an italic sign does.

    Args:
        rng: Source of all choices.
        picture: RGB.
        places: Points of it.
        paper: What to fill the corners with.

    Returns:
        The picture, a little larger, and where the points are now.
    """
    turn, shear = math.radians(rng.uniform(-5, 5)), rng.uniform(-0.12, 0.12)
    width, height = picture.size
    cos, sin = math.cos(turn), math.sin(turn)
    # Where a point (x, y) from the middle goes: sheared, then turned.
    forward = np.array([[cos, cos * shear - sin], [sin, sin * shear + cos]])
    corners = forward @ np.array([[width, width], [height, -height]]) / 2
    reach = np.abs(corners).max(axis=1)
    wide, high = math.ceil(2 * reach[0]), math.ceil(2 * reach[1])
    back = np.linalg.inv(forward)
    shift = np.array([width, height]) / 2 - back @ (np.array([wide, high]) / 2)
    moved = picture.transform(
        (wide, high),
        Image.Transform.AFFINE,
        (back[0, 0], back[0, 1], shift[0], back[1, 0], back[1, 1], shift[1]),
        Image.Resampling.BICUBIC,
        fillcolor=paper,
    )
    if not places:
        return moved, places
    points = (np.array(places) - 0.5) * (width, height) @ forward.T / (wide, high) + 0.5
    return moved, [(float(across), float(down)) for across, down in points.clip(0, 0.999)]


def lit_unevenly(rng: random.Random, picture: Image.Image) -> Image.Image:
    """Darkens a picture towards one side, by up to a third."""
    width, height = picture.size
    across, down = np.linspace(-1, 1, width)[None, :], np.linspace(-1, 1, height)[:, None]
    angle = rng.uniform(0, 2 * math.pi)
    light = 1 + rng.uniform(0.05, 0.18) * (across * math.cos(angle) + down * math.sin(angle))
    lit = np.asarray(picture, np.float32) * light[..., None].astype(np.float32)
    return Image.fromarray(lit.clip(0, 255).astype(np.uint8))


def compressed(rng: random.Random, picture: Image.Image) -> Image.Image:
    """Saves a picture as JPEG and reads it back, with the marks that leaves."""
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=rng.randint(25, 80))
    return Image.open(stored).convert("RGB")


def noisy(rng: random.Random, picture: Image.Image) -> Image.Image:
    """Adds the grain of a dark room."""
    source = np.random.default_rng(rng.randrange(1 << 30))
    grain = source.standard_normal((picture.height, picture.width, 3), np.float32)
    grown = np.asarray(picture, np.float32) + grain * np.float32(rng.uniform(2, 14))
    return Image.fromarray(grown.clip(0, 255).astype(np.uint8))


def handled(
    rng: random.Random, picture: Image.Image, places: list[Place], paper: Rgb, share: float = 0.5
) -> tuple[Image.Image, list[Place]]:
    """Does to a print what happens to prints; some stay as they are.

    Args:
        rng: Source of all choices.
        picture: RGB.
        places: Points of it that must be followed.
        paper: Colour around it.
        share: How many prints anything happens to.

    Returns:
        The picture and where the points are now.
    """
    if rng.random() >= share:
        return picture, places
    if rng.random() < 0.4:
        picture, places = slanted(rng, picture, places, paper)
    if rng.random() < 0.2:
        picture = lit_unevenly(rng, picture)
    if rng.random() < 0.3:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.1)))
    if rng.random() < 0.3:
        picture = noisy(rng, picture)
    if rng.random() < 0.3:
        picture = compressed(rng, picture)
    return picture, places
