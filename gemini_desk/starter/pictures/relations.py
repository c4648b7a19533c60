"""Scenes of up to six shapes: how many of what, and which stands where beside which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.starter import prompts
from gemini_desk.starter.examples import Example, Span, Turn
from gemini_desk.starter.pictures import colours
from gemini_desk.starter.pictures.questions import QUESTIONS as PLAIN
from gemini_desk.starter.pictures.questions import shown_scene, where_to_look
from gemini_desk.starter.pictures.shapes import SHAPES, Shape, draw_scene

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from gemini_desk.starter.words import Split

COUNTED = ("no", "one", "two", "three", "four", "five", "six")
MOST = 6
_COUNT_SOME = (
    "How many {what} are there?",
    "How many {what} do you see?",
    "Count the {what}.",
    "How many {what} are in the picture?",
)
_IS_BESIDE = (
    "Is the {first} {side} the {second}?",
    "Is the {first} {side} the {second} or not?",
    "Would you say that the {first} is {side} the {second}?",
)
_WHAT_IS_BESIDE = (
    "What is {side} the {second}?",
    "Which shape is {side} the {second}?",
    "What do you see {side} the {second}?",
)
SIDES = ("left of", "right of", "above", "below")


def stands(first: Shape, side: str, second: Shape) -> bool:
    """Tells whether one shape stands on a side of another."""
    return {
        "left of": first.column < second.column,
        "right of": first.column > second.column,
        "above": first.row < second.row,
        "below": first.row > second.row,
    }[side]


def count_some(rng: random.Random, shapes: Sequence[Shape]) -> Turn:
    """Asks how many shapes there are of a colour or of a form, at times of one that is absent."""
    shape = rng.choice(shapes)
    if rng.random() < 0.5:
        colour = shape.colour if rng.random() < 0.85 else rng.choice(list(colours.NAMED))
        found = sum(other.colour == colour for other in shapes)
        return Turn(prompts.ask(rng, _COUNT_SOME, what=f"{colour} shapes"), COUNTED[found])
    form = shape.form if rng.random() < 0.85 else rng.choice(SHAPES)
    plural = f"{form}es" if form == "cross" else f"{form}s"
    found = sum(other.form == form for other in shapes)
    return Turn(prompts.ask(rng, _COUNT_SOME, what=plural), COUNTED[found])


def is_beside(rng: random.Random, shapes: Sequence[Shape]) -> Turn | None:
    """Asks whether a shape stands on a side of another; as often it does as it does not."""
    if len(shapes) < 2:
        return None
    first, second = rng.sample(list(shapes), 2)
    wanted = rng.random() < 0.5
    # In line with each other, the answer would be no to both sides; asked that seldom, "no" wins.
    sides = [side for side in SIDES if stands(first, side, second) == wanted]
    opposite = [side for side in SIDES if stands(second, side, first)]
    sides = sides if wanted else [side for side in sides if side in opposite]
    if not sides:
        return None
    prompt = prompts.ask(
        rng, _IS_BESIDE, first=first.name, side=rng.choice(sides), second=second.name
    )
    return Turn(prompt, "yes" if wanted else "no")


def what_is_beside(rng: random.Random, shapes: Sequence[Shape]) -> tuple[Turn, Shape] | None:
    """Asks which shape stands on a side of another, where only one does."""
    second, side = rng.choice(shapes), rng.choice(SIDES)
    found = [shape for shape in shapes if stands(shape, side, second)]
    if len(found) != 1:
        return None
    prompt = prompts.ask(rng, _WHAT_IS_BESIDE, side=side, second=second.name)
    return Turn(prompt, f"the {found[0].name}"), found[0]


MEASURED = ("count", "count_some", "is_beside", "beside", "describe")


def ask_one(rng: random.Random, split: Split, kind: str) -> Example:
    """Makes a scene with one question, of a kind of :data:`MEASURED`."""
    while True:
        picture, shapes = draw_scene(rng, split, MOST, soft_ground=rng.random() < 0.3)
        turn = _ask(rng, kind, shapes, 0)
        if turn is not None:
            return Example(f"scene.{kind}", (turn[0],), picture=picture, spans=tuple(turn[1]))


def _ask(
    rng: random.Random, kind: str, shapes: Sequence[Shape], turn: int
) -> tuple[Turn, list[Span]] | None:
    asked = rng.choice(shapes)
    if kind == "count_some":
        return count_some(rng, shapes), []
    if kind == "is_beside":
        said = is_beside(rng, shapes)
        return None if said is None else (said, [])
    if kind == "beside":
        found = what_is_beside(rng, shapes)
        if found is None:
            return None
        said, shape = found
        mark = shape.mark
        return said, [Span(turn, 4, len(said.answer), mark.across, mark.down)]
    if kind == "describe" and len(shapes) > 3:
        return None
    said = PLAIN[kind](rng, shapes, asked)
    return None if said is None else (said, where_to_look(turn, said, shapes, asked))


_KINDS = (
    *("count", "count", "count_some", "count_some", "is_beside", "beside", "beside"),
    *("colour", "form", "place", "size", "exists", "describe", "describe"),
)


def scene(rng: random.Random, split: Split) -> Example:
    """Makes a scene of one to six shapes with three to five questions of every kind."""
    picture, shapes = draw_scene(rng, split, MOST, soft_ground=rng.random() < 0.3)
    turns: list[Turn] = []
    spans: list[Span] = []
    wanted = rng.randint(3, 5)
    while len(turns) < wanted:
        asked = _ask(rng, rng.choice(_KINDS), shapes, len(turns))
        if asked is not None:
            turns.append(asked[0])
            spans += asked[1]
    return shown_scene(rng, "scene", picture, shapes, turns, spans)
