"""The segment of a message that shows its transcript; `views/transcript_view.py` draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.segments import Segment
from gemini_desk.ui.conversation.zoom import px
from gemini_desk.ui.speech.utterance import units

if TYPE_CHECKING:
    from gemini_desk.chat.message import TranscriptPart


@dataclass(slots=True, eq=False, kw_only=True)
class TranscriptCard(Segment):
    """A transcript, whole or as far as it is; `activity` says how long it will take.

    `read_index` is the segment that is read aloud, -1 while none is.
    """

    part: TranscriptPart
    activity: str = ""
    read_index: int = -1

    def segment_at(self, place: int) -> int:
        """Which segment stands at a place of the text as it is read aloud; -1 for none."""
        start = 0
        for index, segment in enumerate(self.part.transcript.segments):
            start += units(segment.text) + 1
            if place < start:
                return index
        return -1

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
