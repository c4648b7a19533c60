"""Bar charts with printed values, and questions about them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from gemini_desk.starter import prompts, words
from gemini_desk.starter.examples import Example, Span, Turn
from gemini_desk.starter.pictures import colours
from gemini_desk.starter.pictures.handling import Place, compressed
from gemini_desk.starter.pictures.pages import draw_font

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from gemini_desk.starter.words import Split

VALUES = (
    "List all values.",
    "What are the values?",
    "Read the chart.",
    "What does the chart show?",
    "Give me all values of the chart.",
    "List the bars with their values.",
    "Describe the chart.",
    "Turn this chart into a list.",
)
VALUE = (
    "What is the value of {label}?",
    "How much is {label}?",
    "What value does {label} have?",
    "How high is {label}?",
    "Read the value of {label}.",
    "{label}?",
)
LARGEST = (
    "Which bar is the largest?",
    "What is the largest?",
    "Which one has the highest value?",
    "Which is the biggest bar?",
    "Which is the tallest bar?",
    "What has the most?",
)
SMALLEST = (
    "Which bar is the smallest?",
    "What is the smallest?",
    "Which one has the lowest value?",
    "Which is the shortest bar?",
    "What has the least?",
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart.

    Attributes:
        picture: RGB.
        labels: Of the bars, from left to right.
        values: Of the bars, whole numbers, all different.
        label_places: Where each letter of each label stands.
        value_places: Where each digit of each value stands.
    """

    picture: Image.Image
    labels: list[str]
    values: list[int]
    label_places: list[list[Place]]
    value_places: list[list[Place]]


def is_held_out_value(value: int) -> bool:
    """Tells whether a bar's value may only be drawn in evaluation."""
    return zlib.crc32(f"bar {value}".encode()) % 8 == 0


def _labels(rng: random.Random, split: Split, count: int) -> list[str]:
    common = words.printable_words(split, common_only=True)
    short = [word for word in common if 2 <= len(word) <= 6]
    styled = rng.choice((str.capitalize, str.capitalize, str.lower, str.upper))
    return [styled(word) for word in rng.sample(short, count)]


def _values(rng: random.Random, split: Split, count: int) -> list[int]:
    top = rng.choice((20, 100, 100, 100, 1000))
    every = [v for v in range(1, top) if is_held_out_value(v) == (split == "held_out")]
    return rng.sample(every, count) if len(every) >= count else _values(rng, split, count)


def draw_chart(rng: random.Random, split: Split) -> Chart:
    """Draws two to four bars with a label below and a value above each.

    Args:
        rng: Source of all choices.
        split: Which words, fonts and values.
    """
    count = rng.randint(2, 4)
    labels, values = _labels(rng, split, count), _values(rng, split, count)
    paper = rng.choice(((255, 255, 255), (248, 248, 244), (28, 30, 34)))
    ink = (30, 30, 30) if colours.luminance(paper) > 128 else (235, 235, 235)
    size = rng.randint(17, 21)
    font = draw_font(rng, split, size)
    slot = max(58, int(max(font.getlength(label) for label in labels)) + 10)
    width, height = slot * count + 12, rng.randint(130, 190)
    picture = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(picture)
    foot, head = height - size - 8, size + 10
    draw.line((4, foot, width - 4, foot), fill=ink, width=1)
    one_colour = rng.random() < 0.4
    fill = _bar_colour(rng, paper)
    label_places: list[list[Place]] = []
    value_places: list[list[Place]] = []
    for index, (label, value) in enumerate(zip(labels, values, strict=True)):
        middle = 6 + slot * (index + 0.5)
        top = foot - max(2, (foot - head) * value / max(values))
        half = slot * rng.uniform(0.28, 0.3)
        colour = fill if one_colour else _bar_colour(rng, paper)
        draw.rectangle((middle - half, top, middle + half, foot - 1), fill=colour)
        for text, y, found in (
            (label, foot + 4 + size / 2, label_places),
            (str(value), top - 3 - size / 2, value_places),
        ):
            start = middle - font.getlength(text) / 2
            draw.text((start, y), text, font=font, fill=ink, anchor="lm")
            found.append(
                [
                    ((start + font.getlength(text[: at + 1]) - size / 4) / width, y / height)
                    for at in range(len(text))
                ]
            )
    if rng.random() < 0.2:
        picture = compressed(rng, picture)
    return Chart(picture, labels, values, label_places, value_places)


def _bar_colour(rng: random.Random, paper: colours.Rgb) -> colours.Rgb:
    while True:
        colour = colours.jitter(rng, rng.choice(list(colours.NAMED.values())), 20)
        if abs(colours.luminance(colour) - colours.luminance(paper)) > 50:
            return colour


def _spans(turn: int, start: int, places: Sequence[Place]) -> list[Span]:
    return [Span(turn, start + at, start + at + 1, x, y) for at, (x, y) in enumerate(places)]


def _all_values(rng: random.Random, chart: Chart, turn: int) -> tuple[Turn, list[Span]]:
    answer, spans = "", []
    for index, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True)):
        answer += ", " if index else ""
        spans += _spans(turn, len(answer), chart.label_places[index])
        answer += f"{label} "
        spans += _spans(turn, len(answer), chart.value_places[index])
        answer += str(value)
    return Turn(prompts.ask(rng, VALUES), answer), spans


def _one_value(rng: random.Random, chart: Chart, turn: int) -> tuple[Turn, list[Span]]:
    index = rng.randrange(len(chart.labels))
    prompt = rng.choice(VALUE).format(label=chart.labels[index])  # as printed, not in lower case
    spans = _spans(turn, 0, chart.value_places[index])
    return Turn(prompt, str(chart.values[index])), spans


def _extreme(rng: random.Random, chart: Chart, turn: int) -> tuple[Turn, list[Span]]:
    largest = rng.random() < 0.6
    value = max(chart.values) if largest else min(chart.values)
    index = chart.values.index(value)
    prompt = prompts.ask(rng, LARGEST if largest else SMALLEST)
    return Turn(prompt, chart.labels[index]), _spans(turn, 0, chart.label_places[index])


QUESTIONS = {"values": _all_values, "value": _one_value, "largest": _extreme}


def ask_one(rng: random.Random, split: Split, kind: str) -> Example:
    """Makes a chart with one question of a kind of :data:`QUESTIONS`."""
    chart = draw_chart(rng, split)
    turn, spans = QUESTIONS[kind](rng, chart, 0)
    return Example(f"chart.{kind}", (turn,), picture=chart.picture, spans=tuple(spans))


def conversation(rng: random.Random, split: Split) -> Example:
    """Makes a chart with one to three questions about it."""
    chart = draw_chart(rng, split)
    turns: list[Turn] = []
    spans: list[Span] = []
    for index in range(rng.randint(1, 3)):
        kind = rng.choice(("values", "values", "value", "largest"))
        turn, found = QUESTIONS[kind](rng, chart, index)
        turns.append(turn)
        spans += found
    return Example("chart", tuple(turns), picture=chart.picture, spans=tuple(spans))
