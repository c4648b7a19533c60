"""Segments: runs of blocks that the pane draws with one widget.

Only the last segment ever changes; the ones before it are frozen. That is why nothing
moves for a reader who has scrolled up, and why a tick costs the same in a long answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from gemini_desk.ui.markdown.blocks import Block, BlockKind
from gemini_desk.ui.markdown.rendering import GROWING, Surroundings, render_block
from gemini_desk.ui.markdown.splitter import TOP, Beginning, BlockSplitter

# A segment takes another block only while it is shorter than this, in characters.
_FULL_CHARACTERS: Final = 300


@dataclass(slots=True, eq=False)
class MarkdownSegment:
    """Blocks that are drawn together: a run of prose, or one block of another kind.

    Attributes:
        kind: The kind of its blocks.
        blocks: The finished blocks.
        open_block: The one that is still growing, at the end; usually None.
        version: Counts changes of what is drawn.
    """

    kind: BlockKind
    indent: int = 0
    blocks: list[Block] = field(default_factory=list)
    open_block: Block | None = None
    version: int = 0
    _rendered: list[str] = field(default_factory=list)

    @property
    def first(self) -> Block | None:
        """The block at the top."""
        return self.blocks[0] if self.blocks else self.open_block

    @property
    def last(self) -> Block | None:
        """The block at the bottom."""
        return self.open_block or (self.blocks[-1] if self.blocks else None)

    @property
    def source(self) -> str:
        """The Markdown of its blocks, or the code."""
        shown = [*self.blocks, self.open_block] if self.open_block else self.blocks
        return "".join(block.source for block in shown)

    def accepts(self, block: Block) -> bool:
        """Whether `block` may join, judged by finished text alone."""
        return (
            self.kind is BlockKind.PROSE
            and block.kind is BlockKind.PROSE
            and self.indent == block.indent
            and sum(len(finished.source) for finished in self.blocks) < _FULL_CHARACTERS
        )

    def html(self, surroundings: Surroundings = GROWING) -> str:
        """Its HTML; finished blocks are rendered once, until `forget_html`."""
        for block in self.blocks[len(self._rendered) :]:
            self._rendered.append(render_block(block, surroundings=surroundings))
        if self.open_block is None:
            return "".join(self._rendered)
        growing = render_block(self.open_block, is_open=True, surroundings=surroundings)
        return "".join(self._rendered) + growing

    def forget_html(self) -> None:
        """Render afresh when it is needed again."""
        self._rendered.clear()
        self.version += 1


class SegmentBuilder:
    """Segments of one message's growing text."""

    def __init__(self, beginning: Beginning = TOP) -> None:
        self.segments: list[MarkdownSegment] = []
        self._splitter = BlockSplitter(beginning)

    def feed(self, text: str) -> int:
        """Take more text.

        Returns:
            Index of the first segment that is new or changed.
        """
        return self._extend(self._splitter.feed(text), is_finished=False)

    def finish(self) -> int:
        """The text is whole; returns as `feed` does."""
        return self._extend(self._splitter.finish(), is_finished=True)

    def _extend(self, finished: list[Block], *, is_finished: bool) -> int:
        spare = self._take_open_block()
        changed = len(self.segments) - (1 if self.segments and spare is None else 0)
        for block in finished:
            spare = self._place(block, spare, is_open=False)
        growing = None if is_finished else self._splitter.open_block()
        if growing is not None:
            self._place(growing, spare, is_open=True)
        return max(0, changed)

    def _take_open_block(self) -> MarkdownSegment | None:
        """Remove the open block; returns its segment if nothing else was in it."""
        if not self.segments or self.segments[-1].open_block is None:
            return None
        last = self.segments[-1]
        last.open_block = None
        last.version += 1
        return None if last.blocks else self.segments.pop()

    def _place(
        self, block: Block, spare: MarkdownSegment | None, *, is_open: bool
    ) -> MarkdownSegment | None:
        """Put `block` at the end, into `spare` if it fits, and return what is left of it."""
        if self.segments and self.segments[-1].accepts(block):
            segment = self.segments[-1]
        elif spare is not None and (spare.kind, spare.indent) == (block.kind, block.indent):
            segment, spare = spare, None
            self.segments.append(segment)
        else:
            segment = MarkdownSegment(block.kind, block.indent)
            self.segments.append(segment)
        if is_open:
            segment.open_block = block
        else:
            segment.blocks.append(block)
        segment.version += 1
        return spare
