"""The recipe's own tokens, patches and frames are those of the shipped processor."""

import random

import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.weights

torch = pytest.importorskip("torch")

from gemini_desk.starter import (  # noqa: E402
    batches,
    configuration,
    deepening,
    encoding,
    evaluation,
    export,
    sizes,
)
from gemini_desk.starter.examples import Example, Span, Turn  # noqa: E402
from gemini_desk.starter.pictures import patches, shapes  # noqa: E402
from gemini_desk.starter.speech import mel  # noqa: E402

SOFT_TOKENS = sizes.size_of(export.SHIPPED_FOLDER).soft_tokens


@pytest.fixture(scope="module")
def processor():
    from transformers import AutoProcessor

    return AutoProcessor.from_pretrained(export.SHIPPED_FOLDER)


@pytest.mark.parametrize("size", [(96, 96), (300, 40), (40, 300), (641, 479)])
def test_patches_are_the_processors(processor, size):
    picture, _ = shapes.draw_scene(random.Random(1), "train", 3)
    picture = picture.resize(size)
    ours = patches.cut(picture, SOFT_TOKENS)
    theirs = processor.image_processor([picture], return_tensors="np")
    count = len(ours.values)
    assert theirs["num_soft_tokens_per_image"][0] == ours.rows * ours.columns
    assert np.array_equal(theirs["image_position_ids"][0][:count], ours.positions)
    difference = np.abs(theirs["pixel_values"][0][:count] - ours.values / 255)
    # Pillow and torchvision round differently when they scale.
    assert difference.max() < 8 / 255
    assert difference.mean() < 1 / 255


@pytest.mark.parametrize("samples", [4000, 16_000, 20_001])
def test_frames_are_the_feature_extractors(processor, samples):
    wave = np.random.default_rng(0).normal(0, 0.1, samples).astype(np.float32)
    ours = mel.log_mel(wave)
    theirs = processor.feature_extractor([wave], return_tensors="np")
    assert int(theirs["input_features_mask"][0].sum()) == len(ours)
    assert np.abs(theirs["input_features"][0][: len(ours)] - ours).max() < 1e-4


def test_tokens_are_the_tokenizers(processor):
    for text in ("What does it say?", "héllo \n  x ", "日本 €"):
        expected = processor.tokenizer(text, add_special_tokens=False)["input_ids"]
        assert encoding.encode(text) == expected


def prompt_of(processor, example):
    """Token ids of what the processor makes of an example's messages."""
    return processor.apply_chat_template(
        evaluation.messages(example),
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
        add_generation_prompt=True,
    )["input_ids"][0].tolist()


@pytest.mark.parametrize("media_first", [True])
def test_a_batch_is_what_the_processor_would_make(processor, media_first):
    picture = Image.new("RGB", (200, 120), "red")
    turns = (Turn("How many?", "one"), Turn("Sure?", "yes"))
    example = Example("shapes", turns, picture=picture, media_first=media_first)
    ours = batches.collate([example], SOFT_TOKENS).inputs["input_ids"][0].tolist()
    theirs = prompt_of(processor, example)
    assert ours[: len(theirs)] == theirs


def test_two_pictures_in_one_message_are_what_the_processor_would_make(processor):
    shown = (Image.new("RGB", (200, 120), "red"), Image.new("RGB", (90, 90), "blue"))
    opening = Example("compare", (), picture=shown[0])
    span = Span(0, 0, 1, 0.0, 0.0)
    example = Example(
        "compare", (Turn("Which?", "one"),), picture=shown[1], spans=(span,), before=(opening,)
    )
    batch = batches.collate([example], SOFT_TOKENS)
    ours = batch.inputs["input_ids"][0].tolist()
    theirs = prompt_of(processor, example)
    assert ours[: len(theirs)] == theirs
    # The answer is pointed at the second picture's first soft token.
    second = [at for at, token in enumerate(ours) if token == configuration.token_id("<|image>")][1]
    assert batch.pointers[0].target == second + 1


def test_a_longer_conversation_starts_with_the_shorter_one(processor):
    first = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": " Hi \n"}]
    short = processor.apply_chat_template(first, tokenize=False, add_generation_prompt=True)
    answer = " well\n\n"
    second = [
        *first,
        {"role": "assistant", "content": answer},
        {"role": "user", "content": [{"type": "text", "text": "More?"}]},
    ]
    long = processor.apply_chat_template(second, tokenize=False, add_generation_prompt=True)
    assert long.startswith(short + answer + "<turn|>\n")


def test_parts_keep_their_order(processor):
    parts = [
        {"type": "text", "text": "before"},
        {"type": "image"},
        {"type": "text", "text": "between"},
        {"type": "audio"},
    ]
    rendered = processor.apply_chat_template([{"role": "user", "content": parts}], tokenize=False)
    assert "before<|image|>between<|audio|><turn|>" in rendered


def test_training_draws_the_same_batch_for_the_same_step():
    from gemini_desk.starter import curriculum
    from gemini_desk.starter.feed import Draw, draw_batch

    phase = curriculum.PHASES[0]
    first, second = (draw_batch(Draw(1, 5, 0), phase) for _ in range(2))
    assert torch.equal(first.inputs["input_ids"], second.inputs["input_ids"])
    assert torch.equal(first.labels, second.labels)


def test_muon_makes_steps_orthogonal():
    from gemini_desk.starter.optimiser import orthogonalised

    stack = torch.randn(3, 16, 48, generator=torch.Generator().manual_seed(0))
    values = torch.linalg.svdvals(orthogonalised(stack))
    assert values.min() > 0.5
    assert values.max() < 1.5


@pytest.fixture(scope="module")
def shallow():
    config = configuration.build_config(text_layers=sizes.SHALLOW_DECODER)
    torch.manual_seed(0)
    return configuration.build_model(config).eval()


def test_a_deeper_decoder_answers_nearly_as_before(shallow):
    deeper = deepening.deepen(shallow).eval()
    assert deeper.config.text_config.num_hidden_layers == len(sizes.DECODER)
    ids = torch.tensor([[2, *encoding.encode("What does it say?")]])
    with torch.inference_mode():
        before, after = shallow(ids).logits, deeper(ids).logits
    likeness = torch.nn.functional.cosine_similarity(before, after, dim=-1)
    assert likeness.min() > 0.9


def test_pointers_lead_from_the_answer_to_the_picture():
    picture, shapes_drawn = shapes.draw_scene(random.Random(1), "train", 3)
    mark = shapes_drawn[0].mark
    turns = (Turn("Hello", "Hi"), Turn("What colour is it?", "red"))
    example = Example(
        "shapes", turns, picture=picture, spans=(Span(1, 0, 3, mark.across, mark.down),)
    )
    batch = batches.collate([example], SOFT_TOKENS)
    ids = batch.inputs["input_ids"][0]
    first_soft = int((ids == configuration.token_id("<|image|>")).nonzero()[0])
    rows, columns = batch.pictures[0].grid
    expected = first_soft + int(mark.down * rows) * columns + int(mark.across * columns)
    assert {pointer.target for pointer in batch.pointers} == {expected}
    asked = [batch.labels[0, pointer.asking + 1].item() for pointer in batch.pointers]
    assert asked == encoding.encode("red")


def test_the_pointing_loss_is_that_of_the_layers_own_attention(shallow):
    from gemini_desk.starter.losses import StarterTrainer

    model = configuration.build_model(
        configuration.build_config(text_layers=("full_attention",) * 3)
    )
    model.set_attn_implementation("eager")
    trainer = StarterTrainer(model.eval())
    picture, drawn = shapes.draw_scene(random.Random(1), "train", 1)
    mark = drawn[0].mark
    example = Example(
        "shapes",
        (Turn("Where?", "left"),),
        picture=picture,
        spans=(Span(0, 0, 1, mark.across, mark.down),),
    )
    batch = batches.collate([example], SOFT_TOKENS)
    with torch.inference_mode():
        _, figures = trainer.losses(batch, 0.0, 1.0)
        out = model(**batch.inputs, output_attentions=True)
    pointer = batch.pointers[0]
    looked = out.attentions[-2][0, 0, pointer.asking, pointer.target]
    assert figures["pointing"] == pytest.approx(-float(looked.log()), abs=1e-3)


def test_a_mixed_conversation_is_what_the_processor_would_make(processor):
    wave = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32)
    clip = Example("speech", (Turn("Transcribe this.", "yes"),), waveform=wave)
    picture = Image.new("RGB", (200, 120), "red")
    example = Example("word", (Turn("Read it.", "no"),), picture=picture, before=(clip,))
    batch = batches.collate([example], SOFT_TOKENS)
    ours = batch.inputs["input_ids"][0].tolist()
    theirs = prompt_of(processor, example)
    assert ours[: len(theirs)] == theirs
    assert len(batch.pictures) == len(batch.clips) == 1
