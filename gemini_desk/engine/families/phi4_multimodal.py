"""Phi 4 multimodal, as transformers has it (`phi4_multimodal`, not the older `phi4mm`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.engine.adapters import AdapterFolders
from gemini_desk.engine.families.family import Family

if TYPE_CHECKING:
    from gemini_desk.engine.media_encoding import Tensors


def _adapter_for(tensors: Tensors | None) -> str:
    """Pictures, with sound or without, are answered by one adapter, sound alone by another.

    https://huggingface.co/microsoft/Phi-4-multimodal-instruct
    """
    if not tensors:
        return ""
    sees = any(name.startswith("image") and value is not None for name, value in tensors.items())
    return "vision-lora" if sees else "speech-lora"


PHI_4_MULTIMODAL = Family(
    # Sound goes through one projection where there are pictures in the same pass, and
    # through another where there are none: what a clip means depends on the whole prompt.
    reads_media_one_by_one=False,
    adapters=AdapterFolders(("speech-lora", "vision-lora"), _adapter_for),
)
