"""Reading a memory sheet from headers and a config."""

import json
import math
import struct

import pytest

from gemini_desk import paths
from gemini_desk.engine.families import family_of
from gemini_desk.errors import DamagedModelError, ModelNotFoundError
from gemini_desk.models.memory_sheet import MemorySheet, Part
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.models.safetensors_header import StoredTensor
from gemini_desk.models.sheet_reading import READ_IN_PIECES, make_sheet, read_sheet
from tests.helpers.model_folders import write_checkpoint, write_weights

CONFIG = {
    "model_type": "gemma4",
    "text_config": {"hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2},
}


def tensor(name, *shape, dtype="bfloat16"):
    return StoredTensor(name, dtype, shape)


def values_of(sheet):
    return {group.part: group.values for group in sheet.weights}


def test_weights_are_told_apart_by_part():
    sheet = make_sheet(
        CONFIG,
        [
            tensor("model.language_model.embed_tokens.weight", 100, 64),
            tensor("model.language_model.layers.0.self_attn.q_proj.weight", 64, 64),
            tensor("model.language_model.layers.0.experts.gate_up_proj", 4, 32, 64),
            tensor("model.vision_tower.layers.0.mlp.up_proj.weight", 32, 16),
            tensor("model.embed_audio.embedding_projection.weight", 64, 16),
            tensor("talker.model.layers.0.mlp.up_proj.weight", 8, 8),
        ],
    )
    assert values_of(sheet) == {
        Part.EMBEDDING: 6400,
        Part.TEXT: 4096,
        Part.EXPERTS: 8192,
        Part.VISION: 512,
        Part.AUDIO: 1024,
        Part.SPEECH: 64,
    }
    assert sheet.parameters == 6400 + 4096 + 8192 + 512 + 1024 + 64


def test_what_quantisation_leaves_alone_keeps_its_size():
    eyes = tensor("model.vision_tower.layers.0.mlp.up_proj.weight", 64, 64)
    layer = tensor("model.layers.0.mlp.up_proj.weight", 64, 64)
    sheet = make_sheet(CONFIG, [eyes, layer])
    assert sheet.weights_bytes(Quantisation.NONE, 2) == 2 * 2 * 4096
    text, vision = sheet.weights
    assert vision.bytes_in(Quantisation.INT4, 2) == 2 * 4096
    assert 4096 / 2 < text.bytes_in(Quantisation.INT4, 2) < 4096
    assert 4096 < text.bytes_in(Quantisation.INT8, 2) < 2 * 4096


def test_an_output_layer_that_is_written_twice_counts_once():
    tensors = [tensor("model.embed_tokens.weight", 100, 64), tensor("lm_head.weight", 100, 64)]
    assert make_sheet({**CONFIG, "tie_word_embeddings": True}, tensors).parameters == 6400
    assert make_sheet({**CONFIG, "tie_word_embeddings": False}, tensors).parameters == 12_800


def test_a_quantised_checkpoint_takes_what_is_stored():
    config = {**CONFIG, "quantization_config": {"quant_method": "gptq", "bits": 4}}
    sheet = make_sheet(
        config,
        [
            tensor("model.layers.0.mlp.up_proj.qweight", 8, 64, dtype="int32"),
            tensor("model.layers.0.mlp.up_proj.scales", 2, 64, dtype="float16"),
        ],
    )
    assert sheet.is_quantised
    for way in Quantisation:
        assert sheet.weights_bytes(way, 2) == 8 * 64 * 4 + 2 * 64 * 2


def test_a_sheet_survives_being_written_down():
    sheet = make_sheet(CONFIG, [tensor("model.layers.0.mlp.up_proj.weight", 64, 64)])
    assert MemorySheet.from_json(json.loads(json.dumps(sheet.to_json()))) == sheet


def test_a_folder_is_read_without_its_weights(tmp_path):
    folder = write_checkpoint(tmp_path / "model", CONFIG)
    sheet = read_sheet(folder)
    assert sheet.parameters == 12
    assert sheet.download_bytes == 24
    assert sheet.model_type == "gemma4"


def test_the_starters_sheet_is_as_large_as_its_file():
    folder = paths.assets_dir() / "starter"
    sheet = read_sheet(folder)
    stored = (folder / "model.safetensors").stat().st_size
    assert sheet.download_bytes == pytest.approx(stored, rel=0.02)
    assert sheet.vision is not None
    assert sheet.audio is not None


def test_shards_are_added_up(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(CONFIG))
    names = {}
    for index in range(2):
        name = f"model-{index}.safetensors"
        shape = [4, 8]
        header = json.dumps(
            {f"layers.{index}.w.weight": {
                "dtype": "BF16", "shape": shape, "data_offsets": [0, 2 * math.prod(shape)]}}
        ).encode()  # fmt: skip
        (folder / name).write_bytes(struct.pack("<Q", len(header)) + header + bytes(64))
        names[f"layers.{index}.w.weight"] = name
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": names}))
    assert read_sheet(folder).parameters == 64


def test_a_folder_without_a_config_is_no_model(tmp_path):
    with pytest.raises(ModelNotFoundError, match=r"config\.json"):
        read_sheet(tmp_path)


def test_damaged_weights_are_said(tmp_path):
    folder = write_checkpoint(tmp_path / "model", CONFIG)
    write_weights(folder / "model.safetensors", missing_bytes=4)
    with pytest.raises(DamagedModelError, match="truncated"):
        read_sheet(folder)


@pytest.mark.parametrize("model_type", [*sorted(READ_IN_PIECES), "phi4_multimodal", "qwen3_vl"])
def test_how_prompts_are_read_is_what_the_engine_does(model_type):
    assert (model_type in READ_IN_PIECES) == family_of(model_type).reads_media_one_by_one
