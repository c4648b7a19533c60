"""Keys and values kept in eight bits: half of what 16 bits take, a quarter of 32.

transformers' own quantised caches quantise everything anew whenever 128 tokens came, so that
errors add up, need a further package, and cannot be cut back. Here each token is quantised
once, with a scale for each head, and stays as it is: the layer can be cut anywhere, and an answer
is the same whether its prompt was in the cache or was read. Only layers that look back without
limit are kept so: a sliding window takes little, and has copies made of it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

NAME = "Int8Layer"


def keep_in_int8(cache_of_keys_values: Any) -> None:
    """Make every unlimited layer of an empty cache keep its keys and values in eight bits."""
    layers = cache_of_keys_values.layers
    for index, layer in enumerate(layers):
        if type(layer).__name__ == "DynamicLayer":
            layers[index] = _layer_class()()


def cut(layer: Any, length: int) -> None:
    """Forget everything behind the first `length` tokens of an `Int8Layer`."""
    for name in ("keys", "values", "key_scales", "value_scales"):
        setattr(layer, name, getattr(layer, name)[..., :length, :])


def _quantise(states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """int8, and a scale for each token of each head, shape (…, tokens, 1)."""
    import torch

    scales = states.abs().amax(dim=-1, keepdim=True).float().div_(127).clamp_(min=1e-12)
    return (states / scales).round_().to(torch.int8), scales


@cache
def _layer_class() -> Any:
    import torch
    from transformers.cache_utils import DynamicLayer

    class Int8Layer(DynamicLayer):  # type: ignore[misc]
        is_initialized: bool
        key_scales: torch.Tensor
        value_scales: torch.Tensor

        def update(
            self, key_states: torch.Tensor, value_states: torch.Tensor, *_: Any, **__: Any
        ) -> tuple[torch.Tensor, torch.Tensor]:
            keys, key_scales = _quantise(key_states)
            values, value_scales = _quantise(value_states)
            if not self.is_initialized:
                self.dtype, self.device = key_states.dtype, key_states.device
                self.keys, self.values = keys, values
                self.key_scales, self.value_scales = key_scales, value_scales
                self.is_initialized = True
            else:
                self.keys = torch.cat((self.keys, keys), dim=-2)
                self.values = torch.cat((self.values, values), dim=-2)
                self.key_scales = torch.cat((self.key_scales, key_scales), dim=-2)
                self.value_scales = torch.cat((self.value_scales, value_scales), dim=-2)
            # The new ones as they will be read later, too: a prompt that was read in other
            # pieces must not give another answer.
            return (
                (self.keys * self.key_scales).to(self.dtype),
                (self.values * self.value_scales).to(self.dtype),
            )

    return Int8Layer
