"""The shipped starter, grown to the larger size, answers as before; a run may begin with it."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("torch")
import torch

from gemini_desk.starter import (
    configuration,
    curriculum,
    export,
    feed,
    growing,
    loop,
    recipes,
    samples,
)
from gemini_desk.starter.recipes import Recipe
from gemini_desk.starter.sizes import FULL, GOOD, SLIDING, SMALL
from tests.model.test_good_recipe import PHASES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.weights

LISTED = json.loads((samples.FOLDER / "samples.json").read_text(encoding="utf-8"))


def prompt_of(processor: Any, sample: dict[str, str]) -> Any:
    """Returns the model's inputs for a shipped sample."""
    path = samples.FOLDER / sample["file"]
    media: dict[str, Any] = {"type": sample["kind"], "path": str(path)}
    if sample["kind"] == "audio":
        import soundfile

        media = {"type": "audio", "audio": soundfile.read(path, dtype="float32")[0]}
    content = [media, {"type": "text", "text": sample["prompt"]}]
    return processor.apply_chat_template(
        [{"role": "user", "content": content}],
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
        add_generation_prompt=True,
    )


@pytest.fixture(scope="module")
def grown() -> tuple[Any, Any, Any]:
    processor, model = export.load_checkpoint()
    return processor, model, growing.grow(model, GOOD).eval()


@pytest.mark.parametrize(
    "sample", LISTED, ids=lambda sample: f"{sample['file']}-{sample['prompt']}"
)
def test_a_grown_model_says_what_the_small_one_says(
    grown: tuple[Any, Any, Any], sample: dict[str, str]
) -> None:
    processor, small, large = grown
    inputs = prompt_of(processor, sample)
    with torch.no_grad():
        before, after = small(**inputs).logits, large(**inputs).logits
    # The norm at the end of a new layer that hears is not one by which nothing passes changed.
    tolerance = 0.5 if sample["kind"] == "audio" else 1e-3
    assert (before - after).abs().max() < tolerance
    assert large.generate(**inputs).tolist() == small.generate(**inputs).tolist()


def test_what_is_new_can_learn(grown: tuple[Any, Any, Any]) -> None:
    """No new weight is cut off from the answer for good: two steps reach every one."""
    processor, _small, large = grown
    inputs = prompt_of(processor, LISTED[0])
    learner = growing.grow(large, GOOD).train()  # a copy
    optimiser = torch.optim.SGD(learner.parameters(), lr=1e-2)
    for _step in range(3):
        optimiser.zero_grad()
        learner(**inputs, labels=inputs["input_ids"]).loss.backward()
        optimiser.step()
    width = SMALL.decoder[0]
    for name, weight in learner.named_parameters():
        if "language_model.layers" in name and weight.dim() == 2:
            assert weight.grad is not None
            assert weight.grad[:, min(width, weight.shape[1] - 1) :].abs().sum() > 0, name


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (dataclasses.replace(GOOD, vision=(176, 4, 512, 6)), "vision_config: heads of width 32"),
        (dataclasses.replace(GOOD, decoder=(224, 7, 128)), "text_config: intermediate_size"),
        (dataclasses.replace(GOOD, audio=(160, 5, 3)), "audio_config: num_hidden_layers"),
    ],
)
def test_what_cannot_be_grown_is_refused(
    grown: tuple[Any, Any, Any], size: Any, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        growing.grow(grown[1], size)


def test_a_run_begins_with_a_checkpoint_where_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers.utils import logging as transformers_logging

    small = dataclasses.replace(
        SMALL,
        decoder=(32, 1, 48),
        decoder_layers=(SLIDING, FULL),
        vision=(32, 1, 48, 2),
        audio=(32, 1, 2),
    )
    large = dataclasses.replace(
        small,
        decoder=(64, 2, 64),
        decoder_layers=(SLIDING, FULL, FULL),
        vision=(64, 2, 48, 3),
        audio=(64, 2, 3),
    )
    transformers_logging.disable_progress_bar()  # its bars leave a thread behind
    torch.manual_seed(1)
    export.export_checkpoint(
        configuration.build_model(configuration.build_config(small)), tmp_path / "small"
    )
    monkeypatch.setitem(recipes.RECIPES, "tiny", Recipe(large, PHASES))
    settings = loop.Settings(
        tmp_path / "run", recipe="tiny", begin_with=tmp_path / "small", first_tick=2
    )
    settings.folder.mkdir()
    run = loop.Run(settings)
    assert run.tick == 2
    begun = run.trainer.model.state_dict()
    known = export.load_checkpoint(tmp_path / "small")[1].state_dict()
    name = "model.vision_tower.encoder.layers.0.mlp.up_proj.linear.weight"
    assert torch.equal(begun[name][:, :32], known[name])
    begun_with = {each: weight.clone() for each, weight in begun.items()}
    listener = run.trainer.listener.weight.detach().clone()
    # At first only the readers beside the model learn.
    place = curriculum.locate(run.tick, PHASES)
    assert place is not None
    with feed.Feed(PHASES, 1, run.tick) as batches:
        run.take_step(batches, *place)
    learnt = run.trainer.state_dict()
    assert all(torch.equal(learnt[f"model.{each}"], begun_with[each]) for each in begun_with)
    assert not torch.equal(learnt["listener.weight"], listener)
    run.save()
    again = loop.Run(settings)
    assert (again.tick, again._begun) == (3, 2)
