"""Shapes of a decoder and its cache, from a model's config, in the words of many families."""

from __future__ import annotations

from collections import Counter
from typing import Any

from gemini_desk.models.memory_sheet import CacheLayers, TextShape

_FULL = "full_attention"
_SLIDING = ("sliding_attention", "chunked_attention", "local_attention")


def text_config(config: dict[str, Any]) -> dict[str, Any]:
    """The part of a config that describes the decoder."""
    for name in ("thinker_config", "text_config", "llm_config", "language_config"):
        part = config.get(name)
        if isinstance(part, dict):
            return text_config(part)
    return config


def cache_layers(config: dict[str, Any]) -> tuple[CacheLayers, ...]:
    """The layers that keep keys and values, equal ones together."""
    text = text_config(config)
    count = number(text, "num_hidden_layers", "n_layer", "n_layers")
    heads = _query_heads(text)
    shared = number(text, "num_kv_shared_layers")
    window = number(text, "sliding_window", "attention_chunk_size")
    groups: Counter[tuple[int, int, int, int | None]] = Counter()
    for index, kind in enumerate(_layer_types(text, count)[: count - shared]):
        if kind not in (_FULL, *_SLIDING):
            continue  # a recurrent layer keeps a state of fixed size
        key_heads, width = _key_heads(text, index, kind)
        value_width = number(text, "v_head_dim") or width
        repeated = heads * (width + value_width) if key_heads < heads else 0
        looks_back = window if kind in _SLIDING and window else None
        groups[key_heads * width, key_heads * value_width, repeated, looks_back] += 1
    return tuple(CacheLayers(layers, *shape) for shape, layers in groups.items())


def text_shape(config: dict[str, Any]) -> TextShape:
    """Widths of the decoder."""
    text = text_config(config)
    layers = number(text, "num_hidden_layers", "n_layer", "n_layers")
    hidden = number(text, "hidden_size", "n_embd", "dim")
    widths = [
        _key_heads(text, index, kind)[1] for index, kind in enumerate(_layer_types(text, layers))
    ]
    return TextShape(
        layers=layers,
        hidden=hidden,
        intermediate=feed_forward_width(text, hidden),
        query_width=_query_heads(text) * max(widths, default=0),
        per_layer_input=number(text, "hidden_size_per_layer_input") * layers,
        streams=max(number(text, "altup_num_inputs"), 1),
        vocabulary=number(text, "vocab_size"),
        active_experts=_active_experts(text),
    )


def feed_forward_width(part: dict[str, Any], hidden: int) -> int:
    """The widest feed-forward layer; with experts, those that one token uses together."""
    own = part.get("intermediate_size")
    sizes = own if isinstance(own, list) else [own]
    widest = max((size for size in sizes if isinstance(size, int)), default=0)
    if part.get("use_double_wide_mlp"):
        widest *= 2
    experts = number(part, "num_experts_per_tok", "top_k_experts")
    chosen = experts * number(part, "moe_intermediate_size")
    if chosen:  # Gemma runs an ordinary layer beside its experts
        return chosen + (widest if part.get("enable_moe_block") else 0)
    return widest or number(part, "encoder_ffn_dim", "n_inner") or 4 * hidden


def _active_experts(text: dict[str, Any]) -> float:
    chosen = number(text, "num_experts_per_tok", "top_k_experts")
    experts = number(text, "num_experts", "num_local_experts", "n_routed_experts")
    return chosen / experts if 0 < chosen < experts else 1.0


def number(part: dict[str, Any], *names: str) -> int:
    """The first of these that is a positive whole number; 0 where none is."""
    for name in names:
        value = part.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
    return 0


def _query_heads(text: dict[str, Any]) -> int:
    return max(number(text, "num_attention_heads", "n_head"), 1)


def _layer_types(text: dict[str, Any], count: int) -> list[str]:
    """How each layer looks back, as transformers' caches would take it."""
    named = text.get("layer_types")
    if isinstance(named, list) and len(named) >= count:
        return [str(kind) for kind in named[:count]]
    window = number(text, "sliding_window")
    if not window or text.get("use_sliding_window") is False:
        return [_FULL] * count
    pattern = number(text, "sliding_window_pattern")
    if pattern:
        return ["sliding_attention" if (i + 1) % pattern else _FULL for i in range(count)]
    return ["sliding_attention"] * count


def _key_heads(text: dict[str, Any], index: int, kind: str) -> tuple[int, int]:
    """How many heads keep keys in a layer, and how wide each is."""
    heads = _query_heads(text)
    key_heads = number(text, "num_key_value_heads") or heads
    width = (
        number(text, "head_dim")
        or number(text, "qk_nope_head_dim") + number(text, "qk_rope_head_dim")
        or number(text, "hidden_size", "n_embd") // heads
    )
    if kind == _FULL:
        width = number(text, "global_head_dim") or width
        if text.get("attention_k_eq_v"):
            key_heads = number(text, "num_global_key_value_heads") or key_heads
    overrides = text.get("per_layer_config")
    if isinstance(overrides, dict):
        own = next(
            (v for k, v in overrides.items() if str(k).lstrip("0") == str(index or "")), None
        )
        if isinstance(own, dict):
            width = number(own, "head_dim") or width
            key_heads = number(own, "num_key_value_heads") or key_heads
    return key_heads, width
