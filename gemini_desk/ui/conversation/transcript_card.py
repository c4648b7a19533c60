"""The segment of a message that shows its transcript; `views/transcript_view.py` draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import Segment
from gemini_desk.ui.conversation.zoom import px

if TYPE_CHECKING:
    from gemini_desk.chat.message import TranscriptPart


@dataclass(slots=True, eq=False, kw_only=True)
class TranscriptCard(Segment):
    """A transcript, whole or as far as it is."""

    part: TranscriptPart

    def estimate(self, width: int) -> int:
        """Title and bar, and some lines of text."""
        characters_per_line = max(12, width // measures.CHARACTER_PX)
        lines = min(8, 1 + len(self.part.transcript.text) // characters_per_line)
        return px(76) + lines * measures.LINE_PX
