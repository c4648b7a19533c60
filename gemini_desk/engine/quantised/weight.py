"""A parameter that stands for quantised rows, for models that know nothing of them.

It looks like a float tensor of its old shape: layers multiply with it, embeddings look rows up,
experts take their slice, output layers share it with the words, all without being changed.
Anything else that is done with it gets the numbers turned back.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from gemini_desk.engine.quantised.kept_rows import KeptRows, keep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import torch


def quantised(weight: torch.Tensor, bits: int) -> Any:
    """`weight`, shape (…, rows, columns), as a parameter of so many bits."""
    import torch

    rows = keep(weight.reshape(-1, weight.shape[-1]), bits)
    stand_in = _stand_in(rows, tuple(weight.shape), weight.dtype)
    return torch.nn.Parameter(stand_in, requires_grad=False)


def kept_rows(weight: Any) -> KeptRows | None:
    """What `weight` stands for; None for a tensor that is not quantised."""
    rows = getattr(weight, "rows_kept", None)
    return rows if isinstance(rows, KeptRows) else None


def memory_bytes(model: Any) -> int:
    """Memory that all parameters and buffers of `model` take."""
    total = 0
    for tensor in (*model.parameters(), *model.buffers()):
        rows = kept_rows(tensor)
        total += rows.size_bytes if rows is not None else tensor.nbytes
    return total


def _stand_in(rows: KeptRows, shape: tuple[int, ...], dtype: torch.dtype) -> Any:
    import torch

    tensor: Any = torch.Tensor._make_wrapper_subclass(  # noqa: SLF001 - its documented name
        _weight_class(), shape, dtype=dtype, device=rows.values.device
    )
    tensor.rows_kept = rows
    return tensor


@cache
def _weight_class() -> Any:
    import torch

    return type(
        "QuantisedWeight",
        (torch.Tensor,),
        {
            "__torch_function__": classmethod(_called),
            "__torch_dispatch__": classmethod(_dispatched),
            "__repr__": lambda weight: f"QuantisedWeight{tuple(weight.shape)}",
        },
    )


@cache
def _replacements() -> dict[Any, Callable[..., Any]]:
    from torch import Tensor
    from torch.nn import functional

    return {
        functional.linear: _linear,
        functional.embedding: _embedding,
        Tensor.__getitem__: _item,
    }


def _called(
    _cls: Any,
    function: Any,
    _types: Any,
    arguments: Sequence[Any] = (),
    options: dict[str, Any] | None = None,
) -> Any:
    import torch

    replacement = _replacements().get(function)
    if replacement is not None:
        return replacement(*arguments, **(options or {}))
    with torch._C.DisableTorchFunctionSubclass():  # noqa: SLF001 - its documented name
        return function(*arguments, **(options or {}))


def _linear(vectors: torch.Tensor, weight: Any, bias: torch.Tensor | None = None) -> torch.Tensor:
    rows = kept_rows(weight)
    assert rows is not None  # a bias is never quantised
    out = rows.multiply(vectors)
    return out if bias is None else out + bias


def _embedding(indices: torch.Tensor, weight: Any, *_: Any, **__: Any) -> torch.Tensor:
    rows = kept_rows(weight)
    assert rows is not None
    return rows.lookup(indices, weight.dtype)


def _item(weight: Any, index: Any) -> Any:
    """An expert's matrix, still quantised; or the numbers of any other part."""
    import torch

    rows = kept_rows(weight)
    if rows is None:  # the index alone is quantised, which nobody does
        return weight[index]
    is_number = isinstance(index, int) or (isinstance(index, torch.Tensor) and not index.dim())
    if weight.dim() == 3 and is_number:
        height, number = weight.shape[1], int(index)
        part = rows.part(number * height, (number + 1) * height)
        return _stand_in(part, tuple(weight.shape[1:]), weight.dtype)
    return _dequantised(weight)[index]


def _dequantised(value: Any) -> Any:
    rows = kept_rows(value)
    return value if rows is None else rows.dequantised(value.dtype).view(value.shape)


def _dispatched(
    _cls: Any,
    function: Any,
    _types: Any,
    arguments: Sequence[Any] = (),
    options: dict[str, Any] | None = None,
) -> Any:
    import torch
    from torch.utils import _pytree as pytree

    aten = torch.ops.aten
    options = options or {}
    weight: Any = arguments[0] if arguments else None
    rows = kept_rows(weight)
    if rows is not None and function in (aten.detach.default, aten.alias.default):
        return _stand_in(rows, tuple(weight.shape), weight.dtype)
    if rows is not None and function is aten._to_copy.default:  # noqa: SLF001 - an operator's name
        device = options.get("device") or weight.device
        dtype = options.get("dtype") or weight.dtype
        return _stand_in(rows.to(device), tuple(weight.shape), dtype)
    arguments, options = pytree.tree_map(_dequantised, (tuple(arguments), options))
    return function(*arguments, **options)
