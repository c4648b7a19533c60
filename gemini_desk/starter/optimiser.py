"""Muon for the matrices between layers, AdamW for embeddings, convolutions, gains and readers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch import Tensor, nn

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_TABLE_SHARE = 0.3
"""AdamW's part of the learning rate. The output shares its table with the embedding, and at the
full rate the rows of rare bytes jump about: a comma came out as a letter next to it."""


def orthogonalised(stack: Tensor, steps: int = 5) -> Tensor:
    """Brings the singular values of matrices near one by Newton-Schulz iteration.

    Args:
        stack: float32, shape (matrices, rows, columns).
        steps: How often to iterate.

    Returns:
        Same shape.
    """
    a, b, c = _COEFFICIENTS
    tall = stack.shape[1] > stack.shape[2]
    x: Tensor = stack.transpose(1, 2) if tall else stack
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.transpose(1, 2)
        x = a * x + (b * gram + c * (gram @ gram)) @ x
    result: Tensor = x.transpose(1, 2) if tall else x
    return result


class Muon(torch.optim.Optimizer):
    """Momentum whose steps are made orthogonal, all matrices of one shape at once."""

    def __init__(
        self, matrices: Iterable[Tensor], lr: float, momentum: float, weight_decay: float
    ) -> None:
        defaults = {"lr": lr, "share": 1.0, "momentum": momentum, "weight_decay": weight_decay}
        super().__init__(list(matrices), defaults)

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]  # no closures here
        """Takes one step; the step of a matrix has the size that AdamW's would have."""
        del closure
        for group in self.param_groups:
            shapes: dict[torch.Size, list[Tensor]] = defaultdict(list)
            for matrix in group["params"]:
                if matrix.grad is not None:
                    shapes[matrix.shape].append(matrix)
            for shape, matrices in shapes.items():
                directions = []
                for matrix in matrices:
                    gradient = matrix.grad
                    assert gradient is not None  # chosen for having one
                    state = self.state[matrix]
                    if "momentum" not in state:
                        state["momentum"] = torch.zeros_like(matrix)
                    state["momentum"].lerp_(gradient, 1 - group["momentum"])
                    directions.append(gradient.lerp(state["momentum"], group["momentum"]))
                steps = orthogonalised(torch.stack(directions))
                size = 0.2 * max(shape) ** 0.5 * group["lr"]
                for matrix, step in zip(matrices, steps, strict=True):
                    matrix.mul_(1 - group["lr"] * group["weight_decay"]).add_(step, alpha=-size)


def build_optimisers(
    trainer: nn.Module, lr: float, muon: bool = True
) -> list[torch.optim.Optimizer]:
    """Splits the weights between the optimisers.

    Args:
        trainer: All weights to train.
        lr: Learning rate; set again at every step.
        muon: False leaves everything to AdamW.

    Returns:
        One or two optimisers.
    """
    matrices, tables, gains = [], [], []
    for name, weight in trainer.named_parameters():
        between = weight.dim() == 2 and "embed_tokens" not in name and "model." in name
        if muon and between and "position" not in name:
            matrices.append(weight)
        elif weight.dim() >= 2:
            tables.append(weight)
        else:
            gains.append(weight)
    adam = torch.optim.AdamW(
        [
            {"params": tables, "weight_decay": 0.05, "share": _TABLE_SHARE},
            {"params": gains, "weight_decay": 0.0, "share": _TABLE_SHARE},
        ],
        lr=lr,
        betas=(0.9, 0.98),
    )
    if not matrices:
        return [adam]
    return [adam, Muon(matrices, lr=lr, momentum=0.95, weight_decay=0.05)]
