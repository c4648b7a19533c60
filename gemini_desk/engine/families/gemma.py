"""Gemma 4: E2B, E4B, 26B and 31B (`gemma4`), 12B without encoders (`gemma4_unified`)."""

from __future__ import annotations

from gemini_desk.engine.families.family import Family
from gemini_desk.engine.families.fused_norms import fuse_norms

GEMMA_4 = Family(
    # Positions count tokens, whatever they stand for.
    reads_media_one_by_one=True,
    # In the larger ones the tokens of a picture see each other in the sliding layers; the
    # mask is built by absolute position, so it needs the types from the first token on.
    wants_media_types=True,
    adjust=fuse_norms,
)
