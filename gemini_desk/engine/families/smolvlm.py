"""SmolVLM and Idefics 3, which share their way of putting pictures into a prompt."""

from __future__ import annotations

from gemini_desk.engine.families.family import Family

SMOLVLM = Family(
    # Each picture is cut into tiles by its own size alone, and positions count tokens.
    reads_media_one_by_one=True,
)
