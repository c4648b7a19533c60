"""Pictures of printed text."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from gemini_desk.starter import prompts, words
from gemini_desk.starter.examples import Example, Span, Turn
from gemini_desk.starter.pictures import colours, fonts

if TYPE_CHECKING:
    import random

    from gemini_desk.starter.words import Split

EASY_ALPHABET = string.ascii_lowercase + string.digits


def print_line(rng: random.Random, text: str, split: Split, plain: bool = False) -> Image.Image:
    """Prints one line of text; see :func:`print_letters`."""
    return print_letters(rng, text, split, plain)[0]


def print_letters(
    rng: random.Random, text: str, split: Split, plain: bool = False
) -> tuple[Image.Image, list[tuple[float, float]]]:
    """Prints one line of text and tells where each letter stands.

    Args:
        rng: Source of all choices.
        text: What to print.
        split: Which fonts.
        plain: Dark on light or light on dark, with even margins and nothing else.

    Returns:
        An RGB picture, little larger than the text, and the middle of each letter as shares of
        the picture's width and height.
    """
    size = rng.randint(24, 34) if plain else rng.randint(20, 44)
    font = fonts.load_font(rng.choice(rng.choice(fonts.font_files(split))).path, size)
    left, top, right, bottom = font.getbbox(text)
    text_width, text_height = right - left, max(bottom - top, size // 2)
    roomy = 0.5 if plain else rng.choice((0.5, 1.0, 1.0, 2.5))
    width = int(text_width + size * rng.uniform(0.3, 0.4 + roomy))
    height = int(text_height + size * rng.uniform(0.2, 0.3 + 0.6 * roomy))
    width = max(width, height)
    if plain:
        shade = rng.randrange(60)
        paper, ink = (255 - shade,) * 3, (rng.randrange(60),) * 3
        if rng.random() < 0.3:
            paper, ink = ink, paper
    else:
        paper, ink = colours.paper_and_ink(rng)
    picture = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(picture)
    if not plain and rng.random() < 0.1:
        band = colours.jitter(rng, paper, 25)
        draw.rectangle((0, 0, rng.randint(0, width), height), fill=band)
    x = (width - text_width) * rng.uniform(0.25, 0.75) - left
    y = (height - text_height) * rng.uniform(0.25, 0.75) - top
    draw.text((x, y), text, font=font, fill=ink)
    if not plain:
        frame = rng.random()
        if frame < 0.06:
            draw.rectangle((0, 0, width - 1, height - 1), outline=ink)
        picture = _worn(rng, picture)
    ends = [font.getlength(text[:end]) for end in range(len(text) + 1)]
    middle = min(0.99, max(0.0, (y + (top + bottom) / 2) / height))
    places = [
        (min(0.99, max(0.0, (x + (ends[index] + ends[index + 1]) / 2) / width)), middle)
        for index in range(len(text))
    ]
    return picture, places


def _worn(rng: random.Random, picture: Image.Image) -> Image.Image:
    """Blurs one picture in eight and puts noise on another eighth."""
    draw = rng.random()
    if draw < 0.12:
        return picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.9)))
    if draw < 0.25:
        noise = np.random.default_rng(rng.randrange(1 << 30)).normal(
            0, rng.uniform(2, 12), (picture.height, picture.width, 3)
        )
        noisy = np.asarray(picture).astype(np.float64) + noise
        return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
    return picture


def _reading(rng: random.Random, task: str, split: Split, text: str) -> Example:
    """Makes an example whose answer is the text itself, or a sentence that quotes it."""
    picture, places = print_letters(rng, text, split)
    draw = rng.random()
    if draw < 0.05:
        turn = Turn("", text)
    elif draw < 0.1:
        turn = Turn(prompts.ask(rng, prompts.DESCRIBE), f'The picture says "{text}".')
    else:
        turn = Turn(prompts.ask(rng, prompts.READ), text)
    return Example(
        task,
        (turn,),
        picture=picture,
        spelled=text.replace(" ", ""),
        spans=_letter_spans(turn.answer, text, places),
        media_first=rng.random() > 0.05,
    )


def _letter_spans(answer: str, text: str, places: list[tuple[float, float]]) -> tuple[Span, ...]:
    """Tells where each letter of an answer that holds the text is to be seen."""
    start = answer.index(text)
    return tuple(
        Span(0, start + index, start + index + 1, across, down)
        for index, (across, down) in enumerate(places)
    )


def characters(rng: random.Random, split: Split) -> Example:
    """Makes a picture of one to three random letters or digits: where learning to look begins."""
    text = words.random_string(rng, 3, EASY_ALPHABET)
    picture, places = print_letters(rng, text, split, plain=True)
    return Example(
        "characters",
        (Turn(prompts.ask(rng, prompts.READ), text),),
        picture=picture,
        spelled=text,
        spans=_letter_spans(text, text, places),
    )


def code(rng: random.Random, split: Split) -> Example:
    """Makes a picture of a random string of up to six characters, or of a number."""
    text = words.random_string(rng, 6) if rng.random() < 0.5 else words.printed_number(rng)
    return _reading(rng, "code", split, text)


def word(rng: random.Random, split: Split) -> Example:
    """Makes a picture of one word."""
    text = words.printed_word(rng, split)
    return _reading(rng, "word", split, text)


def line(rng: random.Random, split: Split) -> Example:
    """Makes a picture of two to five words on one line."""
    text = " ".join(words.printed_word(rng, split, longest=7) for _ in range(rng.randint(2, 5)))
    return _reading(rng, "line", split, text)
