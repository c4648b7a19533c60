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
    """A transcript, whole or as far as it is; `activity` says how long it will take."""

    part: TranscriptPart
    activity: str = ""

    @property
    def grows(self) -> bool:
        """Whether it is being made."""
        return self.item.is_streaming and not self.part.transcript.complete

    def estimate(self, width: int) -> int:
        """Title and bar, some lines of text, buttons."""
        characters_per_line = max(12, width // measures.CHARACTER_PX)
        shown = self.part.transcript.segments[:8]
        characters = sum(len(segment.text) for segment in shown)
        lines = min(9, 1 + characters // characters_per_line)
        return px(136) + lines * measures.LINE_PX
