"""Cutting back a cache of keys and values: what each kind of layer allows.

A full-attention layer keeps every token and can be cut anywhere. A sliding-window layer
forgets what left its window, so it can be cut only while nothing has left it yet; later it
needs a copy that was taken in time. Layers of any other kind are left alone.

Tensors in a cache are never written to in place (each step concatenates new ones), so a
slice or a reference stays valid.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gemini_desk.engine import int8_layer

if TYPE_CHECKING:
    import torch


def new_cache(config: Any, *, int8: bool = False) -> Any:
    """An empty `DynamicCache` for a model with `config`; layers slide where the model's do.

    Args:
        config: The text model's.
        int8: Layers that do not slide keep eight bits.
    """
    from transformers import DynamicCache

    cache = DynamicCache(config=config)
    if int8:
        int8_layer.keep_in_int8(cache)
    return cache


def can_be_reused(cache: Any) -> bool:
    """Whether every layer is of a kind that this module understands."""
    return all(_is_dummy(layer) or _is_full(layer) or _is_sliding(layer) for layer in cache.layers)


def has_sliding_layers(cache: Any) -> bool:
    """Whether the cache can grow past the point where it could be cut back."""
    return any(_is_sliding(layer) for layer in cache.layers)


def can_be_cut(cache: Any) -> bool:
    """Whether nothing has left any window yet."""
    return all(
        layer.get_seq_length() < layer.sliding_window
        for layer in cache.layers
        if _is_sliding(layer)
    )


def cut(cache: Any, length: int) -> None:
    """Forget everything behind the first `length` tokens; `can_be_cut` must hold."""
    for layer in cache.layers:
        if _is_dummy(layer) or not layer.is_initialized:
            continue
        _cut_layer(layer, length)
        if _is_sliding(layer):
            layer.cumulative_length = length


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What it takes to return a cache to an earlier length.

    Attributes:
        length: Tokens that the cache held.
        sliding_layers: Copies of the sliding layers, by index; full layers are cut.
        logits: Of the token behind the last one, shape (1, vocabulary), if they are known.
        size_bytes: Memory that the copies take.
    """

    length: int
    sliding_layers: dict[int, Any]
    logits: torch.Tensor | None
    size_bytes: int


def take_snapshot(cache: Any, logits: torch.Tensor | None) -> Snapshot:
    """Copy what cannot be had back by cutting: at most a window of each sliding layer."""
    copies: dict[int, Any] = {}
    size = 0
    for index, layer in enumerate(cache.layers):
        if not _is_sliding(layer) or not layer.is_initialized:
            continue
        twin = copy.copy(layer)
        # A window is a slice of a longer tensor after a long prompt; a clone frees the rest.
        twin.keys, twin.values = layer.keys.clone(), layer.values.clone()
        copies[index] = twin
        size += twin.keys.nbytes + twin.values.nbytes
    return Snapshot(cache.get_seq_length(), copies, logits, size)


def restore(cache: Any, snapshot: Snapshot) -> None:
    """Return `cache` to the moment of `snapshot`, which stays usable."""
    for index, layer in enumerate(cache.layers):
        if index in snapshot.sliding_layers:
            cache.layers[index] = copy.copy(snapshot.sliding_layers[index])
        elif not _is_dummy(layer) and layer.is_initialized:
            _cut_layer(layer, snapshot.length)


def _cut_layer(layer: Any, length: int) -> None:
    if type(layer).__name__ == int8_layer.NAME:
        int8_layer.cut(layer, length)
        return
    layer.keys = layer.keys[..., :length, :]
    layer.values = layer.values[..., :length, :]


def _is_full(layer: Any) -> bool:
    return type(layer).__name__ in ("DynamicLayer", int8_layer.NAME)


def _is_sliding(layer: Any) -> bool:
    return type(layer).__name__ == "DynamicSlidingWindowLayer"


def _is_dummy(layer: Any) -> bool:
    """A layer that reads another layer's keys and values and keeps none."""
    return type(layer).__name__ == "DummyLayer"
