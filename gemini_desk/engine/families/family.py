"""What can differ between model families."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Family:
    """Facts that neither the processor nor the config tells.

    Attributes:
        reads_media_one_by_one: The prompt may be read in pieces, each picture and clip in a
            forward pass of its own, and gives the same keys and values as in one pass. Only
            then can media be reused from the prefix cache. False where positions depend on
            the media before (M-RoPE), where pictures are cut up by how many there are, or
            where nobody has tried.
        wants_media_types: The forward pass takes `mm_token_type_ids` over the whole sequence
            so far, to let the tokens of one picture see each other.
        adjust: Called with the model once it is loaded, to make it faster without changing
            what it computes.
    """

    reads_media_one_by_one: bool = False
    wants_media_types: bool = False
    adjust: Callable[[Any], None] | None = None
