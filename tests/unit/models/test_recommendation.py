"""Which model is recommended, on machines of several sizes."""

import pytest

from gemini_desk.models.fit import Verdict
from gemini_desk.models.known_models import GEMMA_4, KNOWN_MODELS
from gemini_desk.models.machine import Gpu, Machine
from gemini_desk.models.recommendation import best_fit, recommend, takes_text

GB = 10**9


def machine(main_gb, *cards):
    gpus = tuple(Gpu(name, "cuda", int(total * GB), int(free * GB)) for name, total, free in cards)
    return Machine(main_gb * GB, int(0.8 * main_gb * GB), gpus)


@pytest.mark.parametrize(
    ("hardware", "expected"),
    [
        (machine(16), "Gemma 4 E4B"),
        (machine(32, ("RTX 4070", 12, 11.4)), "Gemma 4 E4B"),
        (machine(64, ("RTX 4080", 16, 15.5)), "Gemma 4 12B"),
        (machine(128, ("H100", 80, 79)), "Gemma 4 31B"),
        (machine(4), "SmolVLM2 500M"),
    ],
)
def test_the_largest_that_fits_well(hardware, expected):
    found = recommend(hardware)
    assert found is not None
    assert found.model.name == expected
    assert found.fit.need.total_bytes <= 0.9 * found.fit.available_bytes


def test_the_sentence_says_why():
    found = recommend(machine(32, ("RTX 4070", 12, 11.4)))
    assert found is not None
    need = f"{found.fit.need.total_bytes / 1e9:.1f}"
    assert found.why == (
        f"Gemma 4 E4B in 8 bits: needs {need} GB of the 11.4 GB that are free on the RTX 4070; "
        "takes pictures, sound and video."
    )
    assert found.runner_up is not None
    assert found.runner_up.name == "Gemma 4 E2B"
    assert found.next_size.startswith("Gemma 4 12B in 4 bits")
    assert found.next_size.endswith("GB free to run well.")


def test_nothing_is_recommended_where_nothing_fits():
    assert recommend(machine(1)) is None


def test_the_largest_of_all_has_no_next_size():
    found = recommend(machine(256, ("B200", 180, 178)))
    assert found is not None
    assert found.next_size == ""


def test_a_model_that_waits_in_main_memory_is_not_recommended():
    small_card = machine(128, ("GT 1030", 2, 1.9))
    found = recommend(small_card)
    assert found is not None
    assert found.fit.verdict is Verdict.FITS_CPU


def test_a_processor_gets_no_model_that_it_would_read_too_slowly():
    found = recommend(machine(512))
    assert found is not None
    assert found.model.name == "Gemma 4 26B-A4B"  # few of its experts at a time


def test_every_model_has_a_best_way():
    hardware = machine(32, ("RTX 4070", 12, 11.4))
    for known in KNOWN_MODELS:
        found = best_fit(known.sheet, hardware)
        assert found.sentence
        assert found.need.weights_bytes > 0
    assert {known.family for known in KNOWN_MODELS} > {GEMMA_4}


def test_words_for_what_is_taken():
    by_name = {known.name: takes_text(known.modalities) for known in KNOWN_MODELS}
    assert by_name["Gemma 4 E4B"] == "takes pictures, sound and video"
    assert by_name["Voxtral Mini 3B"] == "takes sound"
    assert takes_text(()) == "takes text"
