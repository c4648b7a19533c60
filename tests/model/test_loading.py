"""Folders that cannot be loaded: each gets its own clear error; and how loading goes."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest
import torch

from gemini_desk.engine.backend import LoadCancelledError
from gemini_desk.engine.backends import create_backend
from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from gemini_desk.engine.events import LoadProgress, LoadRequest
from gemini_desk.errors import (
    DamagedModelError,
    ModelLoadError,
    ModelNotFoundError,
    OutOfMemoryError,
    UnsupportedModelError,
)
from tests.helpers import asking, tiny_checkpoints

pytestmark = pytest.mark.weights


@pytest.fixture
def folder(checkpoints: Path, tmp_path: Path) -> Path:
    """A copy of a tiny checkpoint that a test may damage."""
    return Path(shutil.copytree(tiny_checkpoints.build("qwen3", checkpoints), tmp_path / "copy"))


def refuse(folder: Path, error: type[ModelLoadError], match: str) -> None:
    backend = TransformersBackend()
    with pytest.raises(error, match=match) as caught:
        asking.load(backend, folder)
    assert caught.value.hint
    backend.unload()


def change(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_no_such_folder(tmp_path: Path) -> None:
    refuse(tmp_path / "nothing", ModelNotFoundError, "nothing")


def test_without_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    refuse(folder, DamagedModelError, "no weights")


def test_truncated_safetensors(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    refuse(folder, DamagedModelError, "model.safetensors")


def test_a_pickle_instead_of_safetensors(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    refuse(folder, DamagedModelError, "pickle")


def test_an_unknown_architecture(folder: Path) -> None:
    change(folder / "config.json", model_type="perceptron_9000")
    refuse(folder, UnsupportedModelError, "perceptron_9000")


def test_an_architecture_with_its_own_code_is_not_run(folder: Path) -> None:
    trap = folder / "configuration_trap.py"
    trap.write_text("raise SystemExit('foreign code ran')")
    change(
        folder / "config.json",
        model_type="trap",
        auto_map={"AutoConfig": "configuration_trap.Trap"},
    )
    refuse(folder, UnsupportedModelError, "own program code")


def test_a_model_that_does_not_chat(folder: Path) -> None:
    change(folder / "config.json", model_type="vit", architectures=["ViTModel"])
    refuse(folder, UnsupportedModelError, "vit")


def test_without_a_config(folder: Path) -> None:
    (folder / "config.json").unlink()
    refuse(folder, ModelLoadError, "config")


def test_a_config_that_is_no_json(folder: Path) -> None:
    (folder / "config.json").write_text("{")
    refuse(folder, ModelLoadError, "config")


def test_without_a_tokenizer(folder: Path) -> None:
    for path in folder.glob("tokenizer*"):
        path.unlink()
    refuse(folder, DamagedModelError, "tokenizer")


def test_without_a_chat_template(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()
    refuse(folder, UnsupportedModelError, "chat template")


def test_weights_that_are_missing_are_not_made_up(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    del weights["model.layers.1.mlp.up_proj.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    refuse(folder, DamagedModelError, "up_proj")


def test_weights_of_another_shape(folder: Path) -> None:
    change(folder / "config.json", intermediate_size=96)
    refuse(folder, ModelLoadError, "copy")


@pytest.mark.parametrize(("device", "dtype"), [("cuda:77", "auto"), ("toaster", "auto")])
def test_a_device_that_is_not_there(folder: Path, device: str, dtype: str) -> None:
    with pytest.raises(ModelLoadError, match=device):
        asking.load(TransformersBackend(), folder, device=device, dtype=dtype)


def test_a_dtype_that_does_not_exist(folder: Path) -> None:
    with pytest.raises(ModelLoadError, match="int3"):
        asking.load(TransformersBackend(), folder, dtype="int3")


def test_the_dtype_that_was_asked_for(folder: Path) -> None:
    backend = TransformersBackend()
    model = asking.load(backend, folder, device="cpu", dtype="bfloat16")
    assert model.identity.dtype == "bfloat16"
    assert model.identity.device == "cpu"
    assert "chosen" in model.device_reason


def test_progress_grows_to_the_end(folder: Path) -> None:
    progress: list[LoadProgress] = []
    backend = create_backend(LoadRequest(str(folder)))
    backend.load(LoadRequest(str(folder)), progress.append, threading.Event())
    fractions = [step.fraction for step in progress if step.fraction is not None]
    assert fractions == sorted(fractions)
    assert fractions[-1] > 0.9
    assert len({step.stage for step in progress}) >= 4


@pytest.mark.parametrize("stage", ["Starting the libraries", "Reading the weights"])
def test_cancel_between_and_within_stages(folder: Path, stage: str) -> None:
    cancel = threading.Event()

    def stop_at(progress: LoadProgress) -> None:
        if progress.stage == stage:
            cancel.set()

    backend = TransformersBackend()
    with pytest.raises(LoadCancelledError):
        backend.load(LoadRequest(str(folder)), stop_at, cancel)
    assert backend._loaded is None


def test_out_of_memory_while_loading(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from transformers import PreTrainedModel

    def run_out(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("simulated")

    monkeypatch.setattr(PreTrainedModel, "from_pretrained", run_out)
    with pytest.raises(OutOfMemoryError, match="does not fit"):
        asking.load(TransformersBackend(), folder)
    assert "simulated" in caplog.text


def test_a_model_larger_than_the_memory_is_not_tried(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gemini_desk.engine import device
    from gemini_desk.models.memory_limits import Room

    monkeypatch.setattr(device, "main_memory", lambda: Room(1000, 10**10))
    with pytest.raises(OutOfMemoryError, match="weights take") as refused:
        asking.load(TransformersBackend(), folder, device="cpu")
    # What would fit is offered as where it was tried.
    assert [each.quantisation for each in refused.value.remedies][:1] == ["int8"]
    assert "This would fit: weights of 8 bits" in refused.value.hint


def test_weights_that_are_copied_are_not_tried_where_a_control_group_would_end_us(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gemini_desk.engine import device
    from gemini_desk.models.memory_limits import Room

    backend = TransformersBackend()
    monkeypatch.setattr(device, "control_group_room", lambda: Room(10**15, 1000))
    monkeypatch.setattr(device, "_swap_bytes", lambda: 0)
    with pytest.raises(OutOfMemoryError, match="this container or session has"):
        asking.load(backend, folder, device="cpu", dtype="bfloat16")
    # As they are in the file they are mapped, and make way.
    assert asking.load(backend, folder, device="cpu", dtype="float32")
    backend.unload()
    monkeypatch.setattr(device, "_swap_bytes", lambda: 10**15)
    assert asking.load(backend, folder, device="cpu", dtype="bfloat16")


def test_unload_twice_is_harmless(folder: Path) -> None:
    backend = TransformersBackend()
    asking.load(backend, folder)
    backend.unload()
    backend.unload()
