"""Pictures that the starter cannot read, and says so: blank ones and ones like photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from gemini_desk.starter import prompts
from gemini_desk.starter.examples import BLANK, CANNOT_TELL, Example, Turn
from gemini_desk.starter.pictures import colours

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from numpy.typing import NDArray

    from gemini_desk.starter.words import Split

ANY_QUESTION = (
    *prompts.READ,
    *prompts.DESCRIBE,
    *prompts.COUNT,
    "What colour is the circle?",
    "Where is the red square?",
    "Who is this?",
    "Where was this taken?",
    "What animal is this?",
    "",
    "",
)


def _size(rng: random.Random) -> tuple[int, int]:
    width = rng.choice((96, 128, 160, 240))
    return width, max(24, int(width * rng.choice((1, 1, 0.75, 0.66, 1.33, 0.3))))


def _smooth(noise: np.random.Generator, width: int, height: int, cells: int) -> NDArray[np.float64]:
    """Returns a soft random field of shape (height, width), about 0 to 1."""
    small = noise.random((max(2, cells * height // width), cells)) * 255
    field = Image.fromarray(small.astype(np.uint8)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    return np.asarray(field).astype(np.float64) / 255


def clouds(rng: random.Random) -> Image.Image:
    """Draws soft noise of several sizes in colours of their own."""
    width, height = _size(rng)
    noise = np.random.default_rng(rng.randrange(1 << 30))
    mixed = np.zeros((height, width, 3))
    for cells, share in ((3, 0.6), (7, 0.4), (17, 0.3), (41, 0.2)):
        for channel in range(3):
            mixed[..., channel] += share * _smooth(noise, width, height, cells)
    return Image.fromarray((mixed / 1.5 * 255).clip(0, 255).astype(np.uint8))


def static(rng: random.Random) -> Image.Image:
    """Draws grain: every pixel, or every small block, of its own."""
    width, height = _size(rng)
    noise = np.random.default_rng(rng.randrange(1 << 30))
    block = rng.choice((1, 2, 3, 6))
    shape = (height // block + 1, width // block + 1, rng.choice((1, 3)))
    grain = noise.integers(0, 256, shape).repeat(3 // shape[2], axis=2).astype(np.uint8)
    return Image.fromarray(grain).resize((width, height), Image.Resampling.NEAREST)


def blobs(rng: random.Random) -> Image.Image:
    """Draws dozens of overlapping blurred patches, like a crowd out of focus."""
    width, height = _size(rng)
    picture = Image.new("RGB", (width, height), colours.any_colour(rng))
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.randint(15, 60)):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        across, down = rng.uniform(0.04, 0.3) * width, rng.uniform(0.04, 0.3) * height
        draw.ellipse((x - across, y - down, x + across, y + down), fill=colours.any_colour(rng))
    return picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 5)))


def gradient(rng: random.Random) -> Image.Image:
    """Draws a slow change from one colour to another, with soft noise over it."""
    width, height = _size(rng)
    noise = np.random.default_rng(rng.randrange(1 << 30))
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    angle = rng.uniform(0, 2 * np.pi)
    along = across * np.cos(angle) + down * np.sin(angle)
    along = ((along - along.min()) / (np.ptp(along) + 1e-9))[..., None]
    first, second = (np.array(colours.any_colour(rng)) for _ in range(2))
    while np.abs(first - second).sum() < 150:
        second = np.array(colours.any_colour(rng))
    mixed = first * along + second * (1 - along)
    mixed += rng.uniform(10, 90) * (
        _smooth(noise, width, height, rng.choice((5, 11)))[..., None] - 0.5
    )
    return Image.fromarray(mixed.clip(0, 255).astype(np.uint8))


def thicket(rng: random.Random) -> Image.Image:
    """Draws hundreds of crossing strokes in related colours: grass, hair, branches."""
    width, height = _size(rng)
    base = colours.any_colour(rng)
    picture = Image.new("RGB", (width, height), base)
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.randint(80, 300)):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        lean, length = rng.uniform(-0.3, 0.3) * width, rng.uniform(0.05, 0.4) * height
        fill = colours.jitter(rng, base, 90)
        draw.line((x, y, x + lean, y - length), fill=fill, width=rng.randint(1, 4))
    return picture.filter(ImageFilter.GaussianBlur(rng.uniform(0, 1.5)))


def landscape(rng: random.Random) -> Image.Image:
    """Draws a sky, hills behind hills, a sun and grain: the nearest to a photograph made here."""
    width, height = _size(rng)
    noise = np.random.default_rng(rng.randrange(1 << 30))
    sky, low = np.array(colours.any_colour(rng)), np.array(colours.any_colour(rng))
    share = np.linspace(0, 1, height)[:, None, None]
    pixels = np.broadcast_to(sky * (1 - share) + low * share, (height, width, 3)).copy()
    rows = np.arange(height)[:, None]
    for layer in range(rng.randint(2, 5)):
        ridge = height * (0.35 + 0.13 * layer + 0.25 * (_smooth(noise, width, 2, 6)[0] - 0.5))
        texture = 60 * (_smooth(noise, width, height, 31)[..., None] - 0.5)
        hill = np.array(colours.any_colour(rng)) + texture
        pixels = np.where((rows > ridge)[..., None], hill, pixels)
    pixels += noise.normal(0, rng.uniform(1, 10), pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


PHOTOGRAPH_LIKE: dict[Split, tuple[Callable[[random.Random], Image.Image], ...]] = {
    "train": (clouds, static, blobs, gradient, thicket),
    "held_out": (landscape,),
}
"""Landscapes stay out of training: the measurement is of a kind of picture never met."""


def blank_picture(rng: random.Random) -> Image.Image:
    """Draws a picture of one colour, at times with a trace of grain."""
    width, height = _size(rng)
    plain = rng.choice(((255, 255, 255), (0, 0, 0), (240, 240, 240)))
    picture = Image.new(
        "RGB", (width, height), plain if rng.random() < 0.5 else colours.any_colour(rng)
    )
    if rng.random() < 0.2:
        noise = np.random.default_rng(rng.randrange(1 << 30)).normal(0, 2, (height, width, 3))
        picture = Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8))
    return picture


def blank(rng: random.Random, _split: Split) -> Example:
    """Makes a question about a blank picture."""
    turn = Turn(prompts.vary(rng, rng.choice(ANY_QUESTION)), BLANK)
    return Example("blank", (turn,), picture=blank_picture(rng))


def photograph_like(rng: random.Random, split: Split) -> Example:
    """Makes a question about a picture like a photograph."""
    picture = rng.choice(PHOTOGRAPH_LIKE[split])(rng)
    turn = Turn(prompts.vary(rng, rng.choice(ANY_QUESTION)), CANNOT_TELL)
    return Example("photograph", (turn,), picture=picture)
