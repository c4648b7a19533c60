"""A message as the pane sees it: how its segments are made, and how they grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gemini_desk.markdown.parser import has_definitions
from gemini_desk.ui.conversation.message_parts import (
    attachment_segments,
    closing_segments,
    opening_segments,
    plain_segments,
)
from gemini_desk.ui.conversation.segment_column import SegmentColumn, number
from gemini_desk.ui.conversation.segments import (
    Code,
    Editor,
    Footer,
    Formula,
    MarkdownText,
    Notice,
    Segment,
    Stretch,
    markdown_segment,
)
from gemini_desk.ui.conversation.thinking import Thinking
from gemini_desk.ui.conversation.thought_segments import ThoughtSegments
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.markdown.segments import SegmentBuilder
from gemini_desk.ui.markdown.stretches import cut_into_stretches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.editing.message_editor import MessageEditor
    from gemini_desk.ui.markdown.segments import MarkdownSegment


_LAST: Final = 1 << 40  # behind the order of any text
_FIRST: Final = -(1 << 40)  # before it, and before what was thought


class MessageItem(SegmentColumn):
    """One message. GUI thread only.

    Attributes:
        editor: Shown in place of everything else while the message is being edited.
    """

    def __init__(self, version: MessageVersion) -> None:
        self._thoughts: ThoughtSegments | None = None
        super().__init__(version)
        self.editor: MessageEditor | None = None
        self._builder: SegmentBuilder | None = None  # of the end of the text
        self._base = 0  # characters before that
        self._lead = 0  # segments before those of the builder

    def take(self, version: MessageVersion) -> None:
        """Show `version` from now on."""
        super().take(version)
        if self._thoughts is not None:
            self._thoughts.refresh_header()
        elif self.thinking is not None:
            self._thoughts = ThoughtSegments(self, self.thinking)

    def expand(self, column: int) -> list[Segment]:
        """Make the segments, with estimated heights for a column of `column` px.

        Of a long answer only the end is parsed; the rest comes as stretches.
        """
        if self.segments is None and self.editor is not None:
            editor = Editor(item=self, editor=self.editor)
            self.segments = number([*opening_segments(self), editor], 0)
            self.arrange(column)
        if self.segments is None:
            lead = [*opening_segments(self), *attachment_segments(self)]
            number(lead, _FIRST)
            if self._thoughts is not None:
                lead.append(self._thoughts.header)
                if self._thoughts.is_unfolded:
                    lead += self._thoughts.unfold()
            if self.is_user:
                lead += number(list(plain_segments(self)), 0)
            else:
                *far, end = cut_into_stretches(self.source)
                for text in far:
                    lead.append(Stretch(item=self, order=self._base, text=text))
                    self._base += len(text.source)
                self._builder = SegmentBuilder(end.beginning)
                self._builder.feed(end.source)
                if not self.is_streaming:
                    self._builder.finish()
                    self._rule_out_definitions()
                self._lead = len(lead)
                lead += self._new_segments(self._builder.segments, self._base)
            closing = list(closing_segments(self))
            self.segments = [*lead, *number(closing, _LAST - len(closing))]
            self.arrange(column)
        return self.segments

    def set_editor(self, editor: MessageEditor | None, column: int) -> None:
        """Show `editor` in place of the message, or the message again."""
        self.collapse()
        self.editor = editor
        self.expand(column)

    def unfold(self, stretch: Stretch, column: int) -> None:
        """Put the segments of a stretch in its place: somebody is near."""
        segments = self.segments or []
        made = self._new_segments(stretch.parsed(), stretch.order)
        for segment in made:
            segment.is_thought = stretch.is_thought
        start = stretch.index
        stretch.index = -1
        segments[start : start + 1] = made
        self._lead += len(made) - 1
        self.arrange(column, start)

    def _new_segments(self, found: Iterable[MarkdownSegment], order: int) -> list[Segment]:
        return number([markdown_segment(self, each) for each in found], order)

    def collapse(self) -> None:
        """Forget the segments; they are made again when needed."""
        for segment in self.segments or ():
            segment.index = -1
        self.segments = None
        self._builder = None
        self._lead = self._base = 0

    def replace(self, version: MessageVersion, column: int) -> None:
        """Become another version of the message, with an estimated height."""
        self.collapse()
        self.take(version)
        self.height = self.estimate(column)

    def feed(self, text: str, column: int) -> tuple[int, list[Segment]]:
        """Append text of a growing answer.

        Returns:
            Index of the first segment that changed, and the segments that were taken out.
        """
        self.expand(column)
        if self._thoughts is not None:
            self._thoughts.end()
        self._source.append(text)
        if self._builder is None:
            return 0, []
        return self._adopt(self._builder.feed(text), column)

    def set_transcript(self, version: MessageVersion, column: int) -> int | None:
        """Show the transcript of `version`; returns the index of its segment, None without one."""
        self.version = version
        part = version.message.transcript
        for card in self.expand(column):
            if isinstance(card, TranscriptCard) and part is not None:
                card.part = part
                card.forget_size()
                return card.index
        return None

    def think(self, text: str, column: int) -> tuple[int, list[Segment]]:
        """More was thought; returns as `feed`."""
        self.expand(column)
        segments = self.segments or []
        if self._thoughts is None:
            self.thinking = Thinking(self.version)
            self._thoughts = ThoughtSegments(self, self.thinking)
            self._place_thoughts(self._lead, [self._thoughts.header], column)
        header = segments.index(self._thoughts.header)
        shown = segments[header + 1 : self._lead]
        kept, made = self._thoughts.grow(text, shown)
        _, gone = self._place_thoughts(header + 1 + kept, made, column)
        return (header if not shown else header + 1 + kept), gone

    def toggle_thoughts(self, column: int) -> tuple[int, list[Segment]]:
        """Fold or unfold what was thought; returns as `feed`."""
        self.expand(column)
        thoughts, segments = self._thoughts, self.segments or []
        if thoughts is None or thoughts.header not in segments:
            return 0, []
        made: list[Segment] = []
        if thoughts.is_unfolded:
            thoughts.fold()
        else:
            made = thoughts.unfold()
        return self._place_thoughts(segments.index(thoughts.header) + 1, made, column)

    def _place_thoughts(
        self, start: int, made: list[Segment], column: int
    ) -> tuple[int, list[Segment]]:
        """Put `made` in the place of the thoughts from index `start` on."""
        segments = self.segments or []
        gone = [each for each in segments[start : self._lead] if each not in made]
        for each in gone:
            each.index = -1
        segments[start : self._lead] = made
        self._lead = start + len(made)
        self.arrange(column, start)
        return start, gone

    def finish(self, version: MessageVersion, column: int) -> tuple[int, list[Segment]]:
        """The answer is whole; `version` has its status and details. Returns as `feed`."""
        self.take(version)
        if self.segments is None or self._builder is None:
            return 0, []
        changed = self._builder.finish()
        self._rule_out_definitions()
        if (
            self.definitions is not None
            and self.forget_html(
                lambda source: "[^" in source  # no footnotes after all
            )
            is not None
        ):
            changed = -self._lead
        return self._adopt(changed, column)

    def resolve(self, definitions: dict[str, Any]) -> None:
        """Show references and footnotes as what they are."""
        self.definitions = definitions
        self.forget_html(lambda source: "[" in source)

    def _rule_out_definitions(self) -> None:
        if not has_definitions(self.source):
            self.definitions = {}

    def _adopt(self, changed: int, column: int) -> tuple[int, list[Segment]]:
        """Take over the builder's segments from `changed` on, keeping those that are known."""
        segments = self.segments or []
        new = self._builder.segments[max(0, changed) :] if self._builder else []
        start = self._lead + max(0, changed)
        known: dict[MarkdownSegment, MarkdownText | Code | Formula]
        of_markdown = MarkdownText | Code | Formula
        known = {s.markdown: s for s in segments[start:] if isinstance(s, of_markdown)}
        kept: list[Segment] = []
        for markdown in new:
            segment = known.pop(markdown) if markdown in known else None
            segment = segment or markdown_segment(self, markdown)
            segment.forget_size()
            kept.append(segment)
        number(kept, self._base + max(0, changed))
        closing: list[Segment] = (
            [s for s in segments if isinstance(s, Notice | Footer)]
            if self.is_streaming
            else list(closing_segments(self, self.footer))
        )
        gone: list[Segment] = list(known.values())
        gone += [s for s in segments if isinstance(s, Notice) and s not in closing]
        for each in gone:
            each.index = -1
        segments[start:] = [*kept, *number(closing, _LAST - len(closing))]
        start = min(start, self._lead + changed)
        self.arrange(column, start)
        return start, gone
