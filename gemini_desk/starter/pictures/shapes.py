"""Pictures of coloured shapes on a plain ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from gemini_desk.starter.examples import Mark
from gemini_desk.starter.pictures import colours

if TYPE_CHECKING:
    import random

    from gemini_desk.starter.words import Split

SHAPES = ("circle", "square", "triangle", "star", "diamond", "rectangle", "cross", "heart")
HELD_OUT_PAIRS = frozenset(
    {
        ("purple", "star"),
        ("red", "triangle"),
        ("green", "heart"),
        ("yellow", "square"),
        ("blue", "cross"),
        ("black", "circle"),
        ("pink", "diamond"),
        ("cyan", "rectangle"),
    }
)
"""Training shows each of these colours and shapes, never together."""
PLACES = (
    ("top left", "top", "top right"),
    ("left", "center", "right"),
    ("bottom left", "bottom", "bottom right"),
)
_OVERSAMPLING = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of a scene, as it is spoken of."""

    colour: str
    form: str
    big: bool
    row: int
    column: int

    @property
    def place(self) -> str:
        """Where it is, on a grid of three by three."""
        return PLACES[self.row][self.column]

    @property
    def size(self) -> str:
        """``big`` or ``small``."""
        return "big" if self.big else "small"

    @property
    def mark(self) -> Mark:
        """Where it is and what it looks like, for the spotting loss."""
        return Mark(
            (self.column + 0.5) / 3,
            (self.row + 0.5) / 3,
            list(colours.NAMED).index(self.colour),
            SHAPES.index(self.form),
            int(self.big),
        )

    @property
    def name(self) -> str:
        """Colour and form."""
        return f"{self.colour} {self.form}"


def draw_form(
    draw: ImageDraw.ImageDraw, form: str, x: float, y: float, radius: float, fill: colours.Rgb
) -> None:
    """Draws a form around a point.

    Args:
        draw: Where to draw.
        form: One of :data:`SHAPES`.
        x: Middle, px.
        y: Middle, px.
        radius: Half of the form's size, px.
        fill: Its colour.
    """

    def polygon(points: list[tuple[float, float]]) -> None:
        draw.polygon([(x + a * radius, y + b * radius) for a, b in points], fill=fill)

    def box(width: float, height: float) -> tuple[float, float, float, float]:
        return (x - width * radius, y - height * radius, x + width * radius, y + height * radius)

    if form == "circle":
        draw.ellipse(box(1, 1), fill=fill)
    elif form == "square":
        draw.rectangle(box(0.88, 0.88), fill=fill)
    elif form == "rectangle":
        draw.rectangle(box(1.15, 0.5), fill=fill)
    elif form == "triangle":
        polygon([(0, -1), (1, 0.85), (-1, 0.85)])
    elif form == "diamond":
        polygon([(0, -1.1), (0.75, 0), (0, 1.1), (-0.75, 0)])
    elif form == "star":
        spikes = [(k * math.pi / 5, 0.45 if k % 2 else 1.1) for k in range(10)]
        polygon([(math.sin(angle) * reach, -math.cos(angle) * reach) for angle, reach in spikes])
    elif form == "cross":
        draw.rectangle(box(0.3, 1), fill=fill)
        draw.rectangle(box(1, 0.3), fill=fill)
    elif form == "heart":
        polygon([(0, 1), (-0.95, -0.05), (0.95, -0.05)])
        draw.ellipse((x - radius, y - radius * 0.85, x, y + radius * 0.25), fill=fill)
        draw.ellipse((x, y - radius * 0.85, x + radius, y + radius * 0.25), fill=fill)
    else:
        raise ValueError(form)


def _far_apart(first: colours.Rgb, second: colours.Rgb) -> bool:
    return sum(abs(a - b) for a, b in zip(first, second, strict=True)) >= 130


def choose_shapes(rng: random.Random, split: Split, count: int, ground: colours.Rgb) -> list[Shape]:
    """Draws different shapes that stand out from the ground, in reading order.

    Args:
        rng: Source of all choices.
        split: ``train`` never draws a pair of :data:`HELD_OUT_PAIRS`; ``held_out`` draws only
            such pairs for the first shape.
        count: How many, 1 to 9.
        ground: Colour behind them.

    Returns:
        The shapes; names differ.
    """
    cells = sorted(rng.sample([(row, column) for row in range(3) for column in range(3)], count))
    asked = rng.randrange(count)
    chosen: list[Shape] = []
    while len(chosen) < count:
        pair = rng.choice(list(colours.NAMED)), rng.choice(SHAPES)
        if split == "held_out" and len(chosen) == asked:
            pair = rng.choice(sorted(HELD_OUT_PAIRS))
        elif split == "train" and pair in HELD_OUT_PAIRS:
            continue
        taken = any((shape.colour, shape.form) == pair for shape in chosen)
        if taken or not _far_apart(colours.NAMED[pair[0]], ground):
            continue
        row, column = cells[len(chosen)]
        chosen.append(Shape(*pair, big=rng.random() < 0.5, row=row, column=column))
    return chosen


def draw_scene(
    rng: random.Random, split: Split, most: int, soft_ground: bool = False
) -> tuple[Image.Image, list[Shape]]:
    """Draws one to ``most`` shapes on a plain ground.

    Args:
        rng: Source of all choices.
        split: Which pairs of colour and form.
        most: Most shapes.
        soft_ground: Any colour as ground, not only white, black and gray.

    Returns:
        The picture and its shapes in reading order.
    """
    count = rng.randint(1, most)
    ground = (
        colours.any_colour(rng)
        if soft_ground
        else colours.NAMED[rng.choice(("white", "white", "white", "black", "gray"))]
    )
    if split == "held_out":
        while sum(_far_apart(colours.NAMED[c], ground) for c, _ in HELD_OUT_PAIRS) < 2:
            ground = colours.any_colour(rng)
    shapes = choose_shapes(rng, split, count, ground)
    width = rng.choice((96, 128, 160, 240))
    height = int(width * rng.choice((1, 1, 0.75, 1.25)))
    wide, high = width * _OVERSAMPLING, height * _OVERSAMPLING
    picture = Image.new("RGB", (wide, high), ground)
    draw = ImageDraw.Draw(picture)
    for shape in shapes:
        share = rng.uniform(0.8, 0.95) if shape.big else rng.uniform(0.38, 0.52)
        x = (shape.column + 0.5 + rng.uniform(-0.06, 0.06)) * wide / 3
        y = (shape.row + 0.5 + rng.uniform(-0.06, 0.06)) * high / 3
        fill = colours.jitter(rng, colours.NAMED[shape.colour], 12)
        draw_form(draw, shape.form, x, y, min(wide, high) / 6 * share, fill)
    return picture.resize((width, height), Image.Resampling.LANCZOS), shapes
