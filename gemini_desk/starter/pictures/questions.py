"""Questions about a scene of shapes, several in a conversation about the same picture."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gemini_desk.starter import prompts
from gemini_desk.starter.examples import NO_TEXT, Example, Span, Turn
from gemini_desk.starter.pictures import colours
from gemini_desk.starter.pictures.shapes import (
    HELD_OUT_PAIRS,
    SHAPES,
    Shape,
    choose_shapes,
    draw_scene,
)

if TYPE_CHECKING:
    from PIL import Image

    from gemini_desk.starter.words import Split

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six")

Question = Callable[[random.Random, Sequence[Shape], Shape], Turn | None]
"""Asks about a scene and one shape of it; None when the question would be ambiguous."""


def describe(rng: random.Random, shapes: Sequence[Shape], _asked: Shape) -> Turn:
    """Asks for one sentence that names every shape, its size and its place."""
    parts = [
        f"{'an' if shape.size[0] in 'aeiou' else 'a'} {shape.size} {shape.name} {_at(shape.place)}"
        for shape in shapes
    ]
    sentence = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
    return Turn(prompts.ask(rng, prompts.DESCRIBE), f"{sentence[0].upper()}{sentence[1:]}.")


def _at(place: str) -> str:
    return "in the center" if place == "center" else f"at the {place}"


def count(rng: random.Random, shapes: Sequence[Shape], _asked: Shape) -> Turn:
    """Asks how many shapes there are."""
    return Turn(prompts.ask(rng, prompts.COUNT), NUMBERS[len(shapes)])


def colour(rng: random.Random, shapes: Sequence[Shape], asked: Shape) -> Turn | None:
    """Asks for the colour of a form that occurs once."""
    if sum(shape.form == asked.form for shape in shapes) > 1:
        return None
    if len(shapes) == 1 and rng.random() < 0.4:
        return Turn(prompts.ask(rng, prompts.COLOUR_ALONE), asked.colour)
    return Turn(prompts.ask(rng, prompts.COLOUR, shape=asked.form), asked.colour)


def form(rng: random.Random, shapes: Sequence[Shape], asked: Shape) -> Turn | None:
    """Asks for the form in a colour that occurs once."""
    if sum(shape.colour == asked.colour for shape in shapes) > 1:
        return None
    if len(shapes) == 1 and rng.random() < 0.4:
        return Turn(prompts.ask(rng, prompts.SHAPE_ALONE), asked.form)
    return Turn(prompts.ask(rng, prompts.SHAPE, colour=asked.colour), asked.form)


def _what(rng: random.Random, shapes: Sequence[Shape], asked: Shape) -> str:
    """Names a shape, by its form alone where that is enough."""
    alone = sum(shape.form == asked.form for shape in shapes) == 1
    return asked.form if alone and rng.random() < 0.4 else asked.name


def place(rng: random.Random, shapes: Sequence[Shape], asked: Shape) -> Turn:
    """Asks where a shape is."""
    return Turn(prompts.ask(rng, prompts.PLACE, what=_what(rng, shapes, asked)), asked.place)


def size(rng: random.Random, shapes: Sequence[Shape], asked: Shape) -> Turn:
    """Asks whether a shape is big or small."""
    return Turn(prompts.ask(rng, prompts.SIZE, what=_what(rng, shapes, asked)), asked.size)


def exists(rng: random.Random, shapes: Sequence[Shape], asked: Shape) -> Turn:
    """Asks whether a shape is there; as often it is as it is not."""
    if rng.random() < 0.5:
        return Turn(prompts.ask(rng, prompts.EXISTS, what=asked.name), "yes")
    # Held-out pairs are never there in training: asked about, they would teach "no" by name.
    spared = () if (asked.colour, asked.form) in HELD_OUT_PAIRS else HELD_OUT_PAIRS
    while True:
        pair = rng.choice(list(colours.NAMED)), rng.choice(SHAPES)
        name = " ".join(pair)
        if pair not in spared and all(shape.name != name for shape in shapes):
            return Turn(prompts.ask(rng, prompts.EXISTS, what=name), "no")


QUESTIONS: dict[str, Question] = {
    "colour": colour,
    "form": form,
    "place": place,
    "size": size,
    "count": count,
    "exists": exists,
    "describe": describe,
}
"""To add a kind of question: write a function above, list it here, and add it to the measurements
in ``evaluation``."""


def ask_one(rng: random.Random, split: Split, kind: str, most: int = 3) -> Example:
    """Makes a scene with one question of a given kind, about the held-out pair if there is one.

    Args:
        rng: Source of all choices.
        split: Which pairs of colour and form.
        kind: A key of :data:`QUESTIONS`.
        most: Most shapes in the scene.
    """
    while True:
        picture, shapes = draw_scene(rng, split, most, soft_ground=rng.random() < 0.3)
        asked = _held_out_shape(shapes) if split == "held_out" else rng.choice(shapes)
        turn = QUESTIONS[kind](rng, shapes, asked)
        if turn is not None:
            return Example(f"shapes.{kind}", (turn,), picture=picture)


def _held_out_shape(shapes: Sequence[Shape]) -> Shape:
    return next(shape for shape in shapes if (shape.colour, shape.form) in HELD_OUT_PAIRS)


def conversation(
    rng: random.Random,
    split: Split,
    most: int,
    kinds: Sequence[str],
    questions: tuple[int, int] = (2, 3),
) -> Example:
    """Makes a scene and questions about it.

    Looking at the picture is what costs; each further question is nearly free practice.

    Args:
        rng: Source of all choices.
        split: Which pairs of colour and form.
        most: Most shapes in the scene.
        kinds: Kinds to choose from; repeat one to have it asked more often.
        questions: Fewest and most questions.
    """
    picture, shapes = draw_scene(rng, split, most, soft_ground=rng.random() < 0.3)
    turns: list[Turn] = []
    spans: list[Span] = []
    wanted = rng.randint(*questions)
    while len(turns) < wanted:
        kind, asked = rng.choice(kinds), rng.choice(shapes)
        if not turns and rng.random() < 0.04:
            turn: Turn | None = Turn("", describe(rng, shapes, asked).answer)
        elif rng.random() < 0.02:
            turn = Turn(prompts.ask(rng, prompts.READ), NO_TEXT)
        else:
            turn = QUESTIONS[kind](rng, shapes, asked)
        if turn is not None:
            spans += where_to_look(len(turns), turn, shapes, asked)
            turns.append(turn)
    return shown_scene(rng, "shapes", picture, shapes, turns, spans)


def shown_scene(
    rng: random.Random,
    task: str,
    picture: Image.Image,
    shapes: Sequence[Shape],
    turns: Sequence[Turn],
    spans: Sequence[Span],
) -> Example:
    """Makes the example of a drawn scene; now and then the question stands before the picture."""
    return Example(
        task,
        tuple(turns),
        picture=picture,
        marks=tuple(shape.mark for shape in shapes),
        spans=tuple(spans),
        media_first=rng.random() > 0.05,
    )


def where_to_look(turn: int, said: Turn, shapes: Sequence[Shape], asked: Shape) -> list[Span]:
    """Tells which stretches of an answer are to be read off which shape, and what it was called."""
    answer, prompt = said.answer, said.prompt.lower()
    if answer in (asked.colour, asked.form, asked.place, asked.size, "yes"):
        mark = asked.mark
        by_colour = asked.name in prompt or (answer == asked.form and asked.colour in prompt)
        by_form = answer != asked.form and asked.form in prompt
        return [
            Span(
                turn,
                0,
                len(answer),
                mark.across,
                mark.down,
                mark.colour if by_colour else -1,
                mark.form if by_form else -1,
            )
        ]
    spans: list[Span] = []
    start = 0
    for shape in shapes:
        named = answer.lower().find(f"{shape.size} {shape.name}", start)
        if named < 0:
            return []
        stop = answer.index(shape.place, named) + len(shape.place)
        spans.append(Span(turn, start, stop, shape.mark.across, shape.mark.down))
        start = stop
    return spans


def one_shape(rng: random.Random, split: Split) -> Example:
    """Makes a scene of a single shape: where learning colours and forms begins."""
    return conversation(rng, split, 1, ("colour", "colour", "form", "form", "place", "size"))


def scene(rng: random.Random, split: Split) -> Example:
    """Makes a scene of one to three shapes with questions of every kind."""
    kinds = ("colour", "colour", "form", "place", "size", "count", "count", "exists", "describe")
    return conversation(rng, split, 3, kinds)


def whereabouts(rng: random.Random, split: Split) -> Example:
    """Makes a scene with many questions about places and colours, which are learned last."""
    kinds = ("colour", "colour", "place", "place", "form", "size", "count", "exists")
    return conversation(rng, split, 3, kinds, questions=(2, 6))


def pointed_at(rng: random.Random, split: Split) -> Example:
    """Makes a scene of one to three shapes with questions that need the right one to be found."""
    kinds = (
        *("colour", "place", "form", "size", "count", "describe"),
        *("colour", "place", "form", "exists", "exists"),
    )
    return conversation(rng, split, 3, kinds, questions=(3, 4))


def named(rng: random.Random, split: Split) -> Example:
    """Makes questions about a scene that is not shown: practice in what a question asks for."""
    shapes = choose_shapes(rng, split, 3, (255, 255, 255))
    turns: list[Turn] = []
    spans: list[Span] = []
    while len(turns) < 4:
        asked = rng.choice(shapes)
        turn = QUESTIONS[rng.choice(("colour", "place", "form", "size"))](rng, shapes, asked)
        if turn is not None:
            spans += where_to_look(len(turns), turn, shapes, asked)
            turns.append(turn)
    return Example("named", tuple(turns), spans=tuple(spans), guessed=True)


def small_scene(rng: random.Random, split: Split) -> Example:
    """Makes a scene of one or two shapes with one or two questions, for mixed conversations."""
    kinds = ("colour", "place", "form", "size", "count", "describe")
    return conversation(rng, split, 2, kinds, questions=(1, 2))
