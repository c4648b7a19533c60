"""A model that is spread over main memory and the disk says the same, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.message import Message
from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from gemini_desk.errors import ModelLoadError
from gemini_desk.models.quantisation import Quantisation
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


def test_fewer_bits_are_not_spread(checkpoints: Path) -> None:
    folder = tiny_checkpoints.build("qwen3", checkpoints)
    with pytest.raises(ModelLoadError, match="one device"):
        asking.load(
            TransformersBackend(),
            folder,
            device="cpu",
            offload="auto",
            main_memory_bytes=1000,
            quantisation=Quantisation.INT4,
        )
