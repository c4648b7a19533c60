"""How weights can be made smaller while they are loaded, and what each way touches.

Plain values, shared by the estimate of what fits and by the engine that loads; both ask the
same function, `stored_bytes`, so that they cannot disagree.

To add a quantisation:
1. add it to `Quantisation`, and its facts to `FACTS`;
2. say in `_bits` what it does to each kind of weight;
3. teach `gemini_desk.engine.quantised` to load it;
4. the test of memory against estimates then runs on it by itself.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Numbers of a row that share a scale (and a zero point) in four bits.
INT4_GROUP = 32
NF4_BLOCK = 64

# Parts that see, hear and speak stay as they are: they are small, and what is lost in them is
# lost for good. Routers stay as well: rounding them sends tokens to other experts.
_UNTOUCHED = re.compile(
    r"(^|[._])(vision|visual|audio|speech|image|video|connector|projector|talker|code2wav"
    r"|conformer|patch\w*|router)|(^|\.)gate\.weight$"
)
_EMBEDDING = re.compile(r"(^|\.)(embed_tokens\w*|wte|tok_embeddings|lm_head)\.weight$")
_EXPERTS = re.compile(r"(^|\.)experts\.")


class Quantisation(StrEnum):
    """How the weights are kept in memory."""

    NONE = "none"
    INT8 = "int8"
    INT4 = "int4"
    NF4 = "nf4"


class WeightKind(StrEnum):
    """What a tensor of a checkpoint is, as far as quantising is concerned.

    `LINEAR` are the matrices of the language model, `EXPERTS` those of its experts,
    `EMBEDDING` the tables of its words (also one for each layer) and the output layer;
    `OTHER` is what no quantisation touches: norms, biases, routers, and everything that
    belongs to seeing and hearing.
    """

    LINEAR = "linear"
    EXPERTS = "experts"
    EMBEDDING = "embedding"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class QuantisationFacts:
    """A quantisation, for people and for choosing.

    Attributes:
        label: Its name in a list.
        sentence: What one gains and gives up.
        device_kinds: Where it runs: `cpu`, `cuda`, `mps`, `xpu`.
        package: The optional Python package that it needs, "" for none.
    """

    label: str
    sentence: str
    device_kinds: frozenset[str]
    package: str = ""


_EVERYWHERE = frozenset({"cpu", "cuda", "mps", "xpu"})
FACTS = {
    Quantisation.NONE: QuantisationFacts(
        "Full precision", "The weights as their makers published them.", _EVERYWHERE
    ),
    Quantisation.INT8: QuantisationFacts(
        "8 bits", "Half the memory of 16 bits; answers are all but the same.", _EVERYWHERE
    ),
    Quantisation.INT4: QuantisationFacts(
        "4 bits",
        "A third of the memory of 16 bits; answers lose a little, most with small models.",
        _EVERYWHERE,
    ),
    Quantisation.NF4: QuantisationFacts(
        "4 bits, NF4",
        "The 4 bits of bitsandbytes: word tables stay at 16 bits.",
        frozenset({"cuda"}),
        package="bitsandbytes",
    ),
}


def kind_of(name: str, shape: Sequence[int]) -> WeightKind:
    """What the weight called `name`, in a checkpoint or in the loaded model, is."""
    if _UNTOUCHED.search(name) or len(shape) < 2:
        return WeightKind.OTHER
    if _EXPERTS.search(name):
        return WeightKind.EXPERTS
    if len(shape) != 2:
        return WeightKind.OTHER
    if _EMBEDDING.search(name):
        return WeightKind.EMBEDDING
    return WeightKind.LINEAR if name.endswith(".weight") else WeightKind.OTHER


def bits_of(quantisation: Quantisation, kind: WeightKind, columns: int) -> int | None:
    """Bits for each number of a weight; None where it stays as it is.

    Args:
        quantisation: The way.
        kind: What the weight is.
        columns: Length of its rows (the last dimension); rows that four bits cannot be
            grouped in take eight.
    """
    if quantisation is Quantisation.NONE or kind is WeightKind.OTHER:
        return None
    if quantisation is Quantisation.NF4:
        return 4 if kind is WeightKind.LINEAR else None
    # Looking up words and choosing them suffers from four bits more than anything else.
    if quantisation is Quantisation.INT8 or kind is WeightKind.EMBEDDING:
        return 8
    return 8 if columns % INT4_GROUP else 4


def stored_bytes(
    quantisation: Quantisation, name: str, shape: Sequence[int], dtype_bytes: int
) -> int:
    """Bytes that a weight takes once it is loaded, its scales included.

    Args:
        quantisation: The way.
        name: The weight's, in the checkpoint or in the model.
        shape: Its shape before it is quantised.
        dtype_bytes: Size of a number that stays as it is, in the dtype the model runs in.
    """
    count = math.prod(shape)
    columns = shape[-1] if shape else 1
    bits = bits_of(quantisation, kind_of(name, shape), columns)
    if bits is None:
        return count * dtype_bytes
    if quantisation is Quantisation.NF4:
        # Half a byte each, a byte for each block's scale, and a float for each 256 of those.
        blocks = math.ceil(count / NF4_BLOCK)
        return count // 2 + blocks + 4 * math.ceil(blocks / 256)
    if bits == 8:
        return count + 4 * (count // columns)  # a float32 scale for each row
    return count // 2 + 4 * (count // INT4_GROUP)  # scale and zero point, bfloat16, of each group
