"""The sheets that ship are those that transformers' classes give."""

import pytest

from gemini_desk.models.known_models import KNOWN_MODELS
from tests.helpers.known_configs import CONFIGS, sheet_of

pytestmark = pytest.mark.weights


def test_every_model_of_the_catalogue_has_a_config():
    assert {known.id for known in KNOWN_MODELS} == set(CONFIGS)


# The largest take seconds each even when they are empty.
_QUICK = ("Gemma 4 E2B", "SmolVLM2 500M", "Qwen3-VL 2B", "Voxtral Mini 3B")


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(known, id=known.name, marks=() if known.name in _QUICK else pytest.mark.slow)
        for known in KNOWN_MODELS
    ],
)
def test_a_sheet_is_what_its_class_gives(known):
    assert known.sheet == sheet_of(known.id)
