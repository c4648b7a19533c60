"""Memory that really runs out, by the system's own limit for a process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from gemini_desk.models.memory_need import estimate, usable_bytes
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.models.remedies import Candidate, remedies
from gemini_desk.models.safetensors_header import StoredTensor
from gemini_desk.models.sheet_reading import make_sheet
from tests.helpers.freed_memory import run_helper
from tests.helpers.tiny_others import build_qwen3

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.errors import MemoryRemedy
    from gemini_desk.models.memory_sheet import MemorySheet

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(sys.platform != "linux", reason="limits of a process as Linux has them"),
]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of 120 MB, two bytes for each number."""
    folder = tmp_path_factory.mktemp("large") / "large"
    build_qwen3(folder, width=512, inner=4096, layers=9)
    weights = load_file(folder / "model.safetensors")
    short = {name: weight.to(torch.bfloat16) for name, weight in weights.items()}
    save_file(short, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def run_out(folder: Path, what: str) -> dict[str, Any]:
    return run_helper("memory_limit", str(folder), what, timeout_s=240)


@pytest.mark.slow
def test_while_loading_what_fits_is_offered_and_loads(large: Path) -> None:
    told = run_out(large, "load")
    assert "does not fit" in told["message"]
    assert "8 bits" in told["hint"]
    assert told["remedies"][0] == ["", "int8", ""]
    assert told["remedies"][1][0] == "starter"
    assert told["tokens_afterwards"] == 3


@pytest.mark.slow
def test_while_answering_the_model_stays_and_answers_the_next_question(large: Path) -> None:
    told = run_out(large, "answer")
    assert "conversation does not fit" in told["message"]
    assert told["remedies"][0] == ["", "", "int8"]
    assert told["tokens_afterwards"] == 3


def sheet_of(values: int) -> MemorySheet:
    """A model of so many numbers, all of them in layers that can be quantised."""
    tensors = [StoredTensor("model.layers.0.mlp.up_proj.weight", "bfloat16", (values // 64, 64))]
    return make_sheet({"model_type": "qwen3", "max_position_embeddings": 64}, tensors)


BIG, MID, SMALL = sheet_of(64_000_000), sheet_of(16_000_000), sheet_of(64_000)
OTHERS = [Candidate("starter", SMALL, "Starter"), Candidate("mid", MID, "Mid")]


def need_bytes(sheet: MemorySheet, way: Quantisation = Quantisation.NONE) -> int:
    """As the model manager reckons it."""
    return estimate(sheet, quantisation=way, context_tokens=64, device_kind="cpu").model_bytes


def room_for(need: int) -> int:
    """The least free memory that such a need fits into."""
    free = need
    while usable_bytes(free) < need:
        free += max(1, need - usable_bytes(free))
    while usable_bytes(free - 1) >= need:
        free -= 1
    return free


def found_for(free_bytes: int | None, **changed: Any) -> tuple[MemoryRemedy, ...]:
    facts = {
        "dtype_bytes": 2,
        "device_kind": "cpu",
        "quantisation": Quantisation.NONE,
        "kv_cache": "full",
        "context_tokens": None,
        "is_answering": False,
        "others": OTHERS,
    } | changed
    return remedies("big", BIG, free_bytes=free_bytes, **facts)


def offered(free_bytes: int | None, **changed: Any) -> list[tuple[str, str, str]]:
    found = found_for(free_bytes, **changed)
    return [(it.model, it.quantisation, it.kv_cache) for it in found]


def test_what_fits_is_offered_and_nothing_else() -> None:
    eight = room_for(need_bytes(BIG, Quantisation.INT8))
    four = room_for(need_bytes(BIG, Quantisation.INT4))
    middle, least = room_for(need_bytes(MID)), room_for(need_bytes(SMALL))
    assert middle < four < eight < room_for(need_bytes(BIG))
    assert offered(eight) == [("", "int8", ""), ("mid", "", "")]
    assert offered(eight - 1) == [("", "int4", ""), ("mid", "", "")]
    assert offered(four - 1) == [("mid", "", "")]
    assert offered(middle - 1) == [("starter", "", "")]
    assert offered(least - 1) == []
    assert offered(None) == [("", "int8", ""), ("mid", "", "")]


def test_a_model_is_offered_by_the_name_that_people_know() -> None:
    found = found_for(room_for(need_bytes(SMALL)))
    assert [(it.label, it.what) for it in found] == [
        ("Load Starter and retry", "the model Starter")
    ]


def test_while_answering_the_conversation_is_made_smaller_first() -> None:
    plenty = room_for(need_bytes(BIG, Quantisation.INT8))
    assert offered(plenty, is_answering=True)[0] == ("", "", "int8")
    assert offered(plenty, is_answering=True, kv_cache="int8")[0] == ("", "int8", "")
    assert offered(plenty, quantisation=Quantisation.INT4) == [("mid", "", "")]
