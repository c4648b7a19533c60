"""Tiny, randomly initialised checkpoints of the real classes, with their real processors.

    folder = build("gemma4", tmp_path)        # an ordinary checkpoint folder, a few MB

Each has byte-pair merges, so that encoding an answer's text again gives other ids than the
ones it was made of, and sliding windows that a picture fills. Everything is saved through
`save_pretrained`, and loaded by the code that loads real models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.tiny_families import FAMILIES
from tests.helpers.tiny_gemma import build_gemma4
from tests.helpers.tiny_parts import CONTEXT_TOKENS, SLIDING_WINDOW

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CONTEXT_TOKENS", "SLIDING_WINDOW", "build", "build_gemma4"]


def build(name: str, parent: Path) -> Path:
    """Write the checkpoint `name` below `parent`, unless it is there; returns its folder.

    Another process may do the same: one of them writes it. Nobody changes it; copy it for that.
    """
    from filelock import FileLock
    from transformers.utils import logging

    folder = parent / f"tiny-{name}"
    with FileLock(parent / f"tiny-{name}.lock"):
        if not folder.is_dir():
            logging.set_verbosity_error()  # about ids that a tiny vocabulary does not have
            unfinished = parent / f"unfinished-{name}"
            FAMILIES[name].build(unfinished)
            unfinished.rename(folder)
    return folder
