"""Keys and values in eight bits: smaller, and the prefix cache works on them as on others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from gemini_desk.chat.message import Message
from gemini_desk.engine import kv_layers
from tests.helpers import tiny_checkpoints
from tests.helpers.asking import ask
from tests.helpers.loaded_model import Model, load_model
from tests.model.conftest import CORE, Media

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.weights


@pytest.fixture(params=CORE, scope="module")
def small(request: pytest.FixtureRequest, checkpoints: Path) -> Model:
    name = str(request.param)
    return load_model(name, tiny_checkpoints.build(name, checkpoints), kv_cache="int8")


def kinds(model: Model) -> set[str]:
    assert model.backend._loaded is not None
    return {type(layer).__name__ for layer in model.backend._loaded.cache.keys_values.layers}


def test_layers_without_a_window_keep_eight_bits(small: Model) -> None:
    assert "Int8Layer" in kinds(small)
    assert "DynamicLayer" not in kinds(small)


def test_a_conversation_is_answered_the_same_with_the_cache_and_without(
    small: Model, media: Media
) -> None:
    assert small.backend._loaded is not None
    assert small.cold._loaded is not None
    small.cold._loaded.encoder._replies = small.backend._loaded.encoder._replies
    pictures = media.pictures[:1] if small.capabilities.image else ()
    messages = [Message.user("What is this? Tell me all that there is.", *pictures)]
    reused = 0
    for question in ("And now?", "Why?", "Go on, please."):
        cold = ask(small.cold, messages, temperature=0.0)
        warm = ask(small.backend, messages, temperature=0.0)
        assert warm.text == cold.text
        reused += warm.finished.usage.cached_tokens
        messages += [Message.assistant(warm.text), Message.user(question)]
    # Where media make a family read every prompt in one pass, nothing is reused.
    assert reused > 0 or small.name == "qwen3_vl"


def test_what_is_read_back_is_close_and_takes_less() -> None:
    from transformers import Qwen3Config

    config = Qwen3Config(num_hidden_layers=1, head_dim=64, num_key_value_heads=2)
    small, full = kv_layers.new_cache(config, int8=True), kv_layers.new_cache(config)
    torch.manual_seed(0)
    for length in (5, 1, 7):
        states = [torch.randn(1, 2, length, 64) for _ in range(2)]
        read, exact = small.update(*states, 0), full.update(*states, 0)
    for mine, theirs in zip(read, exact, strict=True):
        assert (mine - theirs).norm() < 0.01 * theirs.norm()
    layer = small.layers[0]
    kept = layer.keys.nbytes + layer.key_scales.nbytes
    assert kept < 0.3 * full.layers[0].keys.nbytes
    kv_layers.cut(small, 6)
    assert small.get_seq_length() == 6
    again = small.update(*[torch.randn(1, 2, 1, 64)] * 2, 0)
    assert torch.equal(again[0][..., :6, :], read[0][..., :6, :])
