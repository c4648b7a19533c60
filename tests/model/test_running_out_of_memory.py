"""Memory that really runs out, by the system's own limit for a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from gemini_desk.models.catalogue import LocalModel
from gemini_desk.models.checkpoint_folder import Modality
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.models.remedies import remedies
from tests.helpers.tiny_others import build_qwen3

pytestmark = [
    pytest.mark.weights,
    pytest.mark.skipif(sys.platform != "linux", reason="limits of a process as Linux has them"),
]
ROOT = Path(__file__).parents[2]


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
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.memory_limit", str(folder), what],
        cwd=ROOT,
        # What is freed goes back to the system, so that the limit is one of what is in use.
        env={
            **os.environ,
            "MALLOC_ARENA_MAX": "1",
            "MALLOC_MMAP_THRESHOLD_": "65536",
            "MALLOC_TRIM_THRESHOLD_": "65536",
        },
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_while_loading_what_fits_is_offered_and_loads(large: Path) -> None:
    told = run_out(large, "load")
    assert "does not fit" in told["message"]
    assert "8 bits" in told["hint"]
    assert told["remedies"][0] == ["", "int8", ""]
    assert told["remedies"][1][0] == "starter"
    assert told["tokens_afterwards"] == 3


def test_while_answering_the_model_stays_and_answers_the_next_question(large: Path) -> None:
    told = run_out(large, "answer")
    assert "conversation does not fit" in told["message"]
    assert told["remedies"][0] == ["", "", "int8"]
    assert told["tokens_afterwards"] == 3


def local(name: str, size_bytes: int, *, complete: bool = True) -> LocalModel:
    return LocalModel(
        name, Path(name), "", size_bytes, (Modality.TEXT,), "qwen3", name == "starter", complete
    )


OTHERS = [local("starter", 10), local("mid", 4_000), local("half", 6_000, complete=False)]


def offered(free_bytes: int | None, **changed: Any) -> list[tuple[str, str, str]]:
    facts = {
        "parameters": 10_000,
        "dtype_bytes": 2,
        "quantisation": Quantisation.NONE,
        "int8_cache": False,
        "is_answering": False,
        "others": OTHERS,
    } | changed
    found = remedies("big", free_bytes=free_bytes, **facts)
    return [(it.model, it.quantisation, it.kv_cache) for it in found]


def test_what_fits_is_offered_and_nothing_else() -> None:
    assert offered(15_000) == [("", "int8", ""), ("mid", "", "")]
    assert offered(10_000) == [("", "int4", ""), ("mid", "", "")]
    assert offered(5_000) == [("mid", "", "")]
    assert offered(100) == [("starter", "", "")]
    assert offered(5) == []
    assert offered(None) == [("", "int8", ""), ("mid", "", "")]


def test_while_answering_the_conversation_is_made_smaller_first() -> None:
    assert offered(15_000, is_answering=True)[0] == ("", "", "int8")
    assert offered(15_000, is_answering=True, int8_cache=True)[0] == ("", "int8", "")
    assert offered(15_000, quantisation=Quantisation.INT4) == [("mid", "", "")]
