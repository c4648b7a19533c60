"""A handful of examples is learnt by heart by a tiny model, and what cannot be learnt is told."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("torch")

from gemini_desk.starter import overfit, recipes, tasks
from gemini_desk.starter.examples import Example, Turn
from gemini_desk.starter.recipes import Recipe
from gemini_desk.starter.sizes import FULL, SLIDING, Size

if TYPE_CHECKING:
    import random

    from gemini_desk.starter.words import Split

pytestmark = pytest.mark.weights

TINY = Size(
    decoder=(64, 2, 96),
    decoder_layers=(SLIDING, FULL, FULL),
    vision=(32, 2, 48, 2),
    audio=(32, 2, 2),
    soft_tokens=70,
    abilities="It is tiny.",
)


@pytest.fixture(autouse=True)
def _tiny_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(recipes.RECIPES, "tiny", Recipe(TINY, ()))


def _asked(rng: random.Random, _split: Split) -> Example:
    """Makes a sum whose answer the prompt decides."""
    first, second = rng.randint(1, 9), rng.randint(1, 9)
    return Example("sum", (Turn(f"{first}+{second}", str(first + second)),))


def _guessed(rng: random.Random, _split: Split) -> Example:
    """Makes an example as a faulty generator would: nothing tells what is right."""
    return Example("guess", (Turn("Which one?", str(rng.randrange(1000))),))


def test_what_the_prompt_decides_is_learnt_and_then_generated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(tasks.TASKS, "sum", _asked)
    settings = overfit.Settings("sum", "tiny", examples=3, steps=200, learning_rate=5e-3)

    found = overfit.overfit(settings)

    assert found.learnt
    assert found.loss < 0.05
    assert found.wrong == ()


def test_an_answer_that_nothing_decides_is_told_as_not_learnt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(tasks.TASKS, "guess", _guessed)
    settings = overfit.Settings("guess", "tiny", examples=3, steps=40, learning_rate=5e-3)

    found = overfit.overfit(settings)

    assert not found.learnt
    assert found.steps == settings.steps
    assert found.wrong


def test_the_same_seed_draws_the_same_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tasks.TASKS, "sum", _asked)
    settings = overfit.Settings("sum", "tiny", examples=2, steps=3)

    assert overfit.overfit(settings) == overfit.overfit(dataclasses.replace(settings))
