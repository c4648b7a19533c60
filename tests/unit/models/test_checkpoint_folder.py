"""What a checkpoint folder holds."""

import json

import pytest

from gemini_desk.errors import DamagedModelError
from gemini_desk.models import checkpoint_folder
from gemini_desk.models.checkpoint_folder import Modality
from gemini_desk.models.safetensors_header import read_header
from tests.helpers.model_folders import GEMMA, write_checkpoint, write_weights


def test_shards_are_counted_together(tmp_path):
    folder = write_checkpoint(tmp_path / "m")
    (folder / "model.safetensors").unlink()
    write_weights(folder / "model-1.safetensors", dtype="BF16", values=40)
    write_weights(folder / "model-2.safetensors", dtype="F32", values=8)
    names = {"a": "model-1.safetensors", "b": "model-2.safetensors", "c": "model-1.safetensors"}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": names}))
    assert checkpoint_folder.count_parameters(folder) == (48, "bfloat16")
    checkpoint_folder.check_weights(folder)
    (folder / "model-2.safetensors").unlink()
    with pytest.raises(DamagedModelError, match=r"model-2\.safetensors"):
        checkpoint_folder.check_weights(folder)


@pytest.mark.parametrize(
    ("config", "processor", "expected"),
    [
        (GEMMA, {}, {Modality.IMAGE, Modality.AUDIO}),
        # A size of the family without ears, whose processor still names them.
        (GEMMA | {"audio_config": None}, {"feature_extractor": {}}, {Modality.IMAGE}),
        (
            GEMMA,
            {"video_processor": {}, "chat_template": "{{ '<|video|>' }}"},
            {Modality.IMAGE, Modality.AUDIO, Modality.VIDEO},
        ),
        # Its processor samples films, but nobody gave them a place in a prompt.
        (GEMMA, {"video_processor": {}}, {Modality.IMAGE, Modality.AUDIO}),
        ({"model_type": "llama"}, {}, set()),
        ({"model_type": "fuyu"}, {"image_processor_type": "FuyuImageProcessor"}, {Modality.IMAGE}),
        (
            {"model_type": "omni", "thinker_config": {"vision_config": {"a": 1}}},
            {},
            {Modality.IMAGE},
        ),
        ({"model_type": "omni", "thinker_config": None}, {}, set()),
    ],
)
def test_modalities_come_from_config_and_processor(tmp_path, config, processor, expected):
    folder = write_checkpoint(tmp_path / "m", config)
    (folder / "processor_config.json").write_text(json.dumps(processor))
    assert checkpoint_folder.modalities(folder)[0] is Modality.TEXT
    assert set(checkpoint_folder.modalities(folder)) == {Modality.TEXT} | expected


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"max_position_embeddings": 2048}, 2048),
        ({"text_config": {"max_position_embeddings": 8192}}, 8192),
        ({"thinker_config": {"text_config": {"max_position_embeddings": 4096}}}, 4096),
        ({"n_positions": 1024}, 1024),
        ({"max_position_embeddings": "many", "text_config": 3}, None),
        ({}, None),
    ],
)
def test_context_length(config, expected):
    assert checkpoint_folder.context_tokens(config) == expected


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("---\nlicense: apache-2.0\n---\n", "apache-2.0"),
        ("---\r\nlicense: 'mit'\r\n---\r\n", "mit"),
        ("---\nlicense: other\nlicense_name: gemma\n---\n", "gemma"),
        ("---\nlicense: other\n---\n", "other"),
        ("---\ntags:\n- license\n---\n", ""),
        ("# No front matter\nlicense: mit\n", ""),
        ("", ""),
    ],
)
def test_the_licence_of_the_card(tmp_path, card, expected):
    (tmp_path / "README.md").write_bytes(card.encode())
    assert checkpoint_folder.licence(tmp_path) == expected


def test_no_card_no_licence(tmp_path):
    assert checkpoint_folder.licence(tmp_path) == ""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"short",
        b"\xff" * 64,
        b"\x02\x00\x00\x00\x00\x00\x00\x00[]",
        b"\x04\x00\x00\x00\x00\x00\x00\x00null",
        b'\x0a\x00\x00\x00\x00\x00\x00\x00{"a": 1}  ',
        b"\x64\x00\x00\x00\x00\x00\x00\x00{}",
    ],
)
def test_headers_that_are_none(tmp_path, content):
    (tmp_path / "w.safetensors").write_bytes(content)
    with pytest.raises(DamagedModelError):
        read_header(tmp_path / "w.safetensors")


def test_an_empty_header_is_one(tmp_path):
    (tmp_path / "w.safetensors").write_bytes(b"\x02\x00\x00\x00\x00\x00\x00\x00{}")
    assert read_header(tmp_path / "w.safetensors").values_by_dtype == {}
