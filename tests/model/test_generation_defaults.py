"""What a checkpoint's generation config says is what an answer is made with, sampling included."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from transformers import GenerationConfig

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from gemini_desk.engine.sampling import read_defaults
from tests.helpers import asking, tiny_checkpoints

GREEDY = GenerationParameters(temperature=0.0)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({}, GREEDY),
        ({"do_sample": False, "temperature": 0.7, "top_p": 0.9}, GREEDY),
        (  # as Gemma 4's has it
            {"do_sample": True, "temperature": 1.0, "top_k": 64, "top_p": 0.95},
            GenerationParameters(temperature=1.0, top_k=64, top_p=0.95),
        ),
        (
            {"do_sample": True, "temperature": 0.7, "top_k": 20, "min_p": 0.05},
            GenerationParameters(temperature=0.7, top_k=20, min_p=0.05),
        ),
        # what `generate` does where a checkpoint only says that it samples
        ({"do_sample": True}, GenerationParameters(temperature=1.0, top_k=50)),
        ({"do_sample": True, "top_k": 0}, GenerationParameters(temperature=1.0, top_k=0)),
        (
            {"repetition_penalty": 1.1, "max_new_tokens": 300},
            GenerationParameters(temperature=0.0, repetition_penalty=1.1, max_new_tokens=300),
        ),
    ],
)
def test_every_field_is_read(written: dict[str, object], expected: GenerationParameters) -> None:
    assert read_defaults(GenerationConfig(**written)) == expected


def test_a_checkpoint_that_samples_is_loaded_with_what_it_says(
    checkpoints: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_checkpoints.build("qwen3", checkpoints), tmp_path / "copy"))
    path = folder / "generation_config.json"
    says = {"do_sample": True, "temperature": 0.7, "top_p": 0.8, "top_k": 20}
    path.write_text(json.dumps(json.loads(path.read_text()) | says))
    backend = TransformersBackend()
    defaults = asking.load(backend, folder).defaults
    backend.unload()
    assert (defaults.temperature, defaults.top_p, defaults.top_k) == (0.7, 0.8, 20)
