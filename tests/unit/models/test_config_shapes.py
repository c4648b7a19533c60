"""Shapes of decoders, caches and encoders, from configs of several families."""

from gemini_desk.models.config_shapes import cache_layers, text_shape
from gemini_desk.models.encoder_shapes import (
    audio_shape,
    clip_tokens,
    picture_tokens,
    vision_shape,
)
from gemini_desk.models.memory_sheet import CacheLayers

GEMMA = {
    "model_type": "gemma4",
    "text_config": {
        "hidden_size": 1536,
        "intermediate_size": 6144,
        "use_double_wide_mlp": True,
        "num_hidden_layers": 10,
        "num_attention_heads": 8,
        "num_key_value_heads": 1,
        "head_dim": 256,
        "global_head_dim": 512,
        "hidden_size_per_layer_input": 256,
        "sliding_window": 512,
        "layer_types": (["sliding_attention"] * 4 + ["full_attention"]) * 2,
        "vocab_size": 262_144,
    },
}


def with_text(**changes: object) -> dict[str, object]:
    return {"text_config": {**GEMMA["text_config"], **changes}}


def test_sliding_and_full_layers_are_told_apart():
    assert cache_layers(GEMMA) == (
        CacheLayers(8, 256, 256, 8 * 512, 512),
        CacheLayers(2, 512, 512, 8 * 1024, None),
    )


def test_layers_that_read_another_layers_cache_keep_nothing():
    sliding, full = cache_layers(with_text(num_kv_shared_layers=5))
    assert (sliding.layers, full.layers) == (4, 1)


def test_heads_of_full_layers_count_where_keys_are_values():
    changes = {"num_global_key_value_heads": 4, "attention_k_eq_v": True}
    assert cache_layers(with_text(**changes))[1].key_width == 4 * 512
    changes["attention_k_eq_v"] = False
    assert cache_layers(with_text(**changes))[1].key_width == 512


def test_what_transformers_writes_for_each_layer_counts():
    own = {f"{index:02}": {"head_dim": 512, "num_key_value_heads": 2} for index in (0, 4)}
    layers = cache_layers(with_text(global_head_dim=None, per_layer_config=own))
    assert CacheLayers(1, 1024, 1024, 8 * 1024, 512) in layers  # the first slides
    assert CacheLayers(1, 1024, 1024, 8 * 1024, None) in layers
    assert CacheLayers(1, 256, 256, 8 * 512, None) in layers  # the tenth has none of its own


def test_heads_that_are_not_shared_need_no_copies():
    config = {"num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 64}
    assert cache_layers(config) == (CacheLayers(2, 64, 64, 0, None),)


def test_a_window_that_is_switched_off_is_none():
    config = {
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "hidden_size": 64,
        "sliding_window": 32,
        "use_sliding_window": False,
    }
    assert cache_layers(config)[0].window_tokens is None
    del config["use_sliding_window"]
    assert cache_layers(config)[0].window_tokens == 32


def test_a_pattern_of_windows_is_followed():
    config = {
        "num_hidden_layers": 12,
        "num_attention_heads": 4,
        "hidden_size": 64,
        "sliding_window": 32,
        "sliding_window_pattern": 6,
    }
    assert [(group.layers, group.window_tokens) for group in cache_layers(config)] == [
        (10, 32),
        (2, None),
    ]


def test_recurrent_layers_keep_no_keys():
    kinds = ["linear_attention"] * 9 + ["full_attention"]
    assert [group.layers for group in cache_layers(with_text(layer_types=kinds))] == [1]


def test_widths_of_the_decoder():
    shape = text_shape(GEMMA)
    assert (shape.layers, shape.hidden, shape.vocabulary) == (10, 1536, 262_144)
    assert shape.intermediate == 2 * 6144
    assert shape.query_width == 8 * 512
    assert shape.per_layer_input == 10 * 256


def test_of_experts_those_of_one_token_count():
    experts = {"moe_intermediate_size": 704, "top_k_experts": 8, "num_experts": 128}
    own = text_shape(with_text(**experts, enable_moe_block=True, use_double_wide_mlp=False))
    assert own.intermediate == 6144 + 8 * 704
    assert own.active_experts == 8 / 128
    assert text_shape(with_text(**experts)).intermediate == 8 * 704


def test_a_thinker_is_looked_into():
    config = {"thinker_config": {"text_config": {"hidden_size": 8, "num_hidden_layers": 3}}}
    assert text_shape(config).layers == 3


def test_pictures_of_gemma_have_a_budget_of_tokens():
    eyes = {"num_hidden_layers": 16, "hidden_size": 768, "patch_size": 16}
    config = {"vision_config": {**eyes, "pooling_kernel_size": 3}}
    assert picture_tokens(config, {}) == 280
    large = {"image_processor": {"max_soft_tokens": 1120}}
    assert picture_tokens(config, large) == 1120
    shape = vision_shape(config, large)
    assert shape is not None
    assert shape.positions == 1120 * 9


def test_pictures_in_tiles_count_every_tile_and_the_whole():
    eyes = {"num_hidden_layers": 12, "hidden_size": 768, "patch_size": 16, "image_size": 512}
    config = {"vision_config": eyes, "scale_factor": 4}
    tiles = {"image_processor": {"size": {"longest_edge": 2048}}}
    assert picture_tokens(config, tiles) == 17 * 64


def test_pictures_as_large_as_they_come_are_reckoned_with_a_megapixel():
    config = {
        "vision_config": {
            "depth": 27, "hidden_size": 1152, "patch_size": 16, "spatial_merge_size": 2,
            "deepstack_visual_indexes": [8, 16, 24],
        }
    }  # fmt: skip
    assert picture_tokens(config, {}) == 1024
    assert picture_tokens(config, {"size": {"longest_edge": 512 * 512}}) == 256
    shape = vision_shape(config, {})
    assert shape is not None
    assert shape.outputs == 4


def test_a_model_without_an_encoder_still_reads_tokens_of_pictures():
    config = {"vision_config": {"patch_size": 16, "pooling_kernel_size": 3, "mm_embed_dim": 64}}
    assert vision_shape(config, {}) is None
    assert picture_tokens(config, {}) == 280


def test_clips_of_thirty_seconds():
    config = {"model_type": "gemma4", "audio_config": {"hidden_size": 1024}}
    assert clip_tokens(config) == 750
    assert clip_tokens({**config, "model_type": "voxtral"}) == 375
    assert clip_tokens(GEMMA) == 0
    assert audio_shape(GEMMA, {}) is None
