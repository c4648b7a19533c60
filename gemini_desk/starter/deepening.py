"""One more layer for a decoder that is already trained."""

from __future__ import annotations

from typing import Any

from gemini_desk.starter import configuration
from gemini_desk.starter.sizes import SHALLOW_DECODER


def deepen(model: Any) -> Any:
    """Gives a model with a shallow decoder one more layer, before its last.

    The new layer starts as a copy of the last one that is nearly passed by, so the model answers as
    before and learns from there.

    Args:
        model: With :data:`sizes.SHALLOW_DECODER`.

    Returns:
        A ``Gemma4ForConditionalGeneration`` with :data:`sizes.DECODER`.
    """
    import torch

    deeper = configuration.build_model(configuration.build_config())
    prefix, last = "model.language_model.layers.", len(SHALLOW_DECODER) - 1
    weights = model.state_dict()
    for name in list(weights):
        if name.startswith(f"{prefix}{last}."):
            weights[name.replace(f"{prefix}{last}.", f"{prefix}{last + 1}.")] = weights[name]
    deeper.load_state_dict(weights)
    layer = deeper.model.language_model.layers[last]
    with torch.no_grad():
        layer.post_attention_layernorm.weight.mul_(0.15)
        layer.post_feedforward_layernorm.weight.mul_(0.15)
        layer.self_attn.q_norm.weight.mul_(1.3)  # a sharper look
        layer.self_attn.k_norm.weight.mul_(1.3)
    return deeper
