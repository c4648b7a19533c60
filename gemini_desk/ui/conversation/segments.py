"""Segments of messages: what is drawn by one widget, with its place and size.

A segment knows nothing of widgets but the one that shows it at the moment. Its height is an
estimate until somebody comes near it; only then is it laid out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.shown_code import ShownCode
from gemini_desk.ui.conversation.zoom import px
from gemini_desk.ui.markdown.blocks import BlockKind
from gemini_desk.ui.markdown.segments import SegmentBuilder

if TYPE_CHECKING:
    import datetime

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.errors import MemoryRemedy
    from gemini_desk.ui.conversation.editing.message_editor import MessageEditor
    from gemini_desk.ui.conversation.segment_widget import SegmentWidget
    from gemini_desk.ui.conversation.shown_message import ShownMessage
    from gemini_desk.ui.conversation.thinking import Thinking
    from gemini_desk.ui.markdown.segments import MarkdownSegment
    from gemini_desk.ui.markdown.stretches import Stretch as TextStretch


@dataclass(slots=True, eq=False, kw_only=True)
class Segment:
    """A part of a message.

    Attributes:
        item: The message.
        index: Place among the message's segments; -1 once it was taken out.
        order: Where it stands in reading order; unlike `index` it stays the same while
            stretches above it become segments.
        top: Upper edge within the message, in px.
        left: Left edge within the column, in px.
        width: In px; 0 while it is not known.
        height: In px.
        is_measured: Whether left, width and height are exact.
        estimated_width: Width of the column that the height was estimated for; 0 if it was not.
        is_thought: Whether it shows what was thought, not what was said.
        view: The widget that shows it, if one does.
    """

    item: ShownMessage
    index: int = -1
    order: int = 0
    top: int = 0
    left: int = 0
    width: int = 0
    height: int = 0
    is_measured: bool = False
    estimated_width: int = 0
    is_thought: bool = False
    view: SegmentWidget | None = None

    def estimate(self, width: int) -> int:
        """A guess at the height, in px, for a column of `width` px; cheap."""
        raise NotImplementedError

    @property
    def bottom(self) -> int:
        """Lower edge within the message, in px."""
        return self.top + self.height

    @property
    def is_text(self) -> bool:
        """Whether its text can be selected."""
        return isinstance(self, MarkdownText | Code | Formula | PlainText | Stretch)

    def forget_size(self) -> None:
        """What it shows, or the width of the column, has changed."""
        self.is_measured = False
        self.estimated_width = 0


@dataclass(slots=True, eq=False, kw_only=True)
class MarkdownText(Segment):
    """A run of prose, a quote, or a part of a table."""

    markdown: MarkdownSegment

    def estimate(self, width: int) -> int:
        """One line for each line of the source, and more where it must wrap."""
        source = self.markdown.source
        if self.markdown.kind is BlockKind.TABLE:
            return px(32) * source.count("\n")
        return _lines(source, width) * px(27)


@dataclass(slots=True, eq=False, kw_only=True)
class Code(Segment):
    """A block of code; its long lines break if a person wants it."""

    markdown: MarkdownSegment
    is_wrapped: bool = False
    _shown: ShownCode | None = field(default=None, init=False, repr=False)

    @property
    def shown(self) -> ShownCode:
        """What is laid out of it."""
        source = self.markdown.source
        if self._shown is None or self._shown.source != source:
            self._shown = ShownCode(source)
        return self._shown

    def estimate(self, width: int) -> int:
        """Code hardly ever wraps, so this is nearly exact."""
        lines = self.markdown.source.count("\n") + 1
        return measures.CODE_HEADER_PX + 2 * measures.CODE_PADDING_PX + px(17) * lines


@dataclass(slots=True, eq=False, kw_only=True)
class Formula(Segment):
    """A formula on a line of its own."""

    markdown: MarkdownSegment

    def estimate(self, width: int) -> int:
        """A fraction, or the lines of what has more than three."""
        return max(64, 20 * (self.markdown.source.count("\n") + 1))


@dataclass(slots=True, eq=False, kw_only=True)
class Thought(Segment):
    """The line above what a model thought; it folds and unfolds that."""

    thinking: Thinking

    def estimate(self, width: int) -> int:
        """A button."""
        return measures.FOOTER_BUTTON_PX


@dataclass(slots=True, eq=False, kw_only=True)
class Stretch(Segment):
    """Some thousand characters of a long answer that nobody has come near: not even parsed."""

    text: TextStretch

    @property
    def source(self) -> str:
        """Its Markdown."""
        return self.text.source

    def estimate(self, width: int) -> int:
        """Half of it is prose, half short lines."""
        return _lines(self.source, width) * px(24)

    def parsed(self) -> list[MarkdownSegment]:
        """What it becomes when somebody is near."""
        builder = SegmentBuilder(self.text.beginning)
        builder.feed(self.source)
        builder.finish()
        return builder.segments


@dataclass(slots=True, eq=False, kw_only=True)
class PlainText(Segment):
    """What a person wrote, as it was written; long texts have several of these."""

    text: str
    is_first: bool = True
    is_last: bool = True

    def estimate(self, width: int) -> int:
        """Lines of text and the bubble around them."""
        return _lines(self.text, int(width * measures.BUBBLE_SHARE)) * measures.LINE_PX + px(15)


@dataclass(slots=True, eq=False, kw_only=True)
class Images(Segment):
    """Pictures and films that stand side by side."""

    attachments: tuple[Attachment, ...]

    def estimate(self, width: int) -> int:
        """One row."""
        return measures.THUMBNAIL_PX


@dataclass(slots=True, eq=False, kw_only=True)
class DateLine(Segment):
    """The day, above the first message of it."""

    day: datetime.date

    def estimate(self, width: int) -> int:
        """They are all of one height."""
        return measures.DATE_PX


@dataclass(slots=True, eq=False, kw_only=True)
class AudioClip(Segment):
    """A clip of sound."""

    attachment: Attachment

    def estimate(self, width: int) -> int:
        """About one height for all clips; a name or a note makes one a little higher."""
        return measures.AUDIO_HEIGHT_PX


@dataclass(slots=True, eq=False, kw_only=True)
class ContextStart(Segment):
    """A line: the model reads nothing of what stands above, but perhaps a summary of it."""

    summary: str

    def estimate(self, width: int) -> int:
        """One row."""
        return measures.CONTEXT_START_PX


class NoticeKind(StrEnum):
    """What a notice in an answer tells."""

    ERROR = "error"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"
    LENGTH = "length"


@dataclass(slots=True, eq=False, kw_only=True)
class Notice(Segment):
    """An error, or the reason why an answer is not whole."""

    kind: NoticeKind
    message: str
    hint: str = ""
    remedies: tuple[MemoryRemedy, ...] = ()

    def estimate(self, width: int) -> int:
        """A short card."""
        return px(92 if self.kind is NoticeKind.ERROR else 44)


@dataclass(slots=True, eq=False, kw_only=True)
class Footer(Segment):
    """The row of actions below a message; what the model is doing while it answers."""

    activity: str = field(default="")

    def estimate(self, width: int) -> int:
        """Footers are all of one height, so nothing moves when an answer ends."""
        return measures.FOOTER_PX


@dataclass(slots=True, eq=False, kw_only=True)
class Editor(Segment):
    """The message is being written anew: nothing else of it is shown."""

    GAP_PX: ClassVar[int] = 12  # below the editor
    editor: MessageEditor

    def estimate(self, width: int) -> int:
        """The editor knows by itself."""
        return self.editor.height_at(width) + self.GAP_PX


def _lines(text: str, width: int) -> int:
    characters_per_line = max(12, width // measures.CHARACTER_PX)
    return sum(1 + len(line) // characters_per_line for line in text.rstrip("\n").split("\n"))


def markdown_segment(
    item: ShownMessage, markdown: MarkdownSegment
) -> MarkdownText | Code | Formula:
    """The segment that shows `markdown`."""
    if markdown.kind is BlockKind.FORMULA:
        return Formula(item=item, markdown=markdown)
    if markdown.kind is BlockKind.CODE:
        return Code(item=item, markdown=markdown)
    return MarkdownText(item=item, markdown=markdown)


def thought_inset(segment: Segment) -> int:
    """By how much thoughts are set in."""
    return measures.QUOTE_INSET_PX if segment.is_thought else 0
