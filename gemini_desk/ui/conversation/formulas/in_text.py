"""Formulas as letters of a text document: on the baseline, as large as the text around them.

Qt puts every object of a text wholly above the baseline. So a formula says that it is only as
tall as its part above it, and what hangs below is painted into the room between the lines; an
invisible object beside it makes that room where it is too small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPyTextObject,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)

from gemini_desk.ui.markdown.formulas import formula_at
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont, QPainter, QTextDocument, QTextFormat

    from gemini_desk.ui.conversation.formulas.drawing import DrawnFormula
    from gemini_desk.ui.conversation.formulas.formulas import Formulas

# The formulas' font is smaller than its size says, compared with those of screens.
TEXT_SCALE: Final = 1.12
_CLEARANCE_PX: Final = 2.0
OBJECT: Final = "\ufffc"  # stands for a formula in the text of a document
_PROPORTIONAL: Final = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_ROOM: Final = QTextCharFormat.VerticalAlignment.AlignMiddle


class FindsFormulas(Protocol):
    """Who knows the shapes of formulas."""

    def find(self, source: str) -> DrawnFormula | None:
        """The shapes of a formula; None if there are none, or none yet."""


class MeasuredFormulas(QPyTextObject):
    """Measures the formulas of text documents; every other picture is nothing."""

    def __init__(self, formulas: FindsFormulas, parent: QObject) -> None:
        super().__init__(parent)
        self._formulas = formulas

    def intrinsicSize(self, document: QTextDocument, position: int, format: QTextFormat) -> QSizeF:
        """The room that a formula takes above the baseline; called by Qt."""
        source = formula_at(format.toImageFormat().name())
        if source is None:
            return QSizeF(0, 0)
        font = format.toCharFormat().font().resolve(document.defaultFont())
        em_px = self.em_px(font)
        metrics = self.metrics(font)
        drawn = self._formulas.find(source)
        is_room = self.is_room(format)
        if drawn is None:
            width = 0.0 if is_room else min(_widest(document), metrics.horizontalAdvance(source))
            return QSizeF(width, 0 if is_room else metrics.ascent())
        scale = min(1.0, _widest(document) / (drawn.width_em * em_px)) * em_px
        ascent, descent = drawn.ascent_em * scale, drawn.descent_em * scale
        if not is_room:
            return QSizeF(drawn.width_em * scale, max(0.0, ascent))
        above = max(ascent, metrics.ascent())
        stretch = _line_height(document, position)
        wanted = (descent + _CLEARANCE_PX - (stretch - 1) * above) / stretch
        if wanted <= metrics.descent():
            return QSizeF(0, 0)
        # Of an object in the middle of the line, Qt puts this much less than half below.
        return QSizeF(0, 2 * wanted + metrics.xHeight() / 2)

    def em_px(self, font: QFont) -> float:
        """How large a formula is in text of `font`."""
        size_px = font.pixelSize() if font.pixelSize() > 0 else font.pointSizeF() * 96 / 72
        return TEXT_SCALE * size_px

    def metrics(self, font: QFont) -> QFontMetricsF:
        """How much room letters of `font` take."""
        return QFontMetricsF(font)

    def is_room(self, format: QTextFormat) -> bool:
        """Whether an object only makes room for what hangs below a formula's baseline."""
        return format.toCharFormat().verticalAlignment() == _ROOM


class FormulasInText(MeasuredFormulas):
    """Paints them, too, on screens. GUI thread only."""

    def __init__(self, formulas: Formulas, parent: QObject) -> None:
        super().__init__(formulas, parent)
        self._pictures = formulas

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        position: int,
        format: QTextFormat,
    ) -> None:
        """Paint a formula, or its source while it is being drawn; called by Qt."""
        source = formula_at(format.toImageFormat().name())
        characters = format.toCharFormat()
        if source is None or self.is_room(format):
            return
        brush = characters.foreground()
        ink = QColor(Theme.current().text)
        if brush.style() != Qt.BrushStyle.NoBrush:
            ink = brush.color()
        drawn = self._formulas.find(source)
        if drawn is None:
            painter.setFont(characters.font().resolve(document.defaultFont()))
            painter.setPen(QColor(Theme.current().muted))
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeft, source)
            return
        em_px = rect.width() / drawn.width_em
        ratio = painter.device().devicePixelRatio()
        picture = self._pictures.picture(source, em_px, ratio, ink.name())
        if picture is not None:
            painter.save()
            painter.setClipping(False)  # Qt cuts off what is marked or selected at the line
            painter.drawPixmap(QPointF(rect.topLeft()), picture)
            painter.restore()


def text_of(cursor: QTextCursor) -> str:
    """The selected text, formulas as their source."""
    return spliced(cursor)[0]


class PlacedFormula(NamedTuple):
    """A formula in a text that has its source in place of the object.

    Attributes:
        start: Where the source begins there.
        length: Of the source; 0 for what only makes room.
    """

    start: int
    length: int


def spliced(cursor: QTextCursor) -> tuple[str, list[PlacedFormula]]:
    """The selected text with the sources of formulas, and where these are in it."""
    text = cursor.selection().toPlainText()
    if OBJECT not in text:
        return text, []
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    sources: list[str] = []
    walker = QTextCursor(cursor.document())
    found = cursor.document().find(OBJECT, start)
    while not found.isNull() and found.selectionEnd() <= end:
        walker.setPosition(found.selectionEnd())
        characters = walker.charFormat()
        source = formula_at(characters.toImageFormat().name())
        is_room = characters.verticalAlignment() == _ROOM
        sources.append("" if is_room or source is None else source)
        found = cursor.document().find(OBJECT, found)
    first, *pieces = text.split(OBJECT)
    sources += [""] * (len(pieces) - len(sources))
    joined, length = [first], len(first)
    placed: list[PlacedFormula] = []
    for source, piece in zip(sources, pieces, strict=False):
        placed.append(PlacedFormula(length, len(source)))
        joined += [source, piece]
        length += len(source) + len(piece)
    return "".join(joined), placed


def onto_objects(start: int, end: int, formulas: Sequence[PlacedFormula]) -> tuple[int, int]:
    """A span of a spliced text in the text with objects; formulas that it touches are whole."""
    more_before_start = more_before_end = 0  # characters that sources have more than objects
    for formula in formulas:
        behind = formula.start + formula.length
        if behind <= start:
            more_before_start += formula.length - 1
        elif formula.start < start:
            more_before_start += start - formula.start
        if behind <= end:
            more_before_end += formula.length - 1
        elif formula.start < end:
            more_before_end += end - formula.start - 1
    return start - more_before_start, end - more_before_end


def _line_height(document: QTextDocument, position: int) -> float:
    """How much taller than its letters a line is; what is added comes below."""
    paragraph = document.findBlock(position).blockFormat()
    is_proportional = paragraph.lineHeightType() == _PROPORTIONAL
    return paragraph.lineHeight() / 100 if is_proportional else 1.0


def _widest(document: QTextDocument) -> float:
    width = document.textWidth()
    return width if width > 0 else 1e6
