"""Models and how they fit, as lines and as JSON."""

import json
from dataclasses import replace

import pytest

from gemini_desk.cli import model_fit, run
from gemini_desk.models.inventory import known_entry
from gemini_desk.models.known_models import KNOWN_MODELS, find_known
from gemini_desk.models.machine import Gpu, Machine

GB = 10**9
DESKTOP = Machine(32 * GB, 26 * GB, (Gpu("RTX 4070", "cuda", 12 * GB, 11 * GB),))


@pytest.fixture
def e4b():
    return known_entry(find_known("nano-2"))


def test_a_line_says_what_fits(e4b):
    (line,) = model_fit.table([e4b], DESKTOP)
    assert line.startswith("google/gemma-4-E4B-it")
    assert line.endswith("fits in 8 bits, on the RTX 4070")


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
def test_lines_are_as_long_as_the_terminal_is_wide(columns):
    entries = [known_entry(known) for known in KNOWN_MODELS]
    told = list(model_fit.table(entries, DESKTOP, columns))
    assert len(told) == (len(entries) if columns == 200 else 2 * len(entries))
    for entry in entries:
        told += list(model_fit.details(entry, DESKTOP, columns))
    lines = [line for text in told for line in text.split("\n")]
    if columns > 60:
        assert max(map(len, lines)) <= columns


def test_a_program_that_reads_it_gets_a_line_for_each_model():
    entries = [known_entry(known) for known in KNOWN_MODELS]
    assert len(list(model_fit.table(entries, DESKTOP))) == len(entries)


def test_what_it_says_that_it_has_learned_is_told(capsys):
    assert run(["models", "info", "starter"]) == 0
    told = capsys.readouterr().out
    assert "learned       describe, read-text, transcribe" in told
    assert "It reads short printed text" in told
    assert run(["models", "info", "starter", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["skills"] == ["describe", "read-text", "transcribe"]


def test_each_way_is_told(e4b):
    lines = list(model_fit.details(e4b, DESKTOP))
    assert "alias         nano-2" in lines
    assert "folder        not on this machine" in lines
    assert any(line.split("  ")[1:2] == ["4 bits, NF4"] and "Needs" in line for line in lines)


def test_what_is_too_large_says_how_large():
    entry = known_entry(find_known("ultra"))
    (line,) = model_fit.table([entry], Machine(8 * GB, 6 * GB))
    assert "too large: needs 24" in line


def test_the_list_as_json(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    assert run(["models", "list", "--all", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed[0]["id"] == "starter"
    assert listed[0]["complete"]
    by_id = {model["id"]: model for model in listed}
    told = by_id["google/gemma-4-E2B-it"]
    assert told["path"] is None
    (best,) = told["fits"]
    assert best["needs_bytes"] > best["weights_bytes"] > 0


def test_a_model_of_the_catalogue_can_be_described(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    assert run(["models", "info", "pro", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["id"] == "google/gemma-4-12B-it"
    assert len(told["fits"]) >= 3


def test_a_licence_that_was_not_read_is_looked_for_on_the_page(e4b):
    told = list(model_fit.details(replace(e4b, licence=""), DESKTOP))
    assert "licence       see the model's page" in told
