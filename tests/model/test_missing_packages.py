"""A checkpoint that needs a Python package which is not there is refused by the package's name."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING

import pytest

from gemini_desk.engine.checkpoint_parts import read_processor
from gemini_desk.engine.missing_packages import package_missing
from gemini_desk.errors import UnsupportedModelError
from tests.helpers.tiny_parts import make_tokenizer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(importlib.util.find_spec("torchaudio") is not None, reason="it is there")
def test_an_ear_that_torchaudio_computes(tmp_path: Path) -> None:
    """Granite Speech: its feature extractor cannot be made without."""
    folder = tmp_path / "granite-speech"
    make_tokenizer(("<|end_of_text|>", "<|audio|>"), {}).save_pretrained(folder)
    classes = {
        "feature_extractor_type": "GraniteSpeechFeatureExtractor",
        "processor_class": "GraniteSpeechProcessor",
    }
    (folder / "config.json").write_text(json.dumps({"model_type": "granite_speech"}))
    (folder / "preprocessor_config.json").write_text(json.dumps(classes))
    with pytest.raises(UnsupportedModelError) as refused:
        read_processor(folder)
    assert refused.value.message == (
        "granite-speech needs the Python package torchaudio, which is not installed."
    )
    assert refused.value.hint == "Install it with: pip install torchaudio. Or choose another model."


@pytest.mark.parametrize(
    ("text", "package"),
    [
        (
            "\nX requires the torchaudio library but it was not found in your environment. Please "
            "install it and restart your\nruntime.\n",
            "torchaudio",
        ),
        (
            "This modeling file requires the following packages that were not found in your "
            "environment: einops. Run `pip install einops`",
            "einops",
        ),
        (
            "Loading a GPTQ quantized model requires gptqmodel (`pip install gptqmodel`)",
            "gptqmodel",
        ),
        ("Using `x` requires Accelerate: `pip install 'accelerate>=0.26.0'`", "accelerate"),
        (
            "\nX requires the OpenCV library but it was not found in your environment. You can "
            "install it with:\n```\npip install opencv-python\n```\nIn a notebook",
            "opencv-python",
        ),
    ],
)
def test_what_transformers_writes(text: str, package: str) -> None:
    refused = package_missing("tiny", ImportError(text))
    assert refused.message == f"tiny needs the Python package {package}, which is not installed."
    assert refused.hint == f"Install it with: pip install {package}. Or choose another model."


def test_a_module_that_python_does_not_find() -> None:
    refused = package_missing("tiny", ModuleNotFoundError("No module named 'x.y'", name="x.y"))
    assert refused.message == "tiny needs the Python package x, which is not installed."


def test_words_without_a_name_are_told_whole() -> None:
    refused = package_missing("tiny", ImportError("\nThe kernels are too\nold.\n"))
    assert refused.message == "tiny needs a Python package that is not installed."
    assert refused.hint == "The kernels are too old."
