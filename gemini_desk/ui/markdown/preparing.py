"""What the first answer needs is imported before someone waits for it."""

from __future__ import annotations

from typing import Final

from gemini_desk.ui.markdown.code_tokens import spans
from gemini_desk.ui.markdown.segments import SegmentBuilder

_SAMPLE: Final = (
    "A word with a [link](https://example.org).\n\n> A *quote*.\n\n| a |\n|---|\n| b |\n"
)


def prepare() -> None:
    """Render something, and colour some code; from any thread, again does no harm.

    The first time it imports markdown-it and Pygments, 0.1 s for which the GUI thread would
    stand still; on another thread the import lets it have its turn.
    """
    builder = SegmentBuilder()
    builder.feed(_SAMPLE)
    builder.finish()
    for segment in builder.segments:
        segment.html()
    list(spans("print(1)", "python"))
