"""Which formulas are drawn, which wait, and which stay text. GUI thread only."""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gemini_desk.ui.conversation.formulas.drawing import TINT, draw_formula
from gemini_desk.ui.pool_call import PoolCall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.ui.conversation.formulas.drawing import DrawnFormula

_KEPT: Final = 1000
_KEPT_PICTURES: Final = 200
_BATCH: Final = 4  # drawn in one go; the first ones are not to wait for the last
_LARGEST_PX: Final = 8000  # a side of a picture


class Formulas(QObject):
    """Draws formulas on another thread, each of them once.

    Signals:
        settled: Sources (with their marks) that are drawn now, or never will be.

    Attributes:
        undrawable: Sources that stay text.
    """

    settled = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._drawn: OrderedDict[str, DrawnFormula] = OrderedDict()
        self._pictures: OrderedDict[tuple[str, int, int, str], QPixmap] = OrderedDict()
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._call: PoolCall | None = None
        self.undrawable: set[str] = set()

    def find(self, source: str) -> DrawnFormula | None:
        """The shapes of a formula; None for now if it has to be drawn first."""
        drawn = self._drawn.get(source)
        if drawn is not None:
            self._drawn.move_to_end(source)
        elif source not in self.undrawable and source not in self._waiting:
            self._waiting[source] = None
            if self._call is None:
                self._draw_next()
        return drawn

    def picture(self, source: str, em_px: float, ratio: float, colour: str) -> QPixmap | None:
        """A formula in the colour `#rrggbb`, for a screen with `ratio` pixels to the unit."""
        drawn = self.find(source)
        if drawn is None:
            return None
        width = min(_LARGEST_PX, max(1, math.ceil(drawn.width_em * em_px * ratio)))
        height = min(_LARGEST_PX, max(1, math.ceil(drawn.height_em * em_px * ratio)))
        key = (source, width, height, colour)
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._pictures[key] = _painted(drawn, width, height, colour)
            if len(self._pictures) > _KEPT_PICTURES:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        picture.setDevicePixelRatio(ratio)
        return picture

    def _draw_next(self) -> None:
        if not self._waiting:
            self._call = None
            return
        sources = list(self._waiting)[-_BATCH:]  # what came last is what a reader looks at
        self._call = PoolCall(partial(_draw, sources))
        self._call.finished.connect(self._take)
        self._call.start()

    def _take(self, found: dict[str, DrawnFormula | None]) -> None:
        for source, drawn in found.items():
            self._waiting.pop(source, None)
            if drawn is None:
                self.undrawable.add(source)
            else:
                self._drawn[source] = drawn
        while len(self._drawn) > _KEPT:
            self._drawn.popitem(last=False)
        self._draw_next()
        self.settled.emit(frozenset(found))


def _draw(sources: Sequence[str]) -> dict[str, DrawnFormula | None]:
    return {source: draw_formula(source) for source in sources}


def _painted(drawn: DrawnFormula, width: int, height: int, colour: str) -> QPixmap:
    picture = QPixmap(width, height)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    svg = drawn.svg.replace(TINT.encode(), colour.encode("ascii"))
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, width, height))
    painter.end()
    return picture
