"""Float weights → rows of eight bits, groups of four; in blocks, so that little is copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.models.quantisation import INT4_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch

_BLOCK_VALUES = 1 << 22  # 16 MB as float32


def quantise_int8(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Eight bits, symmetric, one scale for each row.

    Args:
        weight: Float, shape (rows, columns).

    Returns:
        int8, shape (rows, columns), and the scales, float32, shape (rows, 1).
    """
    import torch

    values = torch.empty(weight.shape, dtype=torch.int8, device=weight.device)
    scales = torch.empty((weight.shape[0], 1), dtype=torch.float32, device=weight.device)
    for rows in _blocks(weight):
        block = weight[rows].float()
        scale = block.abs().amax(dim=1, keepdim=True).div_(127).clamp_(min=1e-12)
        values[rows] = (block / scale).round_().clamp_(-127, 127).to(torch.int8)
        scales[rows] = scale
    return values, scales


def quantise_int4(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Four bits, from the least to the largest of each group of a row.

    A number is `(value - 8) * scale + zero`, which is what torch's kernels compute.

    Args:
        weight: Float, shape (rows, columns); columns in whole groups.

    Returns:
        uint8 from 0 to 15, shape (rows, columns), and scale and zero of each group, bfloat16,
        shape (groups in a row, rows, 2).
    """
    import torch

    count, columns = weight.shape
    groups = columns // INT4_GROUP
    values = torch.empty((count, columns), dtype=torch.uint8, device=weight.device)
    scales = torch.empty((groups, count, 2), dtype=torch.bfloat16, device=weight.device)
    for rows in _blocks(weight):
        block = weight[rows].float().view(-1, groups, INT4_GROUP)
        least, largest = block.amin(dim=-1), block.amax(dim=-1)
        scale = ((largest - least) / 15).clamp_(min=1e-9).to(torch.bfloat16)
        zero = (least + 8 * scale.float()).to(torch.bfloat16)
        # Rounded to the scale and zero that are kept, so that their own rounding costs nothing.
        steps = (block - zero.float()[..., None]) / scale.float()[..., None] + 8
        values[rows] = steps.round_().clamp_(0, 15).view(-1, columns).to(torch.uint8)
        scales[:, rows] = torch.stack((scale, zero), dim=-1).transpose(0, 1)
    return values, scales


def _blocks(weight: torch.Tensor) -> Iterator[slice]:
    count, columns = weight.shape
    step = max(1, _BLOCK_VALUES // max(columns, 1))
    for start in range(0, count, step):
        yield slice(start, min(start + step, count))
