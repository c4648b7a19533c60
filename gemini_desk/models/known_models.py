"""The catalogue: published models that Gemini Desk knows by name.

Any other hub id or folder works just as well; these are the ones it can describe, and reckon the
memory of, before anything is downloaded.

To add one:
1. write its config in `tests/helpers/known_configs.py`, say where each number comes from, and run
   `python -m tests.helpers.known_configs`, which writes its memory sheet to
   `assets/models/known_sheets.json`;
2. add its entry to `KNOWN_MODELS` below, with the number of parameters that its makers publish;
3. if its family is new, add it to the table in `assets/help/models.md`.
The tests of all entries then cover it: its sheet against its parameters, its words against its
modalities.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk import paths
from gemini_desk.models.checkpoint_folder import Modality
from gemini_desk.models.memory_sheet import MemorySheet

if TYPE_CHECKING:
    from pathlib import Path

_TEXT, _IMAGE, _AUDIO, _VIDEO = Modality.TEXT, Modality.IMAGE, Modality.AUDIO, Modality.VIDEO
_ALL: Final = (_TEXT, _IMAGE, _AUDIO, _VIDEO)
_SIGHT: Final = (_TEXT, _IMAGE, _VIDEO)

GEMMA_4: Final = "Gemma 4"


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A published model.

    Attributes:
        id: On the hub.
        name: What people call it.
        alias: Tier of the Gemini family that it stands for, or "".
        family: Models that belong together.
        modalities: What it takes, text first.
        licence: As its model card names it; "" where no copy of the card could be read: then the
            model's page says it. Held in November 2026 against copies of the cards and what the
            makers wrote: Google's pages for Gemma 4 and 3n, the technical reports of Qwen3-Omni
            and Voxtral, the cards of the others; Qwen's Omni cards say "other" and name Apache
            2.0. Of Qwen3-VL the cards of 4B and 8B were read; earlier Qwen families have other
            licences at other sizes, so nothing follows from that for 2B and 32B.
        context_tokens: Longest prompt plus answer.
        parameters: Numbers in its weights, as its makers publish them.
        summary: What it is good for, one sentence.
        gated: Its licence must be accepted on the hub first.
        unused_parameters: Those that are downloaded, but never loaded: the part that speaks.
    """

    id: str
    name: str
    family: str
    modalities: tuple[Modality, ...]
    licence: str
    context_tokens: int
    parameters: int
    summary: str
    alias: str = ""
    gated: bool = False
    unused_parameters: int = 0

    @property
    def sheet(self) -> MemorySheet:
        """What it needs memory for; reads a file that came with the application, once."""
        return _sheets(paths.assets_dir() / "models" / "known_sheets.json")[self.id]

    @property
    def download_bytes(self) -> int:
        """Size of its weights on the hub."""
        return self.sheet.download_bytes + 2 * self.unused_parameters


KNOWN_MODELS: Final = (
    KnownModel(
        "google/gemma-4-E2B-it", "Gemma 4 E2B", GEMMA_4, _ALL, "apache-2.0", 131_072,
        5_100_000_000, "Small and quick; sees, hears and reads.", alias="nano",
    ),
    KnownModel(
        "google/gemma-4-E4B-it", "Gemma 4 E4B", GEMMA_4, _ALL, "apache-2.0", 131_072,
        8_000_000_000, "The best all-rounder for a laptop; sees, hears and reads.", alias="nano-2",
    ),
    KnownModel(
        "google/gemma-4-12B-it", "Gemma 4 12B", GEMMA_4, _ALL, "apache-2.0", 262_144,
        11_950_000_000, "Sees and hears without encoders; long documents.", alias="pro",
    ),
    KnownModel(
        "google/gemma-4-26B-A4B-it", "Gemma 4 26B-A4B", GEMMA_4, _SIGHT, "apache-2.0", 262_144,
        25_800_000_000, "Knows much and answers quickly: 4 of its 26 billion parameters at a time.",
    ),
    KnownModel(
        "google/gemma-4-31B-it", "Gemma 4 31B", GEMMA_4, _SIGHT, "apache-2.0", 262_144,
        31_300_000_000, "The strongest of the family; wants a large graphics card.", alias="ultra",
    ),
    KnownModel(
        "google/gemma-3n-E2B-it", "Gemma 3n E2B", "Gemma 3n", _ALL, "gemma", 32_768,
        5_440_000_000, "The generation before Gemma 4, made for telephones.", gated=True,
    ),
    KnownModel(
        "google/gemma-3n-E4B-it", "Gemma 3n E4B", "Gemma 3n", _ALL, "gemma", 32_768,
        7_850_000_000, "The larger of the generation before Gemma 4.", gated=True,
    ),
    KnownModel(
        "Qwen/Qwen2.5-Omni-7B", "Qwen2.5-Omni 7B", "Qwen2.5-Omni", _ALL, "apache-2.0", 32_768,
        8_930_000_000, "Sees, hears and watches films; strong in Chinese.",
        unused_parameters=1_800_000_000,
    ),
    KnownModel(
        "Qwen/Qwen3-Omni-30B-A3B-Instruct", "Qwen3-Omni 30B-A3B", "Qwen3-Omni", _ALL,
        "apache-2.0", 65_536, 31_700_000_000,
        "Sees, hears and watches films; 3 of its 30 billion parameters at a time.",
        unused_parameters=3_540_000_000,
    ),
    KnownModel(
        "Qwen/Qwen3-VL-2B-Instruct", "Qwen3-VL 2B", "Qwen3-VL", _SIGHT, "", 262_144,
        2_130_000_000, "Small, and good at reading pictures of text.",
    ),
    KnownModel(
        "Qwen/Qwen3-VL-4B-Instruct", "Qwen3-VL 4B", "Qwen3-VL", _SIGHT, "apache-2.0", 262_144,
        4_440_000_000, "Good at documents, tables and screens.",
    ),
    KnownModel(
        "Qwen/Qwen3-VL-8B-Instruct", "Qwen3-VL 8B", "Qwen3-VL", _SIGHT, "apache-2.0", 262_144,
        8_770_000_000, "Documents, tables and screens, in many languages.",
    ),
    KnownModel(
        "Qwen/Qwen3-VL-32B-Instruct", "Qwen3-VL 32B", "Qwen3-VL", _SIGHT, "", 262_144,
        33_400_000_000, "The strongest dense Qwen for pictures and films.",
    ),
    KnownModel(
        "HuggingFaceTB/SmolVLM2-500M-Video-Instruct", "SmolVLM2 500M", "SmolVLM", _SIGHT,
        "apache-2.0", 8192, 507_000_000, "Tiny: describes simple pictures on any machine.",
    ),
    KnownModel(
        "HuggingFaceTB/SmolVLM2-2.2B-Instruct", "SmolVLM2 2.2B", "SmolVLM", _SIGHT,
        "apache-2.0", 8192, 2_250_000_000, "Small: pictures and short films.",
    ),
    KnownModel(
        "mistralai/Voxtral-Mini-3B-2507", "Voxtral Mini 3B", "Voxtral", (_TEXT, _AUDIO),
        "apache-2.0", 131_072, 4_680_000_000, "Hears: transcribes and summarises speech.",
    ),
    KnownModel(
        "mistralai/Voxtral-Small-24B-2507", "Voxtral Small 24B", "Voxtral", (_TEXT, _AUDIO),
        "apache-2.0", 131_072, 24_300_000_000, "Hears, and reasons about what was said.",
    ),
    KnownModel(
        "microsoft/Phi-4-multimodal-instruct", "Phi-4-multimodal", "Phi-4-multimodal",
        (_TEXT, _IMAGE, _AUDIO), "mit", 131_072, 5_570_000_000,
        "Compact; charts, documents and speech.",
    ),
)  # fmt: skip


def find_known(model: str) -> KnownModel | None:
    """The entry for an alias or a hub id; None for a model that is not in the catalogue."""
    wanted = model.strip().casefold()
    return next(
        (
            known
            for known in KNOWN_MODELS
            if wanted in (known.alias, known.id.casefold()) and wanted
        ),
        None,
    )


@functools.cache
def _sheets(path: Path) -> dict[str, MemorySheet]:
    plain = json.loads(path.read_text(encoding="utf-8"))
    return {model_id: MemorySheet.from_json(sheet) for model_id, sheet in plain.items()}
