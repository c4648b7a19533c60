"""Colours for code, applied in slices so that a long block never holds the event loop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor, QTextCharFormat, QTextLayout

from gemini_desk.ui.conversation.shown_code import LONGEST_LINE
from gemini_desk.ui.markdown.code_tokens import Span, spans
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextDocument

    from gemini_desk.ui.markdown.code_tokens import SyntaxClass

_SLICE_S: Final = 0.004
_PAUSE_MS: Final = 8
_OPEN_INTERVAL_S: Final = 0.25  # while a block grows its last lines are looked at this often
_OPEN_LINES: Final = 20
_SPANS_BETWEEN_LOOKS: Final = 100  # at the clock: as many as some lines have


class Highlighter(QObject):
    """Colours one document. GUI thread only."""

    def __init__(self, document: QTextDocument, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._text = ""
        self._language = ""
        self._is_closed = False
        self._pending: Iterator[tuple[int, list[Span]] | None] | None = None
        self._lines_done = 0  # of an open block
        self._last_open_s = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._slice)
        self._formats = _formats()

    @property
    def is_busy(self) -> bool:
        """Whether there is code left to colour."""
        return self._pending is not None

    def highlight(self, text: str, language: str, *, is_closed: bool) -> None:
        """Colour `text`, which the document holds; called for each growth."""
        self._text, self._language, self._is_closed = text, language, is_closed
        if is_closed:
            self._start()
        elif time.monotonic() - self._last_open_s >= _OPEN_INTERVAL_S:
            self._highlight_end()

    def stop(self) -> None:
        """Colour nothing more."""
        self._timer.stop()
        self._pending = None
        self._lines_done = 0
        self._text = ""

    def restyle(self) -> None:
        """Take over the colours in force."""
        self._formats = _formats()
        if self._text:
            self._start()

    def _start(self) -> None:
        self._pending = _by_line(spans(self._text, self._language))
        self._slice()

    def _highlight_end(self) -> None:
        """Colour the lines that are whole, starting a little above them for the context."""
        self._last_open_s = time.monotonic()
        lines = self._text.split("\n")
        whole = len(lines) - 1
        if whole <= self._lines_done:
            return
        first = max(0, self._lines_done - _OPEN_LINES, whole - 4 * _OPEN_LINES)
        code = "\n".join(lines[first:whole])
        for of_line in _by_line(spans(code, self._language, first)):
            if of_line is not None and of_line[0] >= self._lines_done:
                self._colour(*of_line)
        self._lines_done = whole

    def _slice(self) -> None:
        if self._pending is None:
            return
        end_s = time.perf_counter() + _SLICE_S
        for of_line in self._pending:
            if of_line is not None:
                self._colour(*of_line)
            if time.perf_counter() > end_s:
                self._timer.start(_PAUSE_MS)
                return
        self._pending = None

    def _colour(self, line: int, found: list[Span]) -> None:
        block = self._document.findBlockByNumber(line)
        if not block.isValid():
            return
        ranges: list[QTextLayout.FormatRange] = []
        for span in found:
            stretch = QTextLayout.FormatRange()
            stretch.start, stretch.length = span.start, span.length
            stretch.format = self._formats[span.syntax]
            ranges.append(stretch)
        block.layout().setFormats(ranges)
        self._document.markContentsDirty(block.position(), block.length())


def _by_line(found: Iterator[Span]) -> Iterator[tuple[int, list[Span]] | None]:
    """The spans of each line; None now and then, within a line that is as long as a book.

    Of such a line only the beginning is shown.
    """
    line, of_line = 0, list[Span]()
    for count, span in enumerate(found, 1):
        if span.line != line:
            if of_line:
                yield line, of_line
            line, of_line = span.line, []
        if span.start < LONGEST_LINE:
            of_line.append(span._replace(length=min(span.length, LONGEST_LINE - span.start)))
        if count % _SPANS_BETWEEN_LOOKS == 0:
            yield None
    if of_line:
        yield line, of_line


def _formats() -> dict[SyntaxClass, QTextCharFormat]:
    colours = Theme.current()
    named: dict[SyntaxClass, str] = {
        "keyword": colours.syntax_keyword,
        "string": colours.syntax_string,
        "comment": colours.syntax_comment,
        "number": colours.syntax_number,
        "function": colours.syntax_function,
        "class": colours.syntax_class,
    }
    formats: dict[SyntaxClass, QTextCharFormat] = {}
    for syntax, colour in named.items():
        style = QTextCharFormat()
        style.setForeground(QColor(colour))
        style.setFontItalic(syntax == "comment")
        formats[syntax] = style
    return formats
