"""Phi 4 multimodal, as transformers has it (`phi4_multimodal`, not the older `phi4mm`)."""

from __future__ import annotations

from gemini_desk.engine.families.family import Family

PHI_4_MULTIMODAL = Family(
    # Sound goes through one projection where there are pictures in the same pass, and
    # through another where there are none: what a clip means depends on the whole prompt.
    reads_media_one_by_one=False,
)
