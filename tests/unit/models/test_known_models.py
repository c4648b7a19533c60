"""The catalogue of published models."""

from dataclasses import replace
from pathlib import Path

import pytest

from gemini_desk.models.catalogue import ALIASES
from gemini_desk.models.checkpoint_folder import Modality
from gemini_desk.models.inventory import known_entry
from gemini_desk.models.known_models import KNOWN_MODELS, KnownModel, find_known


def test_ids_names_and_aliases_are_there_once():
    for values in (
        [known.id for known in KNOWN_MODELS],
        [known.name for known in KNOWN_MODELS],
        [known.alias for known in KNOWN_MODELS if known.alias],
    ):
        assert len(values) == len(set(values))


def test_every_alias_is_in_the_catalogue():
    assert {known.alias: known.id for known in KNOWN_MODELS if known.alias} == dict(ALIASES)


def test_every_family_of_the_documentation_is_here():
    assert {known.family for known in KNOWN_MODELS} >= {
        "Gemma 4", "Gemma 3n", "Qwen2.5-Omni", "Qwen3-Omni", "Qwen3-VL", "SmolVLM", "Voxtral",
        "Phi-4-multimodal",
    }  # fmt: skip


@pytest.mark.parametrize("known", KNOWN_MODELS, ids=lambda known: known.name)
def test_the_sheet_agrees_with_the_entry(known: KnownModel):
    sheet = known.sheet
    assert sheet.parameters == pytest.approx(known.parameters, rel=0.05)
    assert sheet.cache
    assert sheet.text.hidden > 0
    hears = Modality.AUDIO in known.modalities
    assert hears == (sheet.audio is not None or known.name == "Gemma 4 12B")
    assert bool(sheet.media_tokens) == (len(known.modalities) > 1)
    assert known.modalities[0] is Modality.TEXT
    assert known.summary.endswith(".")
    assert known.download_bytes >= 2 * 0.95 * known.parameters


@pytest.mark.parametrize(
    "name", ["nano", "NANO", " google/gemma-4-E2B-it ", "google/Gemma-4-e2b-IT"]
)
def test_entries_are_found_by_alias_and_id(name):
    found = find_known(name)
    assert found is not None
    assert found.name == "Gemma 4 E2B"


@pytest.mark.parametrize("name", ["", "starter", "someone/else", "/a/folder"])
def test_other_models_are_no_entries(name):
    assert find_known(name) is None


def test_a_licence_that_nobody_read_is_not_guessed():
    entry = known_entry(replace(KNOWN_MODELS[0], licence=""))
    assert entry.licence_words == "see the model's page"
    assert known_entry(KNOWN_MODELS[0]).licence_words == "apache-2.0"
    assert replace(entry, path=Path("here")).licence_words == ""  # its card says nothing
