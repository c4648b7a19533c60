"""Pictures and formulas on paper; formulas as shapes, sharp at any size."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QTextDocument
from PySide6.QtSvg import QSvgRenderer

from gemini_desk.ui.conversation.formulas.drawing import TINT, draw_formula
from gemini_desk.ui.conversation.formulas.in_text import TEXT_SCALE, MeasuredFormulas
from gemini_desk.ui.markdown.formulas import formula_at
from gemini_desk.ui.printing.looks import DPI, TO_PAGE
from gemini_desk.ui.theme import LIGHT

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QFont, QPainter, QPdfWriter, QTextFormat

    from gemini_desk.ui.conversation.formulas.drawing import DrawnFormula

_KEPT: Final = 1000  # formulas; more than a document of `pages.py` can hold
# Else Qt sets a pen of no colour, which PDF draws all the same: letters look bold.
_NO_OUTLINE: Final = b'<path stroke="black" stroke-opacity="0" stroke-width="0" '


class PaperFormulas:
    """Draws formulas when they are asked for, and keeps the last ones. Not for the GUI thread.

    As a container it holds those that stay text.
    """

    def __init__(self) -> None:
        self._drawn: OrderedDict[str, DrawnFormula | None] = OrderedDict()

    def find(self, source: str) -> DrawnFormula | None:
        """The shapes of a formula with its marks; None if it cannot be drawn."""
        if source not in self._drawn:
            self._drawn[source] = draw_formula(source)
            if len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(source)
        return self._drawn[source]

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and self.find(source) is None


class ObjectsOnPaper(MeasuredFormulas):
    """Measures and paints what is no letter in the documents of a writer."""

    def __init__(self, formulas: PaperFormulas, writer: QPdfWriter, parent: QObject) -> None:
        super().__init__(formulas, parent)
        self._writer = writer

    def em_px(self, font: QFont) -> float:
        """How large a formula is in text of `font`."""
        return TEXT_SCALE * font.pointSizeF() * DPI / 72

    def metrics(self, font: QFont) -> QFontMetricsF:
        """How much room letters of `font` take."""
        return QFontMetricsF(font, self._writer)

    def intrinsicSize(self, document: QTextDocument, position: int, format: QTextFormat) -> QSizeF:
        """The room that an object takes above the baseline; called by Qt."""
        image = format.toImageFormat()
        if formula_at(image.name()) is None:
            return QSizeF(image.width(), image.height()) / TO_PAGE
        return super().intrinsicSize(document, position, format)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        position: int,
        format: QTextFormat,
    ) -> None:
        """Paint an object; called by Qt."""
        name = format.toImageFormat().name()
        source = formula_at(name)
        if source is None:
            image = document.resource(QTextDocument.ResourceType.ImageResource, name)
            if isinstance(image, QImage):
                painter.drawImage(rect, image)
            return
        drawn = self._formulas.find(source)
        if drawn is None or self.is_room(format):
            return
        ink = format.toCharFormat().foreground().color()
        if not format.toCharFormat().hasProperty(format.Property.ForegroundBrush.value):
            ink = QColor(LIGHT.text)
        svg = drawn.svg.replace(TINT.encode(), ink.name().encode("ascii"))
        svg = svg.replace(b"<path ", _NO_OUTLINE)
        height = rect.width() / drawn.width_em * drawn.height_em
        place = QRectF(QPointF(rect.topLeft()), QSizeF(rect.width(), height))
        QSvgRenderer(QByteArray(svg)).render(painter, place)
