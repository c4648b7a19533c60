"""What would fit where memory ran out: smaller weights, a smaller cache, another model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from gemini_desk.errors import MemoryRemedy
from gemini_desk.models.memory_need import context_to_reckon, estimate, usable_bytes
from gemini_desk.models.quantisation import FACTS, Quantisation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.models.memory_sheet import MemorySheet

_MOST: Final = 2  # more would be a menu, not a way out
_SMALLER_THAN: Final[dict[Quantisation, tuple[Literal["int8", "int4"], ...]]] = {
    Quantisation.NONE: ("int8", "int4"),
    Quantisation.INT8: ("int4",),
    Quantisation.INT4: (),
    Quantisation.NF4: (),
}


class Candidate(NamedTuple):
    """Another model that is whole on this machine.

    Attributes:
        id: As it is loaded.
        sheet: What it needs memory for.
        name: As people call it.
    """

    id: str
    sheet: MemorySheet
    name: str


def remedies(
    model: str,
    sheet: MemorySheet,
    *,
    dtype_bytes: int,
    device_kind: str,
    quantisation: Quantisation,
    kv_cache: str,
    context_tokens: int | None,
    is_answering: bool,
    free_bytes: int | None,
    others: Iterable[Candidate],
) -> tuple[MemoryRemedy, ...]:
    """What to offer, the best first; reckoned as the model manager does (`fit`).

    Args:
        model: The model that did not fit, as it was asked for.
        sheet: What it needs memory for.
        dtype_bytes: Size of a number that is not quantised.
        device_kind: `cpu`, `cuda`, `mps` or `xpu`.
        quantisation: How it was loaded, or was to be.
        kv_cache: `full`, or `int8` for keys and values in eight bits.
        context_tokens: The longest conversation; None for what people mostly need.
        is_answering: Whether it ran out while answering: the weights did fit.
        free_bytes: Memory that is free without the model; None if nobody knows.
        others: The other models on this machine.
    """

    def need_bytes(wanted: MemorySheet, way: Quantisation) -> int:
        return estimate(
            wanted,
            quantisation=way,
            context_tokens=context_to_reckon(wanted, context_tokens),
            kv_dtype=kv_cache,
            device_kind=device_kind,
            dtype_bytes=dtype_bytes,
        ).model_bytes

    def fits(wanted: MemorySheet, way: Quantisation) -> bool:
        return free_bytes is None or need_bytes(wanted, way) <= usable_bytes(free_bytes)

    found: list[MemoryRemedy] = []
    if is_answering and kv_cache != "int8":
        found.append(
            MemoryRemedy(
                "Keep the conversation in 8 bits and retry",
                "the conversation in 8 bits",
                kv_cache="int8",
            )
        )
    for way in () if sheet.is_quantised else _SMALLER_THAN[quantisation]:
        if fits(sheet, Quantisation(way)):
            label = FACTS[Quantisation(way)].label
            found.append(
                MemoryRemedy(
                    f"Load with {label} and retry",
                    f"weights of {label}",
                    quantisation=way,
                )
            )
            break
    this_bytes = need_bytes(sheet, quantisation)
    smaller = [
        (need, other)
        for other in others
        if other.id != model
        and (need := need_bytes(other.sheet, Quantisation.NONE)) < this_bytes
        and fits(other.sheet, Quantisation.NONE)
    ]
    if smaller:
        _, largest = max(smaller, key=lambda pair: pair[0])
        found.append(
            MemoryRemedy(
                f"Load {largest.name} and retry", f"the model {largest.name}", model=largest.id
            )
        )
    return tuple(found[:_MOST])
