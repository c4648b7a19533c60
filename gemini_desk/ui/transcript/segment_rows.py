"""What the list of segments shows: texts, speakers, what is heard, what was found.

GUI thread only.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFontMetrics

from gemini_desk.transcripts.editing import speakers
from gemini_desk.ui.transcript.row_text import RowText, line_height, text_font
from gemini_desk.ui.transcript.segment_row import (
    RowState,
    SegmentRow,
    row_height,
    speaker_colour,
    text_width,
)
from gemini_desk.ui.transcript.virtual_rows import VirtualRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.transcripts.transcript import Segment, Transcript

_HELD_S: Final = 1.0  # a segment stays marked for a moment after its end


class SegmentRows(VirtualRows):
    """Rows of segments; who derives from it says what a person can do with them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: tuple[Segment, ...] = ()
        self._begins: list[bool] = []  # where another speaker begins
        self._starts: list[float] = []
        self._colours: dict[str, str] = {}
        self._duration_s = 0.0
        self._spoken = -1
        self._marked: frozenset[int] = frozenset()
        self._texts: dict[int, RowText] = {}
        self._hits: dict[int, tuple[tuple[int, int], ...]] = {}
        self._current_hit: tuple[int, int, int] | None = None
        self._character_px = 7
        self._line_px = 20
        self._frame_px = self._speaker_px = 0
        self._guessed_px = 1  # room for the texts, while heights are guessed
        self._take_font()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments that are shown."""
        return self._segments

    @property
    def spoken(self) -> int:
        """The segment that is heard; -1 for none."""
        return self._spoken

    def set_transcript(self, transcript: Transcript | None) -> None:
        """Show a transcript, or what became of the one that is shown: nothing else moves."""
        new = transcript.segments if transcript is not None else ()
        begins = _speaker_begins(new)
        duration_s = transcript.duration_s if transcript is not None else 0.0
        is_wider = (duration_s >= 3600) != (self._duration_s >= 3600)
        start, end, count = _difference(
            list(zip(self._segments, self._begins, strict=True)),
            list(zip(new, begins, strict=True)),
        )
        self._segments, self._begins, self._duration_s = new, begins, duration_s
        self._starts = [segment.start_s for segment in new]
        names = speakers(transcript) if transcript is not None else ()
        self._colours = {name: speaker_colour(n) for n, name in enumerate(names)}
        shift = count - (end - start)
        self._texts = {
            index + shift if index >= end else index: text
            for index, text in self._texts.items()
            if index < start or index >= end
        }
        self.on_replaced(start, end, count)
        self.splice_rows(start, end, count)
        if is_wider:
            self.measure_all_again()
        else:
            self.lay_out()
        self.refresh_rows()

    def on_replaced(self, start: int, end: int, count: int) -> None:
        """Segments from `start` to `end` are replaced by `count` others."""

    def set_heard(self, position_s: float, *, is_active: bool, is_playing: bool) -> None:
        """This second is heard; `is_active` says whether it is of this recording at all."""
        spoken = self.index_at(position_s) if is_active else -1
        before, self._spoken = self._spoken, spoken
        if spoken != before:
            for index in (before, spoken):
                self._refresh(index)

    def index_at(self, position_s: float) -> int:
        """The segment that is heard at a second; -1 in a pause."""
        index = self.last_begun(position_s)
        if index < 0 or position_s > self._segments[index].end_s + _HELD_S:
            return -1
        return index

    def last_begun(self, position_s: float) -> int:
        """The last segment that begins at a second or before it; -1 before the first one."""
        return bisect_right(self._starts, position_s + 0.001) - 1

    def set_hits(
        self, hits: dict[int, tuple[tuple[int, int], ...]], current: tuple[int, int, int] | None
    ) -> None:
        """Mark found words: places by index, and index and place of the one that is shown."""
        self._hits, self._current_hit = hits, current
        self.refresh_rows()

    def restyle(self) -> None:
        """The size of the text changed."""
        self._take_font()
        self._texts.clear()
        self.measure_all_again()
        self.refresh_rows()

    def refresh_rows(self) -> None:
        """Bind every row anew that has a widget."""
        for index in list(self.shown):
            self._refresh(index)

    # ------------------------------------------------------------------ rows

    def bind_row(self, row: QWidget, index: int) -> None:
        """See `VirtualRows.bind_row`."""
        if not isinstance(row, SegmentRow):
            return
        segment = self._segments[index]
        hit = self._current_hit
        state = RowState(
            duration_s=self._duration_s,
            shows_speaker=self._begins[index],
            colour=self._colours.get(segment.speaker or "", ""),
            is_spoken=index == self._spoken,
            is_selected=index in self._marked,
            hits=self._hits.get(index, ()),
            current_hit=hit[1:] if hit is not None and hit[0] == index else None,
        )
        row.show_segment(index, segment, self.text_of(index), state)

    def measure_row(self, index: int, width: int) -> int:
        """See `VirtualRows.measure_row`."""
        return row_height(self.text_of(index).height, shows_speaker=self._begins[index])

    def guess_row(self, index: int, width: int) -> int:
        """See `VirtualRows.guess_row`."""
        # Asked of thousands of rows at once: nothing here may ask Qt for anything.
        lines = 1 + len(self._segments[index].text) * self._character_px // self._guessed_px
        above = self._speaker_px if self._begins[index] else 0
        return self._frame_px + lines * self._line_px + above

    def forget_row(self, index: int) -> None:
        """See `VirtualRows.forget_row`."""
        self._texts.pop(index, None)

    def splice_rows(self, start: int, end: int, count: int) -> None:
        """See `VirtualRows.splice_rows`."""
        self._guessed_px = self.text_width
        super().splice_rows(start, end, count)

    def measure_all_again(self) -> None:
        """See `VirtualRows.measure_all_again`."""
        self._guessed_px = self.text_width
        super().measure_all_again()

    @property
    def text_width(self) -> int:
        """Room for the texts, in px."""
        return text_width(self.viewport().width(), self._duration_s)

    def text_of(self, index: int) -> RowText:
        """The text of a segment, laid out."""
        if index not in self._texts:
            self._texts[index] = RowText(self._segments[index], self.text_width)
        return self._texts[index]

    def _refresh(self, index: int) -> None:
        row = self.shown.get(index)
        if row is not None:
            self.bind_row(row, index)

    def _take_font(self) -> None:
        self._character_px = max(1, QFontMetrics(text_font()).averageCharWidth())
        self._line_px = line_height()
        self._frame_px = row_height(0, shows_speaker=False)
        self._speaker_px = row_height(0, shows_speaker=True) - self._frame_px

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Texts are laid out for their width."""
        self._texts.clear()
        super().resizeEvent(event)
        self.refresh_rows()


def _speaker_begins(segments: tuple[Segment, ...]) -> list[bool]:
    """For each segment whether somebody else speaks than in the one before."""
    before = [None, *[segment.speaker for segment in segments]]
    return [segment.speaker != name for segment, name in zip(segments, before, strict=False)]


def _difference(old: Sequence[object], new: Sequence[object]) -> tuple[int, int, int]:
    """What of `old` was replaced: its start, its end, and how many there are of `new` instead."""
    most, start, kept = min(len(old), len(new)), 0, 0
    while start < most and old[start] == new[start]:
        start += 1
    while kept < most - start and old[-1 - kept] == new[-1 - kept]:
        kept += 1
    return start, len(old) - kept, len(new) - kept - start
