"""Gemma 3n: E2B and E4B of the generation before Gemma 4."""

from __future__ import annotations

from gemini_desk.engine.families.family import Family

GEMMA_3N = Family(
    # Each picture is 256 tokens, each clip 188, and positions count tokens.
    reads_media_one_by_one=True,
)
