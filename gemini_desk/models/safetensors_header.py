"""The header of a safetensors file: shapes and dtypes without reading the weights.

The format: 8 bytes with the header's length (unsigned, little-endian), the header as JSON,
then the weights; `data_offsets` count from the header's end.
https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.errors import DamagedModelError

if TYPE_CHECKING:
    from pathlib import Path

LENGTH_BYTES = 8
_HINT = "Download or copy it again."
_MAX_HEADER_BYTES = 100_000_000  # the limit of the safetensors library itself

# Names as torch has them; a dtype that is not listed keeps the name that the file gives it.
_TORCH_NAMES = {
    "BF16": "bfloat16",
    "F16": "float16",
    "F32": "float32",
    "F64": "float64",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2",
    "I8": "int8",
    "U8": "uint8",
    "I32": "int32",
    "I64": "int64",
}


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """One tensor of a file.

    Attributes:
        name: As the model's `state_dict` has it.
        dtype: As torch names it.
        shape: As stored.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def values(self) -> int:
        """How many numbers are stored."""
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class SafetensorsHeader:
    """What one file of weights holds.

    Attributes:
        values_by_dtype: How many numbers are stored in each dtype (torch's names).
        tensors: All tensors, in the file's order.
        metadata: Text pairs that the writer added.
    """

    values_by_dtype: dict[str, int]
    tensors: tuple[StoredTensor, ...]
    metadata: dict[str, str]


def torch_dtype_name(stored: str) -> str:
    """What torch calls a dtype of the format, for instance `bfloat16` for `BF16`."""
    return _TORCH_NAMES.get(stored, stored)


def header_bytes(name: str, start: bytes) -> int:
    """How long the header of the file `name` is, from the file's first bytes.

    Raises:
        DamagedModelError: It is no safetensors file.
    """
    length = int.from_bytes(start[:LENGTH_BYTES], "little")
    if len(start) < LENGTH_BYTES or not 2 <= length <= _MAX_HEADER_BYTES:
        raise DamagedModelError(f"{name} is not a safetensors file.", hint=_HINT)
    return length


def parse_header(name: str, content: bytes) -> tuple[SafetensorsHeader, int]:
    """What the header of the file `name` says, and how many bytes of weights follow it.

    Raises:
        DamagedModelError: It is damaged.
    """
    try:
        header = json.loads(content)
        metadata = header.pop("__metadata__", None) or {}
        counts: Counter[str] = Counter()
        data_bytes = 0
        tensors = []
        for tensor_name, tensor in header.items():
            dtype = torch_dtype_name(str(tensor["dtype"]))
            shape = tuple(int(size) for size in tensor["shape"])
            tensors.append(StoredTensor(str(tensor_name), dtype, shape))
            counts[dtype] += math.prod(shape)
            data_bytes = max(data_bytes, int(tensor["data_offsets"][1]))
        texts = {str(key): str(metadata[key]) for key in metadata}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise DamagedModelError(f"The header of {name} is damaged.", hint=_HINT) from None
    return SafetensorsHeader(dict(counts), tuple(tensors), texts), data_bytes


def read_header(path: Path) -> SafetensorsHeader:
    """Read the header of `path` and check that the file is as long as it says.

    Raises:
        DamagedModelError: The file is missing, truncated, or no safetensors file.
    """
    try:
        with path.open("rb") as file:
            length = header_bytes(path.name, file.read(LENGTH_BYTES))
            content = file.read(length)
            file_bytes = file.seek(0, 2)
    except OSError as error:
        reason = error.strerror or "it is missing"
        raise DamagedModelError(f"{path.name} cannot be read: {reason}.", hint=_HINT) from None
    header, data_bytes = parse_header(path.name, content)
    expected_bytes = LENGTH_BYTES + length + data_bytes
    if file_bytes < expected_bytes:
        raise DamagedModelError(
            f"{path.name} is truncated: {file_bytes:,} of {expected_bytes:,} bytes are there.",
            hint=_HINT,
        )
    return header
