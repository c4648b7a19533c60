"""Phi-4-multimodal's adapters: one for pictures, one for sound, none for text."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.message import Message
from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from gemini_desk.errors import DamagedModelError, UnsupportedModelError
from gemini_desk.media.audio import load_waveform
from gemini_desk.media.image import load_image
from gemini_desk.models.quantisation import Quantisation
from tests.helpers import asking
from tests.helpers.asking import ask
from tests.helpers.loaded_model import Model, load_model
from tests.helpers.plain_transformers import plain_generate, same
from tests.helpers.tiny_phi import add_adapters, build_phi4_multimodal, merge_adapter

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.chat.attachment import Attachment
    from tests.model.conftest import Media

SPEECH, VISION = "speech-lora", "vision-lora"


def user(text: str, *attachments: Attachment) -> dict[str, Any]:
    """A question as the processor takes it."""
    parts = [
        {"type": "image", "image": load_image(each.path)}
        if each.kind is AttachmentKind.IMAGE
        else {"type": "audio", "audio": load_waveform(each.path, sample_rate_hz=16_000).samples}
        for each in attachments
    ]
    return {"role": "user", "content": [*parts, {"type": "text", "text": text}]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adapters") / "phi4"
    build_phi4_multimodal(folder)
    add_adapters(folder)
    return folder


@pytest.fixture(scope="module")
def adapted(folder: Path) -> Model:
    return load_model("phi4_multimodal", folder)


@pytest.fixture(scope="module")
def merged(folder: Path) -> dict[str, Model]:
    """Checkpoints that have an adapter in their weights; "" is the base model."""
    models = {}
    for name in (SPEECH, VISION):
        target = folder.with_name(f"merged-{name}")
        merge_adapter(folder, name, target)
        models[name] = load_model("phi4_multimodal", target)
    base = folder.with_name("base")
    shutil.copytree(folder, base, ignore=shutil.ignore_patterns("*-lora"))
    models[""] = load_model("phi4_multimodal", base)
    return models


def test_each_prompt_is_read_by_its_adapter(
    adapted: Model, merged: dict[str, Model], media: Media
) -> None:
    """In any order, as the prompts of one conversation and of another come."""
    picture, clip = media.pictures[0], media.clips[0]
    prompts = [
        ("", "who are you?", ()),
        (VISION, "what is this?", (picture,)),
        (SPEECH, "what is said?", (clip,)),
        ("", "who are you?", ()),
        (VISION, "what is said of this?", (picture, clip)),
        (SPEECH, "what is said?", (clip,)),
        (VISION, "what is this?", (picture,)),
        ("", "who are you?", ()),
    ]
    for name, text, attachments in prompts:
        question = [Message.user(text, *attachments)]
        ours = ask(adapted.backend, question).text
        assert same(ours, plain_generate(merged[name], [user(text, *attachments)], 12)), name
        assert ours == ask(adapted.cold, question).text


def test_the_adapters_make_a_difference(merged: dict[str, Model], media: Media) -> None:
    """Else the test above could not fail."""
    asked = [user("what is this?", media.pictures[0])]
    answers = {plain_generate(merged[name], asked, 12) for name in ("", SPEECH, VISION)}
    assert len(answers) == 3


def test_a_picture_of_an_earlier_turn_is_still_seen(
    adapted: Model, merged: dict[str, Model], media: Media
) -> None:
    picture = media.pictures[0]
    ours = [
        Message.user("what is this?", picture),
        Message.assistant("the cat"),
        Message.user("why?"),
    ]
    theirs = [
        user("what is this?", picture),
        {"role": "assistant", "content": [{"type": "text", "text": "the cat"}]},
        user("why?"),
    ]
    assert same(ask(adapted.backend, ours).text, plain_generate(merged[VISION], theirs, 12))


@pytest.mark.parametrize("name", ["adapter_config.json", "adapter_model.safetensors"])
def test_an_adapter_that_is_not_whole_is_named(folder: Path, tmp_path: Path, name: str) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(folder, damaged)
    (damaged / VISION / name).unlink()
    with pytest.raises(DamagedModelError, match=f"{VISION} of damaged is not whole"):
        asking.load(TransformersBackend(), damaged)


def test_an_adapter_of_other_sizes_is_refused(folder: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(folder, damaged)
    config = damaged / SPEECH / "adapter_config.json"
    config.write_text(config.read_text("utf-8").replace('"r": 8', '"r": 4'), encoding="utf-8")
    with pytest.raises(DamagedModelError, match=f"{SPEECH} of damaged does not fit"):
        asking.load(TransformersBackend(), damaged)


def test_pickled_adapters_are_not_opened(folder: Path, tmp_path: Path) -> None:
    pickled = tmp_path / "pickled"
    shutil.copytree(folder, pickled)
    weights = pickled / VISION / "adapter_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))
    with pytest.raises(DamagedModelError, match="is not whole"):
        asking.load(TransformersBackend(), pickled)


def test_nor_is_a_pickle_among_the_weights(folder: Path, tmp_path: Path) -> None:
    """transformers would load it by itself, whatever the model."""
    pickled = tmp_path / "pickled"
    shutil.copytree(folder, pickled, ignore=shutil.ignore_patterns("*-lora"))
    shutil.copy(folder / SPEECH / "adapter_config.json", pickled)
    (pickled / "adapter_model.bin").write_bytes(b"anything")
    with pytest.raises(DamagedModelError, match="The adapter in pickled is not whole"):
        asking.load(TransformersBackend(), pickled)


def test_adapters_are_not_joined_with_fewer_bits(folder: Path) -> None:
    with pytest.raises(UnsupportedModelError, match="fit only whole weights"):
        asking.load(TransformersBackend(), folder, quantisation=Quantisation.INT8)
