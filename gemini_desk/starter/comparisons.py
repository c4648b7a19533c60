"""Two pictures in one conversation, compared: in one message, or one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.starter import prompts, words
from gemini_desk.starter.examples import Example, Turn
from gemini_desk.starter.pictures.pages import Layout, print_page
from gemini_desk.starter.pictures.shapes import draw_scene

if TYPE_CHECKING:
    import random

    from PIL.Image import Image

    from gemini_desk.starter.words import Split

MORE = (
    "Which picture has more shapes?",
    "Which picture shows more shapes?",
    "Are there more shapes in the first or in the second picture?",
    "Compare the two pictures: which has more shapes?",
)
SAME_WORD = (
    "Do both pictures say the same?",
    "Is it the same word in both pictures?",
    "Are the two words the same?",
    "Compare the two words.",
)
FIRST = ("Here is the first.", "Look at this.", "The first one:")
BOTH = (
    "What do the two pictures say?",
    "Read both pictures.",
    "Read both.",
    "What is written in the two pictures?",
)


def _shapes(rng: random.Random, split: Split) -> tuple[Image, Image, Turn]:
    first, some = draw_scene(rng, split, 5)
    second, others = draw_scene(rng, split, 5)
    answer = "both have the same number"
    if len(some) != len(others):
        answer = "the first" if len(some) > len(others) else "the second"
    return first, second, Turn(prompts.ask(rng, MORE), answer)


def _words(rng: random.Random, split: Split) -> tuple[Image, Image, Turn]:
    first = words.printed_word(rng, split, longest=7).strip(".,!?:").lower()
    second = first
    if rng.random() < 0.5:
        second = words.printed_word(rng, split, longest=7).strip(".,!?:").lower()
    shown = [
        print_page(rng, [(word,)], split, Layout(margin=0.5), worn=0.3).picture
        for word in (first, second)
    ]
    if rng.random() < 0.5:
        turn = Turn(prompts.ask(rng, SAME_WORD), "yes" if first == second else "no")
    else:
        turn = Turn(prompts.ask(rng, BOTH), f"the first says {first}, the second says {second}")
    return shown[0], shown[1], turn


def in_one_message(rng: random.Random, split: Split) -> Example:
    """Makes a question about two pictures that were dropped together."""
    first, second, turn = rng.choice((_shapes, _words))(rng, split)
    # A part without turns: its picture opens the next part's first prompt.
    opening = Example("compare", (), picture=first)
    return Example("compare", (turn,), picture=second, before=(opening,))


def one_after_the_other(rng: random.Random, split: Split) -> Example:
    """Makes a question about a picture and the one before it."""
    first, second, turn = rng.choice((_shapes, _words))(rng, split)
    seen = Turn(prompts.ask(rng, FIRST), "I see it.")
    opening = Example("compare", (seen,), picture=first)
    return Example("compare", (turn,), picture=second, before=(opening,))
