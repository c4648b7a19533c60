"""Tiny, randomly initialised checkpoints of the real classes, with their real processors.

    folder = build("gemma4", tmp_path)        # an ordinary checkpoint folder, a few MB

Each has byte-pair merges, so that encoding an answer's text again gives other ids than the
ones it was made of, and sliding windows that a picture fills. Everything is saved through
`save_pretrained`, and loaded by the code that loads real models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.tiny_gemma import build_gemma4, build_gemma4_unified
from tests.helpers.tiny_others import build_qwen3, build_qwen3_vl, build_smolvlm
from tests.helpers.tiny_parts import CONTEXT_TOKENS, SLIDING_WINDOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["BUILDERS", "CONTEXT_TOKENS", "SLIDING_WINDOW", "build", "build_gemma4"]

BUILDERS: dict[str, Callable[[Path], None]] = {
    "gemma4": build_gemma4,
    "gemma4_unified": build_gemma4_unified,
    "smolvlm": build_smolvlm,
    "qwen3_vl": build_qwen3_vl,
    "qwen3": build_qwen3,
}


def build(name: str, parent: Path) -> Path:
    """Write the checkpoint `name` below `parent`, unless it is there; returns its folder."""
    folder = parent / f"tiny-{name}"
    if not folder.is_dir():
        BUILDERS[name](folder)
    return folder
