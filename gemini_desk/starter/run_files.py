"""What a run keeps in its folder: checkpoints, and a line of figures for every few steps."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

logger = logging.getLogger(__name__)

CHECKPOINT = "checkpoint.pt"
BEFORE = "checkpoint-before.pt"
LOG = "log.jsonl"
LOG_EVERY = 20
_ALOUD = 5
"""Every so many lines, one is told on the terminal, too."""


def load_state(folder: Path) -> dict[str, Any]:
    """Loads a run's checkpoint onto the processor."""
    import torch  # who only reads the log needs none

    state: dict[str, Any] = torch.load(folder / CHECKPOINT, map_location="cpu", weights_only=True)
    return state


def save_state(state: dict[str, Any], folder: Path) -> None:
    """Writes the checkpoint beside the old one, then swaps them; the old one is kept."""
    import torch

    path = folder / CHECKPOINT
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        path.replace(folder / BEFORE)
    beside.replace(path)


class RunLog:
    """Collects the figures of steps, and writes their means."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOG
        self._figures: dict[str, list[float]] = {}

    def note(self, figures: Mapping[str, float]) -> None:
        """Takes the figures of one batch."""
        for name, value in figures.items():
            self._figures.setdefault(name, []).append(value)

    def write(self, step: int, place: Mapping[str, Any]) -> None:
        """Writes one line: the step, where the run stands, and the means since the last line."""
        means = {
            name: round(sum(values) / len(values), 4)
            for name, values in sorted(self._figures.items())
        }
        self._figures.clear()
        line = json.dumps({"step": step, **place, **means})
        with self._path.open("a", encoding="utf-8") as log:
            log.write(line + "\n")
        if step // LOG_EVERY % _ALOUD == 0:
            logger.info("%s", line)


def log_entries(folder: Path) -> list[dict[str, Any]]:
    """Returns every line that a run wrote, oldest first."""
    lines = (folder / LOG).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def forget_after(folder: Path, step: int) -> None:
    """Drops what a killed run logged after its last checkpoint: these steps come again."""
    log = folder / LOG
    if log.exists():
        lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.endswith("\n") and json.loads(line)["step"] <= step]
        if kept != lines:
            beside = log.with_suffix(".new")
            beside.write_text("".join(kept), encoding="utf-8")
            beside.replace(log)
