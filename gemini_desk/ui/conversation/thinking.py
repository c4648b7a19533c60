"""What a model thought before it answered: folded below one line, unfolded as segments."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.message import ThoughtPart
from gemini_desk.ui.conversation.segments import Stretch, Thought, markdown_segment
from gemini_desk.ui.markdown.segments import SegmentBuilder
from gemini_desk.ui.markdown.stretches import cut_into_stretches

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.shown_message import ShownMessage

_ORDER: Final = -(1 << 39)  # before any text of the answer, behind its attachments


class Thinking:
    """The thoughts of one answer. GUI thread only.

    Attributes:
        header: The line that folds and unfolds.
        is_open: Whether the model still thinks.
        is_unfolded: Whether the thoughts are shown.
        duration_s: How long it thought; None while it does, or if nobody measured it.
    """

    def __init__(self, item: ShownMessage, version: MessageVersion) -> None:
        self._item = item
        self._texts: list[str] = []
        self._builder: SegmentBuilder | None = None  # of the end of the thoughts, if unfolded
        self._base = 0  # characters before that
        self._since_s = time.monotonic()
        self.header = Thought(item=item, thinking=self, order=_ORDER - 1)
        self.is_open = False
        self.is_unfolded = False
        self.duration_s: float | None = None
        self.take(version)

    def take(self, version: MessageVersion) -> None:
        """Take over what `version` says."""
        thoughts = [part for part in version.message.parts if isinstance(part, ThoughtPart)]
        self._texts = ["\n\n".join(part.text for part in thoughts)]
        durations_s = [part.duration_s for part in thoughts]
        known_s = [each for each in durations_s if each is not None]
        self.duration_s = sum(known_s) if known_s and len(known_s) == len(durations_s) else None
        self.is_open = self._item.is_streaming and not version.message.text
        self._refresh_header()

    @property
    def source(self) -> str:
        """The thoughts, as they were written."""
        if len(self._texts) > 1:
            self._texts = ["".join(self._texts)]
        return self._texts[0]

    @property
    def elapsed_s(self) -> float:
        """How long it thinks, or thought."""
        return time.monotonic() - self._since_s if self.is_open else self.duration_s or 0.0

    def end(self) -> None:
        """The answer begins."""
        if self.is_open:
            self.duration_s = self.elapsed_s
            self.is_open = False
            self._refresh_header()

    def unfold(self) -> list[Segment]:
        """Show the thoughts: their segments, to be placed below the header."""
        self.is_unfolded = True
        *far, end = cut_into_stretches(self.source)
        made: list[Segment] = []
        self._base = 0
        for text in far:
            order = _ORDER + self._base
            made.append(Stretch(item=self._item, order=order, text=text, is_thought=True))
            self._base += len(text.source)
        self._builder = SegmentBuilder(end.beginning)
        self._builder.feed(end.source)
        if not self.is_open:
            self._builder.finish()
        self._refresh_header()
        return [*made, *self._segments(0)]

    def fold(self) -> None:
        """Show them no more."""
        self.is_unfolded = False
        self._builder = None
        self._refresh_header()

    def grow(self, text: str, shown: list[Segment]) -> tuple[int, list[Segment]]:
        """More was thought.

        Args:
            text: What is new.
            shown: The segments that are shown below the header.

        Returns:
            How many of these stay as they are, and what takes the place of the others.
        """
        self._texts.append(text)
        if self._builder is None:
            return len(shown), []
        before = len(self._builder.segments)
        changed = self._builder.feed(text)
        kept = {id(each.markdown): each for each in shown if hasattr(each, "markdown")}
        made = self._segments(changed)
        for index, segment in enumerate(made):
            known = kept.get(id(segment.markdown))  # type: ignore[attr-defined]
            if known is not None:
                known.forget_size()
                known.order = segment.order
                made[index] = known
        return len(shown) - before + changed, made

    def _segments(self, first: int) -> list[Segment]:
        markdowns = self._builder.segments[first:] if self._builder is not None else []
        made: list[Segment] = [markdown_segment(self._item, each) for each in markdowns]
        for index, segment in enumerate(made, first):
            segment.order = _ORDER + self._base + index
            segment.is_thought = True
        return made

    def _refresh_header(self) -> None:
        if self.header.view is not None:
            self.header.view.refresh()


def has_thoughts(version: MessageVersion) -> bool:
    """Whether a message says what was thought."""
    return any(isinstance(part, ThoughtPart) for part in version.message.parts)
