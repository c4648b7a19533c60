"""What would fit where memory ran out: smaller weights, a smaller cache, another model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from gemini_desk.errors import MemoryRemedy
from gemini_desk.models.quantisation import FACTS, Quantisation, estimated_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.models.catalogue import LocalModel

# Beside the weights: activations, keys and values, the libraries' own workspaces.
_ROOM_FACTOR: Final = 1.15
_MOST: Final = 2  # more would be a menu, not a way out
_SMALLER_THAN: Final[dict[Quantisation, tuple[Literal["int8", "int4"], ...]]] = {
    Quantisation.NONE: ("int8", "int4"),
    Quantisation.INT8: ("int4",),
    Quantisation.INT4: (),
    Quantisation.NF4: (),
}


def remedies(
    model: str,
    *,
    parameters: int,
    dtype_bytes: int,
    quantisation: Quantisation,
    int8_cache: bool,
    is_answering: bool,
    free_bytes: int | None,
    others: Iterable[LocalModel],
) -> tuple[MemoryRemedy, ...]:
    """What to offer, the best first.

    Args:
        model: The model that did not fit, as it was asked for.
        parameters: Numbers in its weights.
        dtype_bytes: Size of one where it is not quantised.
        quantisation: How it was loaded, or was to be.
        int8_cache: Whether its keys and values were in eight bits.
        is_answering: Whether it ran out while answering: the weights did fit.
        free_bytes: Memory that is free without the model; None if nobody knows.
        others: The models on this machine.
    """
    found: list[MemoryRemedy] = []
    if is_answering and not int8_cache:
        found.append(
            MemoryRemedy(
                "Keep the conversation in 8 bits and retry",
                "the conversation in 8 bits",
                kv_cache="int8",
            )
        )
    for way in _SMALLER_THAN[quantisation]:
        need = estimated_bytes(parameters, Quantisation(way), dtype_bytes) * _ROOM_FACTOR
        if free_bytes is None or need <= free_bytes:
            label = FACTS[Quantisation(way)].label
            found.append(
                MemoryRemedy(
                    f"Load with {label} and retry",
                    f"weights of {label}",
                    quantisation=way,
                )
            )
            break
    this_bytes = estimated_bytes(parameters, quantisation, dtype_bytes)
    smaller = [
        other
        for other in others
        if other.complete
        and other.id != model
        and other.size_bytes < this_bytes
        and (free_bytes is None or other.size_bytes * _ROOM_FACTOR <= free_bytes)
    ]
    if smaller:
        largest = max(smaller, key=lambda other: other.size_bytes)
        found.append(
            MemoryRemedy(
                f"Load {largest.id} and retry", f"the model {largest.id}", model=largest.id
            )
        )
    return tuple(found[:_MOST])
