"""Checkpoints that are quantised already: loaded, or refused with what is missing."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from gemini_desk.chat.message import Message
from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from gemini_desk.errors import DamagedModelError, ModelLoadError, UnsupportedModelError
from gemini_desk.models.quantisation import Quantisation
from tests.helpers import asking, tiny_checkpoints

pytestmark = pytest.mark.weights


@pytest.fixture
def folder(checkpoints: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_checkpoints.build("qwen3", checkpoints), tmp_path / "copy"))


def declare(folder: Path, **quantisation: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["quantization_config"] = quantisation
    (folder / "config.json").write_text(json.dumps(config))


@pytest.mark.parametrize("method", ["gptq", "awq", "compressed-tensors", "torchao"])
def test_what_is_missing_is_named(folder: Path, method: str) -> None:
    package = {"gptq": "gptqmodel", "awq": "gptqmodel"}.get(method, method)
    if importlib.util.find_spec(package.replace("-", "_")) is not None:
        pytest.skip(f"{package} is there")
    declare(folder, quant_method=method, bits=4, group_size=64)
    with pytest.raises(UnsupportedModelError, match=f"package {package}") as caught:
        asking.load(TransformersBackend(), folder)
    assert "pip install" in caught.value.hint


def test_fp8_is_turned_back_where_no_card_computes_in_it(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    stored: dict[str, torch.Tensor] = {}
    for name, weight in weights.items():
        if "proj" not in name:
            stored[name] = weight
            continue
        scale = weight.abs().amax() / 448
        stored[name] = (weight / scale).to(torch.float8_e4m3fn)
        blocks = [-(-size // 128) for size in weight.shape]
        stored[f"{name}_scale_inv"] = torch.full(blocks, float(scale))
    save_file(stored, folder / "model.safetensors", metadata={"format": "pt"})
    declare(folder, quant_method="fp8", weight_block_size=[128, 128])
    backend = TransformersBackend()
    model = asking.load(backend, folder, device="cpu")
    assert asking.ask(backend, [Message.user("Hello")], temperature=0.0).text
    assert model.identity.quantisation == ""  # it is whole in memory
    loaded = backend._loaded
    assert loaded is not None
    read = dict(loaded.checkpoint.model.named_parameters())
    name = "model.layers.0.mlp.up_proj.weight"
    difference = (read[name].float() - weights[name]).norm()
    assert difference < 0.05 * weights[name].norm()


def test_nothing_is_quantised_twice(folder: Path) -> None:
    declare(folder, quant_method="fp8", weight_block_size=[128, 128])
    with pytest.raises(ModelLoadError, match="quantised already"):
        asking.load(TransformersBackend(), folder, quantisation=Quantisation.INT4)


def test_gguf_is_recognised(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model-Q4_K_M.gguf")
    with pytest.raises(DamagedModelError, match="GGUF"):
        asking.load(TransformersBackend(), folder)
