"""The lines of long code that are near the view: only these are laid out and painted.

QPlainTextEdit lays out every line that its height has room for. Code of some thousand lines
is therefore shown by an editor that is as high as the view and goes along with it.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QPlainTextEdit

    from gemini_desk.ui.conversation.code_metrics import CodeMetrics

_LONG_LINES: Final = 300  # shorter code is shown whole
_MARGIN_LINES: Final = 30  # above and below the view, so that not every step lays out anew


class CodeWindow:
    """Places the editor of one block of code. GUI thread only."""

    def __init__(self, editor: QPlainTextEdit) -> None:
        self._editor = editor
        self._tops: list[float] = []
        self._usual_px = 1.0
        self._lines = 0
        self._shown: tuple[int, int] | None = None  # lines: first, behind the last

    def set_code(self, code: str, metrics: CodeMetrics) -> None:
        """This is in the editor now."""
        self._lines = code.count("\n") + 1
        self._usual_px = metrics.height("")
        is_long = self._lines > _LONG_LINES
        self._tops = metrics.tops(code) if is_long and not code.isascii() else []
        self._shown = None

    def place(self, whole: QRect, top: int, bottom: int, *, is_wrapped: bool) -> None:
        """Place the editor.

        Args:
            whole: The room for all lines, and the padding below them.
            top: Upper edge of what is in view, counted from the first line, in px.
            bottom: Its lower edge.
            is_wrapped: Whether long lines break: then the code is shown whole.
        """
        if self._lines <= _LONG_LINES or is_wrapped:
            self._shown = None
            self._editor.setGeometry(whole)
            self._editor.verticalScrollBar().setValue(0)
            return
        first = self._line_at(top)
        end = min(self._lines, self._line_at(bottom) + 1)
        if self._shown is not None and self._shown[0] <= first and end <= self._shown[1]:
            self._editor.resize(whole.width(), self._editor.height())
            return
        first = max(0, first - _MARGIN_LINES)
        end = min(self._lines, end + _MARGIN_LINES)
        self._shown = (first, end)
        upper = whole.top() + round(self._top_of(first))
        lower = whole.bottom() + 1
        if end < self._lines:
            lower = whole.top() + round(self._top_of(end))
        self._editor.setGeometry(whole.left(), upper, whole.width(), lower - upper)
        self._editor.verticalScrollBar().setValue(first)

    def _line_at(self, y: int) -> int:
        if self._tops:
            return max(0, min(self._lines, bisect_right(self._tops, y)) - 1)
        return max(0, min(self._lines - 1, int(y / self._usual_px)))

    def _top_of(self, line: int) -> float:
        return self._tops[line] if self._tops else line * self._usual_px
