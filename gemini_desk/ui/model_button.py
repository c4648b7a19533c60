"""The model and its state, always in sight; opens the model menu. GUI thread only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.controls import CONTROL_PX
from gemini_desk.ui.icons import paint_icon
from gemini_desk.ui.model_state import ModelPhase, ModelState
from gemini_desk.ui.theme import Colours, Theme

_EDGE_PX: Final = 12
_DOT_PX: Final = 8
_GAP_PX: Final = 8
_CHEVRON_PX: Final = 14
_GLOBE_PX: Final = 16
_NAME_MAX_PX: Final = 260


def phase_colour(phase: ModelPhase, colours: Colours) -> str:
    """The colour of a state's dot."""
    match phase:
        case ModelPhase.UNLOADED:
            return colours.muted
        case ModelPhase.LOADING:
            return colours.accent
        case ModelPhase.READY:
            return colours.success
        case ModelPhase.ANSWERING:
            return colours.accent
        case ModelPhase.FAILED:
            return colours.danger


class ModelButton(QAbstractButton):
    """A coloured dot, the model's name, and its state in words.

    Where room is short the name is cut, never the state; of a server that waits or answers the
    globe and the dot are the state, and so is the dot alone of a model that is ready or
    answers in a narrow window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(CONTROL_PX)
        self.setFont(style.font(13))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._state = ModelState()
        self._destination = ""
        self._compact = False
        self.set_state(self._state)
        Theme.changes().changed.connect(self.update)

    @property
    def state(self) -> ModelState:
        """What is shown."""
        return self._state

    def set_state(self, state: ModelState) -> None:
        """Show `state`."""
        self._state = state
        where = f" on {state.device}" if state.device and state.loaded else ""
        self.setText(f"{state.name}, {state.words}")
        leaves = f". Leaves this machine: goes to {self._destination}" if self._destination else ""
        self.setToolTip(f"{state.name}: {state.words}{where}{leaves}. Choose a model (Ctrl+M)")
        if self.accessibleName() != f"Model: {state.name}, {state.words}{leaves}":
            # tells screen readers
            self.setAccessibleName(f"Model: {state.name}, {state.words}{leaves}")
        self.updateGeometry()
        self.update()

    def set_destination(self, origin: str) -> None:
        """Show that messages leave this machine for `origin`; "" for not at all."""
        if origin != self._destination:
            self._destination = origin
            self.set_state(self._state)

    def set_compact(self, compact: bool) -> None:
        """Leave the words away that the dot says as well, or not."""
        if compact != self._compact:
            self._compact = compact
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Room for the name and the state."""
        name_px = min(self.fontMetrics().horizontalAdvance(self._state.name), _NAME_MAX_PX)
        return QSize(self._fixed_px() + name_px + _GAP_PX, CONTROL_PX)

    def minimumSizeHint(self) -> QSize:
        """Room for the state."""
        return QSize(self._fixed_px(), CONTROL_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint dot, name, state, chevron."""
        colours = Theme.current()
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.isDown() or self.isChecked():
            fill = colours.pressed
        else:
            fill = colours.hover if self.underMouse() else colours.window
        style.paint_card(painter, area, fill=fill, line=colours.line, radius=CONTROL_PX / 2)
        if self.hasFocus():
            style.paint_focus(painter, area, radius=CONTROL_PX / 2)
        dot = QRectF(_EDGE_PX, (self.height() - _DOT_PX) / 2, _DOT_PX, _DOT_PX)
        paint_dot(painter, dot, self._state)
        self._paint_texts(painter, colours)
        painter.end()

    def _paint_texts(self, painter: QPainter, colours: Colours) -> None:
        metrics = self.fontMetrics()
        left = _EDGE_PX + _DOT_PX + _GAP_PX
        if self._destination:
            globe = QRectF(left, (self.height() - _GLOBE_PX) / 2, _GLOBE_PX, _GLOBE_PX)
            paint_icon(painter, "globe", globe, colour="warning")
            left += _GLOBE_PX + _GAP_PX
        right = self.width() - _EDGE_PX - _CHEVRON_PX - 4
        name, words = self._texts_within(right - left)
        painter.setPen(QColor(colours.text))
        rest = QRect(left, 0, right - left, self.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, name)
        failed = self._state.phase is ModelPhase.FAILED
        painter.setPen(QColor(colours.danger if failed else colours.muted))
        if name:
            rest.setLeft(left + metrics.horizontalAdvance(name) + _GAP_PX)
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, words)
        chevron = QRectF(0, 0, _CHEVRON_PX, _CHEVRON_PX)
        chevron.moveCenter(QRectF(right + 4, 0, _CHEVRON_PX, self.height()).center())
        paint_icon(painter, "chevron-down", chevron, colour="muted")

    def _texts_within(self, width_px: int) -> tuple[str, str]:
        """The name and the state, as far as there is room for them."""
        metrics = self.fontMetrics()
        words = self._shown_words
        words_px = metrics.horizontalAdvance(words) + _GAP_PX if words else 0
        name_px = width_px - words_px
        least = min(metrics.horizontalAdvance(text) for text in ("MMM", self._state.name))
        if name_px < least:
            if words and not (self._destination and self._is_well):
                return "", metrics.elidedText(words, Qt.TextElideMode.ElideRight, width_px + 1)
            words, name_px = "", width_px  # the globe says where it is, but not which
        # A pixel more: widths are rounded, and a name that fits would be cut.
        name = metrics.elidedText(self._state.name, Qt.TextElideMode.ElideMiddle, name_px + 1)
        return name, words

    @property
    def _shown_words(self) -> str:
        in_use = self._state.phase in (ModelPhase.READY, ModelPhase.ANSWERING)
        return "" if self._compact and in_use else self._state.words

    @property
    def _is_well(self) -> bool:
        """Whether its state tells no more than where it is, and what the dot shows as well."""
        return self._state.phase in (ModelPhase.READY, ModelPhase.UNLOADED, ModelPhase.ANSWERING)

    def _fixed_px(self) -> int:
        # The widest percentage, so that the button does not tremble while a model loads.
        loading = self._state.phase is ModelPhase.LOADING
        words = "loading 100 %" if loading else self._shown_words
        words_px = QFontMetrics(self.font()).horizontalAdvance(words)
        globe_px = _GLOBE_PX + _GAP_PX if self._destination else 0
        return 2 * _EDGE_PX + _DOT_PX + _GAP_PX + globe_px + words_px + 4 + _CHEVRON_PX


def paint_dot(painter: QPainter, dot: QRectF, state: ModelState) -> None:
    """Paint a state's dot: hollow while there is no model, a filling ring while it loads."""
    colour = QColor(phase_colour(state.phase, Theme.current()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ring = dot.adjusted(0.75, 0.75, -0.75, -0.75)
    match state.phase:
        case ModelPhase.UNLOADED:
            painter.setPen(QPen(colour, 1.5))
            painter.drawEllipse(ring)
        case ModelPhase.LOADING:
            painter.setPen(QPen(QColor(Theme.current().line), 2.0))
            painter.drawEllipse(ring)
            painter.setPen(QPen(colour, 2.0))
            share = state.fraction if state.fraction is not None else 0.25
            painter.drawArc(ring, 90 * 16, -round(share * 360 * 16))
        case ModelPhase.READY | ModelPhase.ANSWERING | ModelPhase.FAILED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(dot)
