"""Correcting texts in the list, one segment after the other. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect

from gemini_desk.transcripts.transcript import Segment
from gemini_desk.ui.conversation.wording import spoken_duration
from gemini_desk.ui.transcript.row_text import RowText
from gemini_desk.ui.transcript.segment_editor import FRAME_PX, SegmentEditor
from gemini_desk.ui.transcript.segment_row import SegmentRow

if TYPE_CHECKING:
    from gemini_desk.ui.transcript.chosen_rows import ChosenRows


class InlineEditing(QObject):
    """Which segment is edited, and what becomes of it.

    Attributes:
        index: The segment; -1 while none is edited.
    """

    def __init__(self, rows: ChosenRows) -> None:
        super().__init__(rows)
        self.index = -1
        self._rows = rows
        self._before = ""
        self.editor = SegmentEditor(rows.viewport())
        self.editor.paused.connect(self._save)
        self.editor.finished.connect(self._finish)
        self.editor.cancelled.connect(self._cancel)
        self.editor.split_requested.connect(self._split)
        self.editor.merge_requested.connect(self._merge)
        self.editor.toggled.connect(rows.toggled)
        self.editor.back_requested.connect(rows.back_requested)
        self.editor.textChanged.connect(self._grow)

    @property
    def is_on(self) -> bool:
        """Whether a segment is being edited."""
        return self.index >= 0

    def begin(self, index: int, place: int = 0) -> None:
        """Edit a segment, with the cursor at a character of its text."""
        self.finish()
        if not 0 <= index < len(self._rows.segments):
            return
        rows, segment = self._rows, self._rows.segments[index]
        rows.go_to(index, focus=False)
        self.index, self._before = index, segment.text
        self.place()
        who = f", {segment.speaker}" if segment.speaker else ""
        name = f"Text at {spoken_duration(int(segment.start_s))}{who}"
        self.editor.open(segment.text, place, name)
        rows.measure_again(index)

    def finish(self) -> None:
        """Save what is being edited, and stop."""
        if self.is_on:
            self._end(self.editor.text)

    def text_height(self, width: int) -> int:
        """Height of the text that is being written, in px."""
        written = replace(_NOTHING, text=self.editor.text)
        return RowText(written, width).height if self.editor.is_open else 0

    def place(self) -> None:
        """Lie over the text of its row."""
        if self.is_on:
            row = self._rows.shown.get(self.index)
            if isinstance(row, SegmentRow) and row.segment is not None:
                area = row.text_rect.translated(0, row.y())
                height = max(area.height(), row.height() - row.text_rect.top() - 8)
                box = QRect(area.left(), area.top(), area.width(), height)
                self.editor.setGeometry(
                    box.adjusted(-FRAME_PX - 1, -FRAME_PX, FRAME_PX + 1, FRAME_PX)
                )
            else:  # out of sight; it keeps the keyboard
                self.editor.move(0, -2 * self.editor.height() - 100)

    def shift(self, start: int, end: int, count: int) -> None:
        """Segments from `start` to `end` are about to be replaced by `count` others."""
        if not self.is_on:
            return
        if self.index >= end:
            self.index += count - (end - start)
        elif self.index >= start and (count != end - start):
            self._close()  # what was edited is no more

    def _grow(self) -> None:
        if self.is_on and self.editor.is_open:
            self._rows.measure_again(self.index)

    def _save(self, text: str) -> None:
        """Without an end: a text that is empty for a moment is no wish to be rid of it."""
        if self.is_on and text.strip() and text != self._rows.segments[self.index].text:
            self._rows.text_edited.emit(self.index, text, False)

    def _finish(self, text: str, step: int) -> None:
        index = self.index
        self._end(text)
        if step and 0 <= index + step < len(self._rows.segments):
            target = index + step
            self.begin(target, len(self._rows.segments[target].text) if step < 0 else 0)
        elif not step:
            self._rows.focus_current()

    def _cancel(self) -> None:
        self._end(self._before)
        self._rows.focus_current()

    def _end(self, text: str) -> None:
        index = self.index
        self._close()
        self._rows.text_edited.emit(index, text, True)

    def _split(self, text: str, place: int) -> None:
        index = self.index
        self._close()
        self._rows.split_requested.emit(index, text, place)
        if text[:place].strip() and text[place:].strip():
            self.begin(index + 1)
        else:  # there is nothing to split at an end: the cursor stays there
            self.begin(index, place)

    def _merge(self, text: str, step: int) -> None:
        first = min(self.index, self.index + step)
        if not 0 <= first < len(self._rows.segments) - 1:
            return
        place = len(text) if step > 0 else len(self._rows.segments[first].text)
        self._end(text)
        if text.strip():
            self._rows.merge_requested.emit(first)
            self.begin(first, place)

    def _close(self) -> None:
        index, self.index = self.index, -1
        self.editor.close_quietly()
        if 0 <= index < len(self._rows.heights):
            self._rows.measure_again(index)


_NOTHING = Segment(0.0, 1.0, "")
