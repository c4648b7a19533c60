"""How quantised rows are kept, multiplied, looked up and turned back into floats."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gemini_desk.engine.quantised import int4_layout
from gemini_desk.engine.quantised.quantising import quantise_int4, quantise_int8
from gemini_desk.models.quantisation import INT4_GROUP

if TYPE_CHECKING:
    import torch

# From so many vectors on, turning the weights back costs less than the kernels for few; measured
# on a processor with AVX2.
_FEW = 24
_KERNEL_ROWS, _KERNEL_COLUMNS = 16, 32  # what the kernels' rows and columns are multiples of
_BLOCK_VALUES = 1 << 19  # 2 MB as float32: stays in a processor's cache
_BLOCK_VALUES_ACCELERATOR = 1 << 26


@dataclass(frozen=True, slots=True, eq=False)
class KeptRows:
    """A quantised matrix, or the matrices of several experts below one another.

    Attributes:
        bits: 8 or 4.
        values: int8, shape (rows, columns); or two numbers of four bits in each uint8, shape
            (rows, columns / 2).
        scales: As `quantising` makes them.
        packed: Whether `values` lie as torch's processor kernel for four bits wants them.
    """

    bits: int
    values: torch.Tensor
    scales: torch.Tensor
    packed: bool = False

    @property
    def rows(self) -> int:
        """Length of a column."""
        return int(self.values.shape[0])

    @property
    def columns(self) -> int:
        """Length of a row."""
        return int(self.values.shape[1]) * (8 // self.bits)

    @property
    def size_bytes(self) -> int:
        """Memory that it takes."""
        return int(self.values.nbytes + self.scales.nbytes)

    def to(self, device: Any) -> KeptRows:
        """The same on `device`."""
        if self.packed and str(device) != "cpu":
            values = _pairs(int4_layout.unpack(self.values, self.columns))
            plain = KeptRows(self.bits, values, self.scales)
            return plain.to(device)
        return replace(self, values=self.values.to(device), scales=self.scales.to(device))

    def part(self, start: int, end: int) -> KeptRows:
        """Rows from `start` to `end`; whole blocks if they are packed."""
        rows = slice(start, end)
        scales = self.scales[rows] if self.bits == 8 else self.scales[:, rows]
        return replace(self, values=self.values[rows], scales=scales)

    def dequantised(self, dtype: torch.dtype) -> torch.Tensor:
        """The rows as numbers of `dtype`, shape (rows, columns)."""
        import torch

        if self.bits == 8:
            out = torch.empty(self.values.shape, dtype=dtype, device=self.values.device)
            return torch.mul(self.values, self.scales, out=out)
        values = (
            int4_layout.unpack(self.values, self.columns)
            if self.packed
            else torch.stack((self.values & 15, self.values >> 4), dim=-1)
        )
        groups = values.reshape(self.rows, -1, INT4_GROUP)
        scale, zero = self.scales.transpose(0, 1).to(dtype).unbind(-1)
        exact = torch.addcmul(zero[..., None], groups.to(dtype) - 8, scale[..., None])
        return exact.reshape(self.rows, self.columns)

    def lookup(self, indices: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
        """Rows by their numbers, shape (*indices, columns); eight bits only."""
        rows = self.values[indices].to(dtype)
        return rows * self.scales[indices].to(dtype)

    def multiply(self, vectors: torch.Tensor) -> torch.Tensor:
        """Products with `vectors`, shape (…, columns) → (…, rows), in their dtype."""
        flat = vectors.reshape(-1, self.columns)
        few = flat.shape[0] <= _FEW and flat.device.type == "cpu"
        out = self._few(flat) if few and self._has_kernel() else self._many(flat)
        return out.view(*vectors.shape[:-1], self.rows)

    def _has_kernel(self) -> bool:
        if self.bits == 4:
            return self.packed
        return not (self.rows % _KERNEL_ROWS or self.columns % _KERNEL_COLUMNS)

    def _few(self, vectors: torch.Tensor) -> torch.Tensor:
        """With torch's kernels for processors, which compute in bfloat16."""
        import torch

        short = vectors.to(torch.bfloat16).contiguous()
        if self.bits == 8:
            scales = self.scales.view(-1).to(torch.bfloat16)
            kernel = torch.ops.aten._weight_int8pack_mm  # noqa: SLF001 - its only name
            out: torch.Tensor = kernel(short, self.values, scales)
        else:
            kernel = torch.ops.aten._weight_int4pack_mm_for_cpu  # noqa: SLF001 - its only name
            out = kernel(short, self.values, INT4_GROUP, self.scales.contiguous())
        return out.to(vectors.dtype)

    def _many(self, vectors: torch.Tensor) -> torch.Tensor:
        """With a few rows at a time turned back."""
        import torch

        block = _BLOCK_VALUES if vectors.device.type == "cpu" else _BLOCK_VALUES_ACCELERATOR
        unit = int4_layout.BLOCK_ROWS
        step = unit * max(1, block // (unit * self.columns))
        out = torch.empty((vectors.shape[0], self.rows), dtype=vectors.dtype, device=vectors.device)
        for start in range(0, self.rows, step):
            end = min(start + step, self.rows)
            weight = self.part(start, end).dequantised(vectors.dtype)
            out[:, start:end] = vectors @ weight.T
        return out


def keep(weight: torch.Tensor, bits: int) -> KeptRows:
    """Quantise `weight`, shape (rows, columns), and keep it where it is.

    Args:
        weight: Float.
        bits: 8, or 4 where its columns come in whole groups.
    """
    if bits == 8:
        return KeptRows(8, *quantise_int8(weight))
    values, scales = quantise_int4(weight)
    if (
        weight.device.type == "cpu"
        and weight.shape[0] % int4_layout.BLOCK_ROWS == 0
        and int4_layout.packs_as_expected()
    ):
        return KeptRows(4, int4_layout.pack(values), scales, packed=True)
    return KeptRows(4, _pairs(values), scales)


def _pairs(values: torch.Tensor) -> torch.Tensor:
    """Two neighbours of a row in each byte."""
    return values[:, ::2] | (values[:, 1::2] << 4)
