"""A model that is spread over main memory and the disk says the same, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from gemini_desk.chat.message import Message
from gemini_desk.engine import offloading
from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from gemini_desk.engine.device import DeviceChoice
from gemini_desk.engine.load_request import LoadRequest
from gemini_desk.errors import ModelLoadError
from gemini_desk.models.memory_need import estimate
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.models.sheet_reading import read_sheet
from tests.helpers import asking, tiny_checkpoints

if TYPE_CHECKING:
    from pathlib import Path

    from tests.model.conftest import Media

pytestmark = pytest.mark.weights


@pytest.mark.parametrize("name", ["gemma4", "gemma4_unified", "smolvlm", "qwen3_vl", "qwen3"])
def test_the_same_tokens(name: str, checkpoints: Path, media: Media, tmp_path: Path) -> None:
    folder = tiny_checkpoints.build(name, checkpoints)
    whole, spread = TransformersBackend(), TransformersBackend()
    model = asking.load(whole, folder, device="cpu")
    half = (folder / "model.safetensors").stat().st_size // 2
    loaded = asking.load(
        spread,
        folder,
        device="cpu",
        offload="auto",
        offload_dir=str(tmp_path),
        main_memory_bytes=half,
    )
    assert "disk" in loaded.device_reason
    assert spread._loaded is not None
    places = set(spread._loaded.checkpoint.model.hf_device_map.values())
    assert places == {"cpu", "disk"}
    pictures = media.pictures[:1] if model.capabilities.image else ()
    messages = [Message.user("What is this?", *pictures)]
    for question in ("And now?", "Why?"):
        exact = asking.ask(whole, messages, temperature=0.0)
        again = asking.ask(spread, messages, temperature=0.0)
        assert again.text == exact.text
        messages += [Message.assistant(exact.text), Message.user(question)]
    spread.unload()


def test_what_fits_is_not_spread(checkpoints: Path) -> None:
    backend = TransformersBackend()
    folder = tiny_checkpoints.build("qwen3", checkpoints)
    loaded = asking.load(backend, folder, device="cpu", offload="auto")
    assert "disk" not in loaded.device_reason


def test_several_cards_are_filled_before_anything_else(
    checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Placed by the estimate of the manager; without cards here, only the plan can be seen."""
    sheet = read_sheet(tiny_checkpoints.build("qwen3", checkpoints))
    need = estimate(sheet, context_tokens=64)
    free = {"cuda:0": need.weights_bytes // 2 + need.activation_bytes, "cpu": 10**9}
    free["cuda:1"] = 2 * need.total_bytes
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(offloading, "free_memory_bytes", free.get)
    choice = DeviceChoice("cuda:0", torch.bfloat16, "It is there.", need)
    options, placed = offloading.placement(LoadRequest("a-model"), choice, sheet)
    assert set(options["max_memory"]) == {0, 1}
    assert options["max_memory"][0] < need.weights_bytes
    assert options["max_memory"][1] < 2 * need.total_bytes - need.activation_bytes
    assert "2 of them" in placed.reason
    options, placed = offloading.placement(LoadRequest("a-model", offload="auto"), choice, sheet)
    assert list(options["max_memory"]) == [0, 1, "cpu"]
    assert "main memory" in placed.reason
    alone = LoadRequest("a-model", device="cuda:0")
    assert offloading.placement(alone, choice, sheet) == ({"device_map": "cuda:0"}, choice)


def test_fewer_bits_are_not_spread(checkpoints: Path) -> None:
    folder = tiny_checkpoints.build("qwen3", checkpoints)
    with pytest.raises(ModelLoadError, match=r"in fewer bits, and cpu has room for 0\.0 GB"):
        asking.load(
            TransformersBackend(),
            folder,
            device="cpu",
            offload="auto",
            main_memory_bytes=1000,
            quantisation=Quantisation.INT4,
        )
