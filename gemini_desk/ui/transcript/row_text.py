"""The text of one segment: laid out, with its doubtful and its found words marked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QTextCharFormat, QTextLayout, QTextOption

from gemini_desk.transcripts.doubt import doubtful_words
from gemini_desk.ui.conversation.find.marks import in_utf16
from gemini_desk.ui.conversation.zoom import body_font, px
from gemini_desk.ui.markdown.direction import runs_leftwards
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from gemini_desk.transcripts.doubt import DoubtfulWord
    from gemini_desk.transcripts.transcript import Segment
    from gemini_desk.ui.theme import Colours

TEXT_PX: Final = 14
_LEADING: Final = 1.38  # lines of speech are read, not scanned
_TINT_ALPHA: Final = 30


def text_font() -> QFont:
    """The font of what is said."""
    font = body_font()
    font.setPixelSize(px(TEXT_PX))
    return font


def line_height() -> int:
    """From one line to the next, in px."""
    return math.ceil(QFontMetrics(text_font()).height() * _LEADING)


def one_line(text: str) -> str:
    """`text` without line breaks and of the same length, so that places stay what they are."""
    return "".join(
        " " if each in "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\t" else each for each in text
    )


def from_utf16(text: str, place: int) -> int:
    """A place that Qt counted, in characters of `text`."""
    if text.isascii():
        return min(place, len(text))
    units = text.encode("utf-16-le", errors="surrogatepass")[: 2 * place]
    return len(units.decode("utf-16-le", errors="replace"))


class RowText:
    """GUI thread only.

    Attributes:
        doubts: The doubtful words.
        height: Of the text at its width, in px.
        is_leftwards: Whether it is written from right to left.
    """

    def __init__(self, segment: Segment, width: int) -> None:
        self.doubts: tuple[DoubtfulWord, ...] = doubtful_words(segment)
        self._text = one_line(segment.text)
        self._layout = QTextLayout(self._text, text_font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.is_leftwards = runs_leftwards(self._text)
        rightwards, leftwards = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
        option.setTextDirection(leftwards if self.is_leftwards else rightwards)
        side = Qt.AlignmentFlag.AlignRight if self.is_leftwards else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        self._layout.beginLayout()
        step, y = line_height(), 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, y + (step - line.height()) / 2))
            y += step
        self._layout.endLayout()
        self.height = max(step, round(y))

    def paint(
        self,
        painter: QPainter,
        left_top: QPointF,
        hits: Sequence[tuple[int, int]] = (),
        current_hit: tuple[int, int] | None = None,
    ) -> None:
        """Paint it; `hits` are the places of found words."""
        colours = Theme.current()
        doubt = _doubt_format(colours)
        formats = [self._range(word.start, word.end, doubt) for word in self.doubts]
        for start, end in hits:
            is_current = (start, end) == current_hit
            found = QTextCharFormat()
            found.setBackground(QColor(colours.found_current if is_current else colours.found))
            formats.append(self._range(start, end, found))
        painter.setPen(QColor(colours.text))
        self._layout.draw(painter, left_top, formats)

    def _range(self, start: int, end: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
        first, behind = in_utf16(self._text, (start, end))
        result = QTextLayout.FormatRange()
        result.start, result.length = first, behind - first
        result.format = style
        return result

    def place_at(self, x: float, y: float) -> int:
        """The character nearest to a point of the text."""
        line = self._layout.lineAt(
            min(max(0, int(y // line_height())), self._layout.lineCount() - 1)
        )
        return from_utf16(self._text, line.xToCursor(x)) if line.isValid() else 0

    def doubt_at(self, x: float, y: float) -> DoubtfulWord | None:
        """The doubtful word at a point of the text."""
        if not 0 <= y < self.height:
            return None
        line = self._layout.lineAt(int(y // line_height()))
        if (
            not line.isValid()
            or not line.naturalTextRect().left() <= x <= line.naturalTextRect().right()
        ):
            return None
        at = line.xToCursor(x, line.CursorPosition.CursorOnCharacter)
        place = from_utf16(self._text, at)
        return next((word for word in self.doubts if word.start <= place < word.end), None)


def _doubt_format(colours: Colours) -> QTextCharFormat:
    """A wave below, and a tint for eyes that do not see waves so thin."""
    tint = QColor(colours.warning)
    tint.setAlpha(_TINT_ALPHA)
    style = QTextCharFormat()
    style.setBackground(tint)
    style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    style.setUnderlineColor(QColor(colours.warning))
    return style
