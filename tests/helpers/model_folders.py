"""Checkpoint folders of a few bytes: right in form, with nothing in them that could answer."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"
GEMMA: dict[str, Any] = {
    "model_type": "gemma4",
    "architectures": ["Gemma4ForConditionalGeneration"],
    "vision_config": {"model_type": "gemma4_vision"},
    "audio_config": {"model_type": "gemma4_audio"},
    "text_config": {"max_position_embeddings": 131072},
}


def write_weights(
    path: Path, *, dtype: str = "BF16", values: int = 12, missing_bytes: int = 0
) -> None:
    """A safetensors file of one tensor, perhaps with the end cut off."""
    size = values * {"BF16": 2, "F32": 4}[dtype]
    tensor = {"dtype": dtype, "shape": [values // 4, 4], "data_offsets": [0, size]}
    header = json.dumps({"__metadata__": {"format": "pt"}, "weight": tensor}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(size - missing_bytes))


def write_checkpoint(folder: Path, config: dict[str, Any] | None = None) -> Path:
    """A folder with a config and weights; returns it."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(GEMMA if config is None else config))
    write_weights(folder / "model.safetensors")
    return folder
