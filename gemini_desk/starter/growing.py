"""A trained starter, widened and deepened: it answers as before, and has room to learn more.

What is learnt in hours on a processor need not be learnt again when the size changes: the old
weights become a block of the new ones, and what is new is read by nobody, or adds nothing, at
first.
The idea is that of Net2Net (Chen, Goodfellow and Shlens 2016, https://arxiv.org/abs/1511.05641).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import torch

from gemini_desk.starter import configuration

if TYPE_CHECKING:
    from torch import Tensor

    from gemini_desk.starter.sizes import Size

_LAYER = re.compile(r"(?P<tower>.*\.layers)\.(?P<index>\d+)\.(?P<rest>.*)")

_ADDS_TO_THE_STREAM = (
    "o_proj",
    "down_proj",
    "self_attn.post",
    "ffw_layer_2",
    "linear_start",  # what is gated away passes the convolution as nothing, too
    "linear_end",
    "patch_embedder.input_proj",
    "input_proj_linear",
    "output_proj",
    "embedding_projection",
)
"""Their new rows begin at zero: nothing arrives in the new part of a stream."""

_READS_NEW_UNITS = ("o_proj", "down_proj", "self_attn.post", "ffw_layer_2")
"""Their new columns begin at zero: new heads and new inner units say nothing yet."""

_LAST_WORD = (
    "post_attention_layernorm",
    "post_feedforward_layernorm",
    "norm_post_attn",
    "post_layer_norm",
    "linear_end",
)
"""What each branch of a layer goes through last: at zero, the layer passes on what it gets."""


def grow(model: Any, size: Size) -> Any:
    """Gives a trained model another size; every width and depth must be at least what it was.

    Heads keep their width, so that positions mean to them what they meant.

    Args:
        model: A ``Gemma4ForConditionalGeneration`` of :func:`configuration.build_model`.
        size: The new size.

    Returns:
        A ``Gemma4ForConditionalGeneration``, float32, that answers as ``model`` does, but for the
        last digits.

    Raises:
        ValueError: A width or depth would shrink, or the heads would change their width.
    """
    grown = configuration.build_model(configuration.build_config(size))
    _refuse_what_does_not_fit(model.config, grown.config)
    old, new = model.state_dict(), grown.state_dict()
    depths = {tower: _depth(old, tower) for tower in _towers(new)}
    with torch.no_grad():
        for name, weight in new.items():
            source, is_new_layer = _source(name, depths, new)
            if source not in old:
                continue  # constants of the architecture
            weight.copy_(_fitted(source, old[source].float(), weight, model, grown))
            if is_new_layer and any(part in name for part in _LAST_WORD):
                weight.zero_()
    grown.generation_config = model.generation_config
    return grown


def _refuse_what_does_not_fit(old: Any, new: Any) -> None:
    for name in ("text_config", "vision_config", "audio_config"):
        before, after = getattr(old, name), getattr(new, name)
        heads = [part.hidden_size // part.num_attention_heads for part in (before, after)]
        if heads[0] != heads[1]:
            raise ValueError(f"{name}: heads of width {heads[0]} cannot become {heads[1]} wide")
        for field in ("hidden_size", "num_hidden_layers", "intermediate_size"):
            if getattr(after, field, 0) < getattr(before, field, 0):
                raise ValueError(f"{name}: {field} cannot shrink")


def _towers(weights: dict[str, Tensor]) -> set[str]:
    return {found["tower"] for name in weights if (found := _LAYER.match(name))}


def _depth(weights: dict[str, Tensor], tower: str) -> int:
    return 1 + max(
        int(found["index"])
        for name in weights
        if (found := _LAYER.match(name)) and found["tower"] == tower
    )


def _source(name: str, depths: dict[str, int], new: dict[str, Tensor]) -> tuple[str, bool]:
    """Returns the old weight that a new one is made of, and whether its layer is a new one.

    New layers stand before the last two: the last but one of the decoder points
    (:mod:`~gemini_desk.starter.pointing`), and must stay where it is, seen from the end.
    """
    found = _LAYER.match(name)
    if not found:
        return name, False
    tower, index = found["tower"], int(found["index"])
    added = _depth(new, tower) - depths[tower]
    first = max(0, depths[tower] - 2)
    is_new = first <= index < first + added
    source = index if index < first else first if is_new else index - added
    return f"{tower}.{source}.{found['rest']}", is_new


def _fitted(name: str, old: Tensor, fresh: Tensor, model: Any, grown: Any) -> Tensor:
    """Returns a new weight whose leading block is the old one.

    Args:
        name: Of the old weight.
        old: Its values.
        fresh: The new weight as it is drawn, for the places that nothing is known of.
        model: The old model.
        grown: The new one.
    """
    if old.shape == fresh.shape:
        return old
    if name.endswith("relative_k_proj.weight"):
        return _same_positions(old, fresh, model, grown)
    if old.dim() == 1:
        return _fitted_vector(name, old, fresh)
    weight = fresh.clone()
    if name.endswith("linear_start.linear.weight"):  # two halves: what passes, and its gate
        halves = zip(weight.chunk(2), old.chunk(2), strict=True)
        for part, (target, source) in enumerate(halves):
            if part == 0:
                target.zero_()
            target[: source.shape[0], : source.shape[1]] = source
        return weight
    if name.endswith("position_embedding_table"):
        weight[..., old.shape[-1] :] = 0
        weight[:, : old.shape[1], : old.shape[2]] = old
        return weight
    if name.endswith(("embed_tokens.weight", "lm_head.weight")):  # one and the same
        # Embeddings are multiplied by the root of the width; see the last norm, too.
        weight.zero_()
        weight[:, : old.shape[1]] = old * (old.shape[1] / fresh.shape[1]) ** 0.5
        return weight
    if any(part in name for part in _ADDS_TO_THE_STREAM):
        weight[old.shape[0] :] = 0
    if any(part in name for part in _READS_NEW_UNITS):
        weight[:, old.shape[1] :] = 0
    block = old
    if name.endswith("embedding_projection.weight"):  # behind a norm without weights
        block = old * (old.shape[1] / fresh.shape[1]) ** 0.5
    weight[tuple(slice(length) for length in old.shape)] = block
    return weight


def _fitted_vector(name: str, old: Tensor, fresh: Tensor) -> Tensor:
    """Returns a norm's weights, or a bias."""
    weight = torch.zeros_like(fresh)
    if name.endswith("bias"):
        weight[: old.shape[0]] = old
        return weight
    # The mean square is taken over more places, and the new ones are empty. The last norm of the
    # decoder makes up for the smaller embeddings, which the answer is read off.
    is_last = name.endswith("language_model.norm.weight")
    share = 1.0 if is_last else (old.shape[0] / fresh.shape[0]) ** 0.5
    weight[:] = old.mean() * share
    weight[: old.shape[0]] = old * share
    return weight


def _same_positions(old: Tensor, fresh: Tensor, model: Any, grown: Any) -> Tensor:
    """Returns keys of relative positions that are what they were, for waves of other lengths."""
    empty = torch.zeros(1)
    before = model.model.audio_tower.rel_pos_enc(empty).squeeze(0)
    after = grown.model.audio_tower.rel_pos_enc(empty).squeeze(0)
    weight = fresh.clone()
    # Fewer positions than waves: there is an exact solution, and this is the smallest.
    weight[: old.shape[0]] = torch.linalg.lstsq(after, before @ old.T, driver="gelsd").solution.T
    return weight
