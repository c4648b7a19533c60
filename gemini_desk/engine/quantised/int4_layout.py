"""Where torch's processor kernel keeps each number of four bits.

The kernel multiplies few rows at a time fast, and many slowly: they are better off with the
numbers turned back. Its layout is not documented and depends on the processor's instructions, so
it is found out by packing numbers that tell where they come from.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

BLOCK_ROWS = 64  # rows of a matrix come in multiples of this; the kernel's own block divides it


@cache
def packs_as_expected() -> bool:
    """Whether the kernel is there and `unpack` undoes its packing."""
    import torch

    try:
        values = torch.randint(0, 16, (2 * BLOCK_ROWS, 96), dtype=torch.uint8)
        same: bool = torch.equal(unpack(pack(values), 96), values)
    except (RuntimeError, AttributeError):
        return False
    return same


def pack(values: torch.Tensor) -> torch.Tensor:
    """Numbers as the kernel wants them.

    Args:
        values: uint8 from 0 to 15, shape (rows, columns), rows in whole blocks.

    Returns:
        uint8, shape (rows, columns / 2).
    """
    import torch

    packed = torch.empty(
        (values.shape[0], values.shape[1] // 2), dtype=torch.uint8, device=values.device
    )
    # The kernel's packing wants four bytes for each number: a block at a time.
    step = BLOCK_ROWS * max(1, (1 << 20) // (BLOCK_ROWS * values.shape[1]))
    for start in range(0, values.shape[0], step):
        part = values[start : start + step].int()
        packed[start : start + step] = _pack_rows(part)
    return packed


def unpack(packed: torch.Tensor, columns: int) -> torch.Tensor:
    """What `pack` was given: uint8 from 0 to 15, shape (rows, columns)."""
    import torch

    order = _order()
    blocks = packed.view(-1, columns, len(order) // 2)
    nibbles = torch.cat((blocks & 15, blocks >> 4), dim=-1)
    return nibbles.index_select(2, order).transpose(1, 2).reshape(-1, columns)


def _pack_rows(values: torch.Tensor) -> torch.Tensor:
    """Torch's own packing; int32 from 0 to 15."""
    import torch

    kernel = torch.ops.aten._convert_weight_to_int4pack_for_cpu  # noqa: SLF001 - its only name
    packed: torch.Tensor = kernel(values, 1)
    return packed


@cache
def _order() -> torch.Tensor:
    """For each row of the kernel's block, where in its column's bytes it lies.

    Low halves of the bytes come first, then high ones.

    Raises:
        RuntimeError: The layout is of another kind.
    """
    import torch

    rows = torch.arange(BLOCK_ROWS, dtype=torch.int32)[:, None].expand(-1, 32)
    # A row's number, in two digits of four bits each.
    packed = [_pack_rows(digit.contiguous()).view(-1) for digit in (rows % 16, rows // 16)]
    for size in (64, 32, 16):
        low, high = (
            torch.cat((column & 15, column >> 4)).long()
            for column in (digit[: size // 2] for digit in packed)
        )
        numbers = low + 16 * high
        if numbers.sort().values.tolist() == list(range(size)):
            return numbers.argsort()
    raise RuntimeError("The kernel packs rows in an unknown way.")
