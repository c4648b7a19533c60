"""The pointing loss: one attention head is shown where in the picture each byte is to be seen.

Without it, three layers never found out by themselves that "the colour of the star" has to be
looked up at the star: with one shape nine answers of ten were right, with three shapes one of the
three colours present came out by chance. Shown the shapes, the head found them, but not the one
asked for: so a second loss asks for its name in the very numbers that the head's query is made of.
Both readings end with training. The head is an ordinary part of the model, so nothing is
left behind in the exported weights but a head that looks where it should.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from gemini_desk.starter.pictures.colours import NAMED
from gemini_desk.starter.pictures.shapes import SHAPES

if TYPE_CHECKING:
    from torch import Tensor, nn

    from gemini_desk.starter.batches import Name, Pointer

LAYER_FROM_END = 2
"""The last layer but one points; the last is left for reading off what was found."""


class Pointing:
    """Watches one decoder layer and computes the loss of its first head."""

    def __init__(self, decoder: Any) -> None:
        """Hooks the layer.

        Args:
            decoder: A ``Gemma4TextModel``.
        """
        self._decoder = decoder
        self._layer = decoder.layers[-LAYER_FROM_END]
        self._entering: Tensor | None = None
        self._layer.register_forward_pre_hook(self._keep)

    def _keep(self, _layer: Any, arguments: tuple[Any, ...]) -> None:
        self._entering = arguments[0]

    def _hidden(self) -> Tensor:
        """Returns what the layer's attention saw of the batch just run."""
        assert self._entering is not None  # a batch has gone through the layer
        hidden: Tensor = self._layer.input_layernorm(self._entering)
        return hidden

    def loss(self, pointers: list[Pointer]) -> tuple[Tensor, float]:
        """Returns the cross-entropy of where the head looks in the batch just run.

        Args:
            pointers: At least one.

        Returns:
            A float32 scalar, and the share of bytes at which the head looks at the right token.
        """
        from transformers.models.gemma4.modeling_gemma4 import rotate_half

        attention, hidden = self._layer.self_attn, self._hidden()
        rows, asking, target = torch.tensor(pointers, device=hidden.device).unbind(1)
        places = torch.arange(hidden.shape[1], device=hidden.device)[None]
        cos, sin = self._decoder.rotary_emb(hidden, places, attention.layer_type)
        cos, sin = cos[0], sin[0]
        keys = attention.k_norm(attention.k_proj(hidden))
        keys = keys * cos + rotate_half(keys) * sin
        first_head = functional.linear(
            hidden[rows, asking], attention.q_proj.weight[: attention.head_dim]
        )
        queries = attention.q_norm(first_head)
        queries = queries * cos[asking] + rotate_half(queries) * sin[asking]
        scores = torch.einsum("qd,qkd->qk", queries, keys[rows]).float()
        scores = scores.masked_fill(places > asking[:, None], float("-inf"))
        right = (scores.detach().argmax(1) == target).float().mean()
        return functional.cross_entropy(scores, target), float(right)

    def naming_loss(self, namer: nn.Linear, names: list[Name]) -> tuple[Tensor, float]:
        """Returns the cross-entropy of what the prompt asks about, read where the head's query is.

        Args:
            namer: To as many scores as there are colours and forms.
            names: At least one.

        Returns:
            A float32 scalar, and the share of colours and forms that are right.
        """
        hidden = self._hidden()
        rows, asking, colours, forms = torch.tensor(names, device=hidden.device).unbind(1)
        scores = namer(hidden[rows, asking]).float()
        by_colour, by_form = scores.split([len(NAMED), len(SHAPES)], dim=1)
        terms = [
            functional.cross_entropy(part, wanted, ignore_index=-1, reduction="sum")
            for part, wanted in ((by_colour, colours), (by_form, forms))
        ]
        asked = (colours >= 0).sum() + (forms >= 0).sum()
        right = (by_colour.argmax(1) == colours).sum() + (by_form.argmax(1) == forms).sum()
        return (terms[0] + terms[1]) / asked, float(right / asked)
