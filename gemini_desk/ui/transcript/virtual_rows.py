"""A scrolling column of widgets, of which only those in view exist. GUI thread only.

Why not a `QListView`: it asks for the size of every row, in Python, whenever its width or one
text changes; its rows are paint, so that a screen reader is never at one; and it keeps no row
in its place while heights above it turn out to be others. Here a row is a real widget, taken
from a pool; heights are guesses until somebody comes near; the row at the top of the view
stays where it is whatever is measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.transcript.row_heights import RowHeights

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

EDGE_PX: Final = 6  # above the first row and below the last one
_MARGIN_PX: Final = 160  # beyond the view rows are measured and have widgets
_STEP_PX: Final = 40


class VirtualRows(QAbstractScrollArea):
    """The rows; what they show is a matter of who derives from it.

    Signals:
        scrolled: A person moved the view.
    """

    scrolled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heights = RowHeights()
        self._shown: dict[int, QWidget] = {}
        self._idle: list[QWidget] = []
        self._anchor = (0, 0)  # the row at the top of the view, and how much of it is above
        self._is_adjusting = False
        self._measured_width = 0
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().setSingleStep(_STEP_PX)
        self.verticalScrollBar().valueChanged.connect(self._on_bar_moved)
        self.viewport().setAutoFillBackground(False)
        style.follow_theme(self, style.scroll_area_style)

    # ------------------------------------------------------------------ for those who derive

    def make_row(self) -> QWidget:
        """A row that shows nothing yet, as a child of the viewport."""
        raise NotImplementedError

    def bind_row(self, row: QWidget, index: int) -> None:
        """Let `row` show what is at `index`."""
        raise NotImplementedError

    def measure_row(self, index: int, width: int) -> int:
        """The height of a row of `width` px."""
        raise NotImplementedError

    def guess_row(self, index: int, width: int) -> int:
        """About the height of a row; cheap, for it is asked of all of them."""
        raise NotImplementedError

    def forget_row(self, index: int) -> None:
        """What is kept of a row that nobody sees any more can go."""

    # ------------------------------------------------------------------ rows

    @property
    def shown(self) -> dict[int, QWidget]:
        """The rows that have widgets, by index."""
        return self._shown

    def splice_rows(self, start: int, end: int, count: int) -> None:
        """There are `count` other rows now, in the place of those from `start` to `end`."""
        shift = count - (end - start)
        for index in [each for each in self._shown if start <= each < end]:
            self._release(index)
        if shift:
            self._shown = {
                index + shift if index >= end else index: row for index, row in self._shown.items()
            }
        width = self._row_width
        guesses = (self.guess_row(index, width) for index in range(start, start + count))
        was_empty = not len(self.heights)
        self.heights.splice(start, end, guesses)
        index, offset = self._anchor
        if was_empty:
            self._anchor = (0, 0)
        elif index >= end:
            self._anchor = (index + shift, offset)
        elif index >= start + count:
            self._anchor = (max(0, start + count - 1), 0)

    def measure_again(self, index: int) -> None:
        """A row needs more or less room than before."""
        self.heights.set(index, self.measure_row(index, self._row_width))
        self.lay_out()

    def measure_all_again(self) -> None:
        """The fonts or the width changed."""
        count, width = len(self.heights), self._row_width
        for index in range(count):
            self.forget_row(index)
        self.heights.splice(0, count, [self.guess_row(index, width) for index in range(count)])
        self.lay_out()

    def lay_out(self) -> None:
        """Measure what is near the view and give it widgets; the row at the top stays there."""
        count, height = len(self.heights), self.viewport().height()
        self._measured_width = self._row_width
        first, last, top = 0, 0, 0
        for _ in range(3):  # the end of the list may turn out to be nearer than it was thought
            if not count:
                break
            first, last = self._measure_near(height)
            index, offset = self._anchor
            top = self.heights.top(index) + offset
            end = max(0, self.heights.total + 2 * EDGE_PX - height)
            if top <= end:
                break
            top = end
            self._take_anchor(end)
        was_adjusting, self._is_adjusting = self._is_adjusting, True
        bar = self.verticalScrollBar()
        bar.setPageStep(height)
        bar.setRange(0, max(0, self.heights.total + 2 * EDGE_PX - height) if count else 0)
        bar.setValue(top)
        self._is_adjusting = was_adjusting
        for index in [each for each in self._shown if not first <= each < last]:
            self._release(index)
        for index in range(first, last):
            self._place(index, self.heights.top(index) - top + EDGE_PX)

    def _measure_near(self, height: int) -> tuple[int, int]:
        count, width = len(self.heights), self._row_width
        index = min(self._anchor[0], count - 1)
        self._measure(index, width)
        self._anchor = (index, min(self._anchor[1], self.heights[index]))
        y, last = -self._anchor[1], index
        while last < count and y < height + _MARGIN_PX:
            self._measure(last, width)
            y += self.heights[last]
            last += 1
        y, first = -self._anchor[1], index
        while first > 0 and y > -_MARGIN_PX:
            first -= 1
            self._measure(first, width)
            y -= self.heights[first]
        return first, last

    def _measure(self, index: int, width: int) -> None:
        if not self.heights.is_exact(index):
            self.heights.set(index, self.measure_row(index, width))

    def _place(self, index: int, y: int) -> None:
        row = self._shown.get(index)
        is_new = row is None
        if row is None:
            row = self._idle.pop() if self._idle else self.make_row()
            self._shown[index] = row
        row.setGeometry(0, y, self._row_width, self.heights[index])
        if is_new:
            self.bind_row(row, index)
            row.show()

    def _release(self, index: int) -> None:
        """The keyboard goes to the list first: Qt would hand it to the next widget."""
        row = self._shown.pop(index)
        if self.window().focusWidget() is row:  # behind a dialog, too, when nothing has the focus
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        row.hide()
        self._idle.append(row)
        self.forget_row(index)

    @property
    def _row_width(self) -> int:
        return max(1, self.viewport().width())

    # ------------------------------------------------------------------ scrolling

    def span(self, index: int) -> tuple[int, int]:
        """Upper and lower edge of a row, in the view's coordinates."""
        top = self.heights.top(index) - self.verticalScrollBar().value() + EDGE_PX
        return top, top + self.heights[index]

    def row_at(self, y: int) -> int:
        """The row at a height of the view; -1 where there is none."""
        return self.heights.at(self.verticalScrollBar().value() + y - EDGE_PX)

    def is_in_view(self, index: int) -> bool:
        """Whether a part of a row can be seen."""
        top, bottom = self.span(index)
        return bottom > 0 and top < self.viewport().height()

    def scroll_by(self, distance: int) -> None:
        """Scroll downwards on behalf of the program: the reader has not moved."""
        was_adjusting, self._is_adjusting = self._is_adjusting, True
        bar = self.verticalScrollBar()
        self._take_anchor(min(max(0, bar.value() + distance), bar.maximum()))
        self._is_adjusting = was_adjusting
        self.lay_out()

    def ensure_visible(self, index: int) -> None:
        """Scroll as little as needed to show a row."""
        for _ in range(2):  # what comes into view may need more room than was thought
            top, bottom = self.span(index)
            if top < 0:
                self.scroll_by(top - EDGE_PX)
            elif bottom > self.viewport().height():
                self.scroll_by(min(top - EDGE_PX, bottom - self.viewport().height() + EDGE_PX))

    def put_at_third(self, index: int) -> None:
        """Show a row with some of what was said before it, wherever the view is now."""
        for _ in range(2):
            self.scroll_by(self.span(index)[0] - self.viewport().height() // 3)

    def _take_anchor(self, top: int) -> None:
        index = max(0, self.heights.at(top))
        self._anchor = (index, max(0, top - self.heights.top(index)))

    def _on_bar_moved(self, top: int) -> None:
        if not self._is_adjusting:
            self._take_anchor(top)
            self.lay_out()
            self.scrolled.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the rows out anew if they are wider or narrower now."""
        super().resizeEvent(event)
        if self._row_width != self._measured_width:
            self.measure_all_again()
        else:
            self.lay_out()
