"""Rows of print laid out on a ground, with the place of every letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from gemini_desk.starter.pictures import colours, fonts
from gemini_desk.starter.pictures.handling import Place, handled

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from PIL.ImageFont import FreeTypeFont

    from gemini_desk.starter.words import Split


@dataclass(frozen=True, slots=True)
class Page:
    """A picture of print.

    Attributes:
        picture: RGB.
        text: What it says, rows parted by line breaks.
        places: Where each character of the text stands; white space stands where it would.
    """

    picture: Image.Image
    text: str
    places: list[Place]


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows are laid out.

    Attributes:
        align: 0 for the left edge, 0.5 for the middle, 1 for the right.
        spacing: Height of a row as a share of the letters' size.
        scales: Size of each row's letters as a share of the page's; the last counts for the rest.
        margin: Around all rows, as a share of the letters' size.
        border: Whether a line goes around the page.
        panel: Whether rows stand on a rounded panel of the paper's colour on another ground.
    """

    align: float = 0.0
    spacing: float = 1.3
    scales: tuple[float, ...] = (1.0,)
    margin: float = 0.5
    border: bool = False
    panel: bool = False


def draw_font(rng: random.Random, split: Split, size_px: int) -> FreeTypeFont:
    """Draws a family, then one of its cuts."""
    return fonts.load_font(rng.choice(rng.choice(fonts.font_files(split))).path, size_px)


def _same_cut(font: FreeTypeFont, size_px: int) -> FreeTypeFont:
    return fonts.load_font(str(font.path), size_px)


def print_page(
    rng: random.Random,
    rows: Sequence[tuple[str, ...]],
    split: Split,
    layout: Layout,
    worn: float = 0.5,
) -> Page:
    """Prints rows.

    Args:
        rng: Source of all choices.
        rows: Each row's parts; a row of two has the second at the right edge, as on a receipt.
        split: Which fonts.
        layout: How they are laid out.
        worn: How many pages are slanted, blurred, noisy, compressed or unevenly lit.
    """
    size = rng.randint(20, 36)
    base = draw_font(rng, split, size)
    scale = [layout.scales[min(index, len(layout.scales) - 1)] for index in range(len(rows))]
    cuts = [_same_cut(base, max(11, int(size * share))) for share in scale]
    gap = size * 1.5
    widths = [
        sum(cut.getlength(part) for part in row) + gap * (len(row) - 1)
        for row, cut in zip(rows, cuts, strict=True)
    ]
    margin = size * layout.margin
    content = max(widths)
    width = int(content + 2 * margin)
    heights = [size * share * layout.spacing for share in scale]
    height = int(sum(heights) + 2 * margin)
    paper, ink = colours.paper_and_ink(rng)
    picture = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(picture)
    if layout.panel:
        _draw_panel(rng, draw, picture.size, paper, size)
    places: list[Place] = []
    top = margin
    for row, cut, row_width, row_height in zip(rows, cuts, widths, heights, strict=True):
        x = margin + (content - row_width) * layout.align
        middle = top + row_height / 2
        for index, part in enumerate(row):
            if index and index == len(row) - 1:
                x = margin + content - cut.getlength(part)
            if index:
                places.append((x / width, middle / height))
            draw.text((x, middle), part, font=cut, fill=ink, anchor="lm")
            ends = [cut.getlength(part[:end]) for end in range(len(part) + 1)]
            places += [
                ((x + (ends[at] + ends[at + 1]) / 2) / width, middle / height)
                for at in range(len(part))
            ]
            x += ends[-1] + gap
        places.append((min(1.0, x / width), middle / height))
        top += row_height
    if layout.border:
        inset = size * 0.15
        draw.rounded_rectangle(
            (inset, inset, width - 1 - inset, height - 1 - inset),
            rng.choice((0, 0, size * 0.3)),
            outline=ink,
            width=max(1, size // 12),
        )
    places = [(min(0.999, max(0.0, a)), min(0.999, max(0.0, b))) for a, b in places[:-1]]
    picture, places = handled(rng, picture, places, paper, worn)
    return Page(picture, "\n".join(" ".join(row) for row in rows), places)


def _draw_panel(
    rng: random.Random,
    draw: ImageDraw.ImageDraw,
    size_px: tuple[int, int],
    paper: colours.Rgb,
    letter_px: int,
) -> None:
    """Fills the page with another ground and leaves a rounded panel of paper, like a button."""
    width, height = size_px
    ground = rng.choice(((255, 255, 255), (240, 240, 240), (30, 30, 34), colours.any_colour(rng)))
    draw.rectangle((0, 0, width, height), fill=ground)
    inset = letter_px * rng.uniform(0.1, 0.25)
    draw.rounded_rectangle(
        (inset, inset, width - 1 - inset, height - 1 - inset),
        letter_px * rng.choice((0.0, 0.2, 0.4, 0.8)),
        fill=paper,
    )
