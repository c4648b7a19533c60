"""How large the starter is: the model that ships, and the smaller one that it grew from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SLIDING, FULL = "sliding_attention", "full_attention"


@dataclass(frozen=True, slots=True)
class Size:
    """The widths and depths of the decoder and of the two towers.

    Attributes:
        decoder: Width, heads and inner width; one head of keys and values.
        decoder_layers: The kind of attention of each layer. Full attention turns only a quarter of
            each head by position, so that it can look for what a soft token shows and not only for
            where it stands.
        vision: Width, heads, inner width and layers.
        audio: Width, heads and layers.
        soft_tokens: Budget a picture; one that the processor accepts.
        abilities: What a person is told that a model of this size can do.
    """

    decoder: tuple[int, int, int]
    decoder_layers: tuple[str, ...]
    vision: tuple[int, int, int, int]
    audio: tuple[int, int, int]
    soft_tokens: int
    abilities: str


SKILLS = ("describe", "read-text", "transcribe")
"""The prompts of the application that a starter may be asked: written into its config, so that the
window offers nothing else."""

SHALLOW_DECODER = (SLIDING, SLIDING, FULL)
"""What training of the small model begins with."""
DECODER = (*SHALLOW_DECODER, FULL)
"""What it ends with."""

SMALL = Size(
    decoder=(128, 4, 384),
    decoder_layers=DECODER,
    vision=(128, 4, 384, 4),
    audio=(128, 4, 4),
    soft_tokens=70,
    abilities="It reads printed words, describes simple shapes and writes down short clear speech, "
    "modestly. Real photographs, everyday voices and questions about the world are beyond it.",
)
"""About 0.8 M text, 0.9 M vision and 1.6 M audio parameters."""

GOOD = Size(
    decoder=(224, 7, 640),
    decoder_layers=(SLIDING, SLIDING, FULL, FULL, FULL),
    vision=(160, 5, 512, 6),
    audio=(160, 5, 5),
    soft_tokens=140,
    abilities="It reads short printed text, describes simple shapes and writes down clear speech. "
    "Charts, emoji and sums it often gets wrong; real photographs, everyday voices and questions "
    "about the world are beyond it.",
)
"""About 2.8 M text, 2.2 M vision and 3.2 M audio parameters. Its heads are as wide as those of the
small model, so that one can grow into the other (:mod:`~gemini_desk.starter.growing`)."""


def size_of(folder: Path) -> Size:
    """Tells which of the sizes a checkpoint folder holds."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return SMALL if config["text_config"]["hidden_size"] == SMALL.decoder[0] else GOOD
