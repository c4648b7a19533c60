"""A formula on a line of its own: centred, scrolled along where it is wider than the column."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QScrollBar

from gemini_desk.ui.conversation.formulas.in_text import TEXT_SCALE
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.scroll_bars import scroll_bar_style
from gemini_desk.ui.conversation.segments import Formula
from gemini_desk.ui.conversation.selection_mouse import is_extending
from gemini_desk.ui.conversation.views.segment_view import SegmentView
from gemini_desk.ui.conversation.zoom import body_font, code_font, px
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from gemini_desk.ui.conversation.find.marks import Mark
    from gemini_desk.ui.conversation.formulas.drawing import DrawnFormula
    from gemini_desk.ui.conversation.formulas.formulas import Formulas
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.views.segment_view import ViewServices

_PADDING_PX: Final = 6  # above and below
_BAR_PX: Final = 8
_WRAP: Final = Qt.TextFlag.TextWrapAnywhere


def formula_height(segment: Formula, width: int, formulas: Formulas) -> int:
    """Height of a formula in a column of `width` px; of its source while it is not drawn."""
    drawn = _drawn(segment, formulas)
    if drawn is None:
        return _source_box(segment, width).height() + 2 * px(_PADDING_PX)
    height = math.ceil(drawn.height_em * _em_px()) + 2 * px(_PADDING_PX)
    return height + _BAR_PX + 2 if drawn.width_em * _em_px() > width else height


def _drawn(segment: Formula, formulas: Formulas) -> DrawnFormula | None:
    first = segment.markdown.first
    if first is None or not first.is_closed:
        return None
    return formulas.find(segment.markdown.source)


def _em_px() -> float:
    return TEXT_SCALE * body_font().pixelSize()


def _source_box(segment: Formula, width: int) -> QRect:
    room = QRect(0, px(_PADDING_PX), width, 100_000)
    return QFontMetrics(code_font()).boundingRect(room, _WRAP, segment.markdown.source)


class FormulaView(SegmentView):
    """Shows a formula segment; its text is the formula's source, selected as a whole."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(services, parent)
        self._mark_colour = ""
        self._bar = QScrollBar(Qt.Orientation.Horizontal, self)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.setStyleSheet(scroll_bar_style(_BAR_PX))
        self._bar.valueChanged.connect(self.update)
        self._bar.hide()
        self.setCursor(Qt.CursorShape.IBeamCursor)

    @property
    def scroll_bar(self) -> QScrollBar:
        """Moves along a formula that is wider than the column."""
        return self._bar

    def bind(self, segment: Segment) -> None:
        """Show another formula, from its beginning."""
        self._bar.setValue(0)
        super().bind(segment)

    def refresh(self) -> None:
        """Show the formula as it is now."""
        if isinstance(self._segment, Formula):
            self.setAccessibleName(f"Formula {self._segment.markdown.source}")
            self._place_bar()
        self.update()

    def restyle(self) -> None:
        """Take over the colours in force."""
        self._bar.setStyleSheet(scroll_bar_style(_BAR_PX))
        self._place_bar()
        self.update()

    def _formula(self) -> DrawnFormula | None:
        if not isinstance(self._segment, Formula):
            return None
        return _drawn(self._segment, self.services.documents.formulas)

    def _place_bar(self) -> None:
        drawn = self._formula()
        beyond = 0 if drawn is None else math.ceil(drawn.width_em * _em_px()) - self.width()
        self._bar.setRange(0, max(0, beyond))
        self._bar.setPageStep(self.width())
        self._bar.setGeometry(0, self.height() - _BAR_PX, self.width(), _BAR_PX)
        self._bar.setVisible(beyond > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the scroll bar."""
        self._place_bar()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Sideways along the formula; every other turn is the pane's."""
        moved = event.angleDelta()
        if abs(moved.x()) > abs(moved.y()) and self._bar.maximum():
            self._bar.setValue(self._bar.value() - moved.x() // 2)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the formula, or its source."""
        segment = self._segment
        if not isinstance(segment, Formula):
            return
        colours = Theme.current()
        painter = QPainter(self)
        drawn = self._formula()
        if drawn is None:
            painter.setFont(code_font())
            if self._mark_colour:
                painter.fillRect(_source_box(segment, self.width()), QColor(self._mark_colour))
            painter.setPen(QColor(colours.muted))
            room = self.rect().adjusted(0, px(_PADDING_PX), 0, 0)
            painter.drawText(room, _WRAP, segment.markdown.source)
            return
        em_px = _em_px()
        width = drawn.width_em * em_px
        left = max(0.0, (self.width() - width) / 2) - self._bar.value()
        place = QRectF(left, px(_PADDING_PX), width, drawn.height_em * em_px)
        if self._mark_colour:
            margin = measures.LINE_SPACING_PX / 2
            painter.fillRect(place.adjusted(-margin, 0, margin, 0), QColor(self._mark_colour))
        picture = self.services.documents.formulas.picture(
            segment.markdown.source, em_px, self.devicePixelRatioF(), colours.text
        )
        if picture is not None:
            painter.drawPixmap(QPointF(place.topLeft()), picture)

    # ------------------------------------------------------------------ selectable text

    def offset_at(self, global_position: QPoint) -> int:
        """Before the formula, or behind it."""
        segment = self._segment
        if not isinstance(segment, Formula):
            return 0
        is_behind = self.mapFromGlobal(global_position).x() > self.width() // 2
        return len(segment.markdown.source.encode("utf-16-le")) // 2 if is_behind else 0

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """A formula is marked as a whole or not at all."""
        colour = next((mark.colour for mark in reversed(marks) if mark.end > mark.start), "")
        if self._mark_colour != colour:
            self._mark_colour = colour
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select."""
        if event.button() == Qt.MouseButton.LeftButton:
            position = event.globalPosition().toPoint()
            self.services.drag.press(position, extends=is_extending(event))
            self.services.actions.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select on."""
        self.services.drag.move(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The selection is done."""
        self.services.drag.release()
