"""The shipped model answers every shipped sample as ``samples.json`` promises."""

import json

import pytest

pytestmark = pytest.mark.weights

pytest.importorskip("torch")

from gemini_desk.starter import export, samples  # noqa: E402

LISTED = json.loads((samples.FOLDER / "samples.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def starter():
    return export.load_checkpoint()


@pytest.mark.parametrize(
    "sample", LISTED, ids=lambda sample: f"{sample['file']}-{sample['prompt']}"
)
def test_a_sample_is_answered_rightly(starter, sample):
    processor, model = starter
    path = samples.FOLDER / sample["file"]
    media = {"type": sample["kind"], "path": str(path)}
    if sample["kind"] == "audio":
        import soundfile

        wave, rate = soundfile.read(path, dtype="float32")
        assert rate == 16_000
        media = {"type": "audio", "audio": wave}
    content = [media, {"type": "text", "text": sample["prompt"]}]
    inputs = processor.apply_chat_template(
        [{"role": "user", "content": content}],
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
        add_generation_prompt=True,
    )
    out = model.generate(**inputs)
    answer = processor.decode(out[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
    assert answer == sample["expected"]


def test_the_checkpoint_ends_its_turns_and_is_small():
    folder = export.SHIPPED_FOLDER
    generation = json.loads((folder / "generation_config.json").read_text(encoding="utf-8"))
    assert generation["do_sample"] is False
    assert 5 in generation["eos_token_id"]
    assert (folder / "model.safetensors").stat().st_size < 40_000_000
