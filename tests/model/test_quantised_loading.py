"""Weights of eight and four bits: every family answers, smaller, and almost as before."""

from __future__ import annotations

import json
import shutil
import threading
import weakref
from pathlib import Path

import pytest
import torch

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.message import Message
from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from gemini_desk.engine.events import LoadRequest
from gemini_desk.engine.loading import load_checkpoint
from gemini_desk.engine.quantised import int4_layout
from gemini_desk.engine.quantised.kept_rows import keep
from gemini_desk.engine.quantised.weight import kept_rows, memory_bytes, quantised
from gemini_desk.errors import DamagedModelError, ModelLoadError
from gemini_desk.models.quantisation import Quantisation, stored_bytes
from gemini_desk.paths import assets_dir
from gemini_desk.tasks.attach import attach
from tests.helpers import asking, tiny_checkpoints
from tests.model.conftest import CORE

pytestmark = pytest.mark.weights

SAMPLE_FOLDER = assets_dir() / "samples"
SAMPLES = json.loads((SAMPLE_FOLDER / "samples.json").read_text(encoding="utf-8"))
WAYS = (Quantisation.INT8, Quantisation.INT4)


@pytest.fixture(scope="module")
def starter() -> TransformersBackend:
    backend = TransformersBackend()
    request = LoadRequest("starter", device="cpu", quantisation=Quantisation.INT8)
    backend.load(request, lambda _: None, threading.Event())
    return backend


def load(folder: Path, quantisation: Quantisation) -> torch.nn.Module:
    request = LoadRequest(str(folder), device="cpu", quantisation=quantisation)
    return load_checkpoint(folder, request, lambda _: None, threading.Event()).model


@pytest.mark.parametrize(("bits", "error"), [(8, 0.01), (4, 0.1)])
@pytest.mark.parametrize("shape", [(128, 96), (40, 64), (7, 32), (16, 2048)])
@pytest.mark.parametrize("vectors", [1, 3, 100])
def test_products_with_kept_rows(
    bits: int, error: float, shape: tuple[int, int], vectors: int
) -> None:
    torch.manual_seed(0)
    weight, given = torch.randn(shape), torch.randn(vectors, shape[1])
    rows = keep(weight.clone(), bits)
    turned_back = rows.dequantised(torch.float32)
    assert (turned_back - weight).norm() < error * weight.norm()
    exact = given @ turned_back.T
    # The kernels for few vectors compute in bfloat16: three digits.
    assert (rows.multiply(given) - exact).norm() < 0.01 * exact.norm()


def test_the_layout_of_four_bits_is_understood_on_this_processor() -> None:
    """Without this, four bits would be right, and slow."""
    assert int4_layout.packs_as_expected()


def test_an_expert_is_taken_without_turning_it_back() -> None:
    weight = torch.randn(3, 64, 32)
    expert = quantised(weight.clone(), 8)[torch.tensor(1)]
    rows = kept_rows(expert)
    assert rows is not None
    assert torch.allclose(rows.dequantised(torch.float32), weight[1], atol=0.05)


@pytest.mark.parametrize("quantisation", WAYS)
@pytest.mark.parametrize("name", [*CORE, "gemma4_experts"])
def test_every_family_answers_from_fewer_bytes(
    name: str, quantisation: Quantisation, checkpoints: Path
) -> None:
    folder = tiny_checkpoints.build(name, checkpoints)
    whole, small = load(folder, Quantisation.NONE), load(folder, quantisation)
    expected = sum(
        stored_bytes(quantisation, key, tuple(weight.shape), weight.element_size())
        for key, weight in whole.named_parameters()
    ) + sum(buffer.nbytes for buffer in whole.buffers())
    assert memory_bytes(small) == expected < memory_bytes(whole)
    backend = TransformersBackend()
    model = asking.load(backend, folder, quantisation=quantisation)
    assert model.identity.quantisation == quantisation.value
    answer = asking.ask(backend, [Message.user("Hello there")], temperature=0.0)
    assert answer.finished.usage.completion_tokens > 0
    again = asking.ask(backend, [Message.user("Hello there")], temperature=0.0)
    assert again.text == answer.text
    backend.unload()


@pytest.mark.parametrize("name", CORE)
def test_logits_of_eight_bits_are_close(name: str, checkpoints: Path) -> None:
    folder = tiny_checkpoints.build(name, checkpoints)
    ids = torch.arange(5, 45)[None]
    with torch.inference_mode():
        whole = load(folder, Quantisation.NONE)(input_ids=ids).logits
        small = load(folder, Quantisation.INT8)(input_ids=ids).logits
    assert (small - whole).norm() < 0.1 * whole.norm()


def test_words_and_output_layer_share_what_is_kept(checkpoints: Path) -> None:
    model = load(tiny_checkpoints.build("gemma4", checkpoints), Quantisation.INT4)
    words = kept_rows(model.get_input_embeddings().weight)
    assert words is not None
    assert words.bits == 8
    assert kept_rows(model.get_output_embeddings().weight) is words


def test_what_sees_and_hears_stays_whole(checkpoints: Path) -> None:
    model = load(tiny_checkpoints.build("gemma4", checkpoints), Quantisation.INT4)
    touched = {name for name, weight in model.named_parameters() if kept_rows(weight)}
    assert touched
    assert not any("vision" in name or "audio" in name for name in touched)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["file"] + sample["prompt"])
def test_the_starter_reads_its_samples_in_eight_bits(
    starter: TransformersBackend, sample: dict[str, str]
) -> None:
    attachment = attach(SAMPLE_FOLDER / sample["file"], AttachmentKind(sample["kind"]))
    question = Message.user(sample["prompt"], attachment)
    answer = asking.ask(starter, [question], temperature=0.0, max_new_tokens=40)
    assert answer.text == sample["expected"]


def test_whole_weights_are_never_in_memory_together(checkpoints: Path) -> None:
    """Of all the full-size tensors that were read, one at a time is alive."""
    folder = tiny_checkpoints.build("gemma4", checkpoints)
    alive: list[weakref.ref[torch.Tensor]] = []
    most = 0
    from gemini_desk.engine.quantised import on_loading

    def watched(weight: torch.Tensor, bits: int) -> object:
        nonlocal most
        alive.append(weakref.ref(weight))
        most = max(most, sum(reference() is not None for reference in alive))
        return quantised(weight, bits)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(on_loading, "quantised", watched)
        load(folder, Quantisation.INT8)
    assert len(alive) > 10
    assert most == 1


def test_a_weight_of_another_shape_is_damage(checkpoints: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_checkpoints.build("qwen3", checkpoints), tmp_path / "c"))
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"intermediate_size": 96}))
    with pytest.raises(DamagedModelError):
        load(folder, Quantisation.INT8)


def test_nf4_is_refused_without_a_graphics_card(checkpoints: Path) -> None:
    folder = tiny_checkpoints.build("qwen3", checkpoints)
    with pytest.raises(ModelLoadError, match="NF4"):
        asking.load(TransformersBackend(), folder, device="cpu", quantisation=Quantisation.NF4)
