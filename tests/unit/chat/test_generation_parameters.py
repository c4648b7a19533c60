"""Generation parameters and their bounds."""

import math

import pytest

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.errors import InputError


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("max_new_tokens", [1, 32768], [0, -1]),
        ("temperature", [0.0, 1, 5.0], [-0.1, 5.1, math.nan, math.inf]),
        ("top_p", [0.01, 1.0], [0.0, 1.01, math.nan]),
        ("top_k", [0, 64], [-1]),
        ("min_p", [0.0, 1.0], [-0.1, 1.1]),
        ("repetition_penalty", [0.5, 10.0], [0.0, 11.0]),
        ("seed", [0, 2**63 - 1], [-1, 2**63]),
        ("stop", [(), ("END",)], [("",), ("a", "")]),
    ],
)
def test_bounds(name, good, bad):
    for value in good:
        assert getattr(GenerationParameters(**{name: value}), name) == value
    for value in bad:
        with pytest.raises(InputError) as caught:
            GenerationParameters(**{name: value})
        assert caught.value.hint


def test_open_choices_are_left_to_the_defaults():
    mine = GenerationParameters(temperature=0.0, top_k=0)
    defaults = GenerationParameters(temperature=1.0, top_k=64, top_p=0.95, stop=("END",))
    assert mine.over(defaults) == GenerationParameters(
        temperature=0.0, top_k=0, top_p=0.95, stop=("END",)
    )


def test_nothing_chosen_is_all_defaults():
    defaults = GenerationParameters(seed=3)
    assert GenerationParameters().over(defaults) == defaults
