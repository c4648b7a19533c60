"""A message as the pane sees it: its segments, their places, its height."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import AudioPart, ImagePart, Role, TextPart
from gemini_desk.ui.conversation import measures
from gemini_desk.ui.conversation.segments import (
    AudioClip,
    Code,
    Footer,
    Images,
    MarkdownText,
    Notice,
    NoticeKind,
    PlainText,
    Segment,
    gap_between,
    markdown_segment,
)
from gemini_desk.ui.markdown.parser import link_references
from gemini_desk.ui.markdown.segments import SegmentBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gemini_desk.chat.conversation import MessageId, MessageVersion
    from gemini_desk.ui.markdown.segments import MarkdownSegment

_PLAIN_CHARACTERS: Final = 1500  # of a person's text in one widget


class MessageItem:
    """One message. GUI thread only.

    Attributes:
        version: The message.
        index: Place in the conversation.
        segments: What it is made of; None until somebody comes near it.
        height: In px, with the gap above; an estimate until all segments are measured.
        references: Link reference definitions, known once the text is whole.
    """

    def __init__(self, version: MessageVersion) -> None:
        self.version = version
        self.index = -1
        self.segments: list[Segment] | None = None
        self.height = 0
        self.references: dict[str, Any] = {}
        self.is_streaming = version.status is MessageStatus.STREAMING
        self._builder: SegmentBuilder | None = None
        self._source: list[str] = [version.message.text]

    @property
    def id(self) -> MessageId:
        """Id of the message's version."""
        return self.version.id

    @property
    def is_user(self) -> bool:
        """Whether a person wrote it."""
        return self.version.message.role is Role.USER

    @property
    def source(self) -> str:
        """The whole text as it was written, with what arrived since."""
        if len(self._source) > 1:
            self._source = ["".join(self._source)]
        return self._source[0]

    @property
    def has_text(self) -> bool:
        """Whether there is any text."""
        return any(self._source)

    @property
    def gap(self) -> int:
        """Room above the message, in px."""
        return measures.USER_GAP_PX if self.is_user else measures.ASSISTANT_GAP_PX

    @property
    def footer(self) -> Footer | None:
        """Its last row, once it has segments."""
        last = self.segments[-1] if self.segments else None
        return last if isinstance(last, Footer) else None

    # ------------------------------------------------------------------ segments

    def expand(self, column: int) -> list[Segment]:
        """Make the segments, with estimated heights for a column of `column` px."""
        if self.segments is None:
            lead = list(self._attachment_segments())
            self.segments = lead
            if self.is_user:
                lead += self._plain_segments()
            else:
                self._builder = SegmentBuilder()
                self._builder.feed(self.source)
                if not self.is_streaming:
                    self._builder.finish()
                    self.references = link_references(self.source)
                lead += [markdown_segment(self, each) for each in self._builder.segments]
            lead += self._closing_segments()
            self.arrange(column)
        return self.segments

    def collapse(self) -> None:
        """Forget the segments; they are made again when needed."""
        for segment in self.segments or ():
            segment.index = -1
        self.segments = None
        self._builder = None

    def replace(self, version: MessageVersion, column: int) -> None:
        """Become another version of the message, with an estimated height."""
        self.collapse()
        self.version = version
        self.is_streaming = version.status is MessageStatus.STREAMING
        self.references = {}
        self._source = [version.message.text]
        self.height = self.estimate(column)

    def set_activity(self, text: str) -> None:
        """Say what the model is doing while it answers."""
        footer = self.footer
        if footer is not None and footer.activity != text:
            footer.activity = text
            if footer.view is not None:
                footer.view.refresh()

    def feed(self, text: str, column: int) -> tuple[int, list[Segment]]:
        """Append text of a growing answer.

        Returns:
            Index of the first segment that changed, and the segments that were taken out.
        """
        self.expand(column)
        self._source.append(text)
        if self._builder is None:
            return 0, []
        return self._adopt(self._builder.feed(text), column)

    def finish(self, version: MessageVersion, column: int) -> tuple[int, list[Segment]]:
        """The answer is whole; `version` has its status and details. Returns as `feed`."""
        self.version = version
        self.is_streaming = version.status is MessageStatus.STREAMING
        self._source = [version.message.text]
        if self.segments is None or self._builder is None:
            return 0, []
        changed = self._builder.finish()
        self.references = link_references(self.source)
        if self.references:
            changed = 0
            for each in self._builder.segments:
                if "[" in each.source:
                    each.forget_html()
        return self._adopt(changed, column)

    def _adopt(self, changed: int, column: int) -> tuple[int, list[Segment]]:
        """Take over the builder's segments from `changed` on, keeping those that are known."""
        segments = self.segments or []
        builder_segments = self._builder.segments if self._builder else []
        first = next(
            (n for n, s in enumerate(segments) if not isinstance(s, Images | AudioClip)), 0
        )
        start = first + changed
        known: dict[MarkdownSegment, MarkdownText | Code]
        known = {s.markdown: s for s in segments[start:] if isinstance(s, MarkdownText | Code)}
        kept: list[Segment] = []
        for markdown in builder_segments[changed:]:
            segment = known.pop(markdown) if markdown in known else None
            segment = segment or markdown_segment(self, markdown)
            segment.is_measured = False
            kept.append(segment)
        closing = (
            [s for s in segments if isinstance(s, Notice | Footer)]
            if self.is_streaming
            else list(self._closing_segments(self.footer))
        )
        gone: list[Segment] = list(known.values())
        gone += [s for s in segments if isinstance(s, Notice) and s not in closing]
        for each in gone:
            each.index = -1
        segments[start:] = [*kept, *closing]
        self.arrange(column, start)
        return start, gone

    def arrange(self, column: int, start: int = 0) -> None:
        """Set the places of the segments from `start` on, estimating what is not measured."""
        segments = self.segments or []
        upper = segments[start - 1] if start else None
        y = upper.bottom if upper is not None else self.gap
        for index in range(start, len(segments)):
            segment = segments[index]
            segment.index = index
            if not segment.is_measured and segment.view is None:
                segment.height = segment.estimate(column)
            segment.top = y + gap_between(upper, segment)
            upper, y = segment, segment.bottom
        self.height = y

    def estimate(self, column: int) -> int:
        """A guess at the height, in px, without making segments; cheap."""
        if self.is_user:
            column = int(column * measures.BUBBLE_SHARE)
        text = self.source
        characters_per_line = max(12, column // 8)
        lines = len(text) / characters_per_line + 0.45 * text.count("\n") + 1
        media = len(self.version.message.attachments) * measures.THUMBNAIL_PX
        return self.gap + measures.FOOTER_PX + media + round(25 * lines)

    # ------------------------------------------------------------------ what it is made of

    def _attachment_segments(self) -> Iterator[Segment]:
        media = [p for p in self.version.message.parts if not isinstance(p, TextPart)]
        for kind, parts in groupby(media, key=type):
            if kind is ImagePart:
                yield Images(item=self, attachments=tuple(part.attachment for part in parts))
            elif kind is AudioPart:
                for part in parts:
                    yield AudioClip(item=self, attachment=part.attachment)

    def _plain_segments(self) -> list[Segment]:
        pieces = list(_pieces(self.source.strip("\n")))
        last = len(pieces) - 1
        return [
            PlainText(
                item=self,
                text=piece,
                is_first=n == 0,
                is_last=n == last,
            )
            for n, piece in enumerate(pieces)
        ]

    def _closing_segments(self, footer: Footer | None = None) -> Iterator[Segment]:
        notice = self._notice()
        if notice is not None:
            yield notice
        yield footer or Footer(item=self)

    def _notice(self) -> Notice | None:
        details = self.version.answer
        if self.is_user or self.is_streaming:
            return None
        if self.version.status is MessageStatus.FAILED:
            message = details.error if details and details.error else "The answer failed."
            hint = details.error_hint if details else ""
            return Notice(item=self, kind=NoticeKind.ERROR, message=message, hint=hint)
        if self.version.status is MessageStatus.INTERRUPTED:
            message = "This answer was cut off when the application ended."
            return Notice(item=self, kind=NoticeKind.INTERRUPTED, message=message)
        match details.finish_reason if details else None:
            case FinishReason.CANCELLED:
                message = "You stopped this answer."
                return Notice(item=self, kind=NoticeKind.STOPPED, message=message)
            case FinishReason.LENGTH:
                message = "The answer reached its length limit."
                return Notice(item=self, kind=NoticeKind.LENGTH, message=message)
        return None


def _pieces(text: str) -> Iterator[str]:
    """`text` in pieces that one widget shows, broken at line ends where there are any."""
    start = 0
    while len(text) - start > _PLAIN_CHARACTERS:
        end = text.rfind("\n", start + 1, start + _PLAIN_CHARACTERS) + 1
        end = end or text.rfind(" ", start + 1, start + _PLAIN_CHARACTERS) + 1
        end = end or start + _PLAIN_CHARACTERS
        yield text[start:end].removesuffix("\n")
        start = end
    if start < len(text):
        yield text[start:]
