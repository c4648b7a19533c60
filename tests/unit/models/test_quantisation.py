"""What each quantisation touches, and how many bytes are left."""

from __future__ import annotations

import pytest

from gemini_desk.models.quantisation import (
    FACTS,
    Quantisation,
    WeightKind,
    bits_of,
    kind_of,
    stored_bytes,
)


@pytest.mark.parametrize(
    ("name", "shape", "kind"),
    [
        ("model.language_model.layers.3.self_attn.q_proj.weight", (64, 64), WeightKind.LINEAR),
        ("model.language_model.layers.3.mlp.gate_proj.weight", (128, 64), WeightKind.LINEAR),
        ("model.language_model.layers.3.per_layer_input_gate.weight", (8, 64), WeightKind.LINEAR),
        ("model.language_model.embed_tokens.weight", (1000, 64), WeightKind.EMBEDDING),
        ("model.language_model.embed_tokens_per_layer.weight", (9, 64), WeightKind.EMBEDDING),
        ("lm_head.weight", (1000, 64), WeightKind.EMBEDDING),
        ("model.layers.0.experts.gate_up_proj", (4, 128, 64), WeightKind.EXPERTS),
        ("model.layers.0.mlp.experts.7.up_proj.weight", (128, 64), WeightKind.EXPERTS),
        ("model.layers.0.mlp.gate.weight", (4, 64), WeightKind.OTHER),
        ("model.layers.0.router.proj.weight", (4, 64), WeightKind.OTHER),
        ("model.language_model.norm.weight", (64,), WeightKind.OTHER),
        ("model.vision_tower.encoder.layers.0.q_proj.weight", (64, 64), WeightKind.OTHER),
        ("model.embed_vision.embedding_projection.weight", (64, 64), WeightKind.OTHER),
        ("model.audio_tower.layers.0.conv.weight", (64, 64, 3), WeightKind.OTHER),
        ("visual.blocks.0.attn.qkv.weight", (64, 64), WeightKind.OTHER),
        ("model.multi_modal_projector.linear.weight", (64, 64), WeightKind.OTHER),
    ],
)
def test_kind(name: str, shape: tuple[int, ...], kind: WeightKind) -> None:
    assert kind_of(name, shape) is kind


def test_four_bits_fall_back_to_eight_where_rows_have_no_whole_groups() -> None:
    assert bits_of(Quantisation.INT4, WeightKind.LINEAR, 64) == 4
    assert bits_of(Quantisation.INT4, WeightKind.LINEAR, 40) == 8
    assert bits_of(Quantisation.INT4, WeightKind.EMBEDDING, 64) == 8


@pytest.mark.parametrize("quantisation", list(Quantisation))
def test_what_no_way_touches_keeps_its_size(quantisation: Quantisation) -> None:
    assert stored_bytes(quantisation, "model.norm.weight", (64,), 2) == 128
    assert stored_bytes(quantisation, "vision_tower.fc.weight", (64, 64), 2) == 8192


def test_smaller_with_each_step() -> None:
    name, shape = "model.layers.0.mlp.up_proj.weight", (512, 1024)
    full, eight, four = (
        stored_bytes(way, name, shape, 2)
        for way in (Quantisation.NONE, Quantisation.INT8, Quantisation.INT4)
    )
    assert full == 512 * 1024 * 2
    assert eight == 512 * 1024 + 512 * 4
    assert four == 512 * 1024 // 2 + 512 * 1024 // 32 * 4
    assert stored_bytes(Quantisation.NF4, name, shape, 2) < four


def test_each_has_its_facts() -> None:
    assert set(FACTS) == set(Quantisation)
