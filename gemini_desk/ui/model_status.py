"""The model's state in full: where it runs, how far loading is, what went wrong."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.model_button import paint_dot
from gemini_desk.ui.model_state import ModelPhase, ModelState
from gemini_desk.ui.theme import SPACE_PX, Theme

_EDGE_PX: Final = 12
_DOT_PX: Final = 8


class ModelStatus(QWidget):
    """A headline with a dot, a line or two below it, and a bar while a model loads."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = ModelState()
        self._headline = QLabel(self)
        self._headline.setFont(style.font(13, weight=QFont.Weight.DemiBold))
        self._headline.setWordWrap(True)
        self._text = QLabel(self)
        self._text.setFont(style.font(12))
        self._text.setWordWrap(True)
        for label in (self._headline, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = LoadBar(self)
        style.follow_theme(self._text, lambda colours: f"color: {colours.muted};")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_EDGE_PX + _DOT_PX + SPACE_PX, 8, _EDGE_PX, 8)
        layout.setSpacing(4)
        layout.addWidget(self._headline)
        layout.addWidget(self._text)
        layout.addWidget(self._bar)
        Theme.changes().changed.connect(self.update)
        self.set_state(self._state)

    @property
    def text(self) -> str:
        """What is said below the headline."""
        return self._text.text()

    def set_state(self, state: ModelState) -> None:
        """Show `state`."""
        self._state = state
        self._headline.setText(f"{state.name}: {state.words}" if state.model else "No model yet")
        self._text.setText(_explanation(state))
        self._text.setVisible(bool(self._text.text()))
        self._bar.setVisible(state.phase is ModelPhase.LOADING)
        self._bar.set_fraction(state.fraction)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dot beside the headline."""
        painter = QPainter(self)
        middle = self._headline.y() + self._headline.fontMetrics().height() / 2
        paint_dot(painter, QRectF(_EDGE_PX, middle - _DOT_PX / 2, _DOT_PX, _DOT_PX), self._state)
        painter.end()


class LoadBar(QWidget):
    """How far something is; a third of the bar while that cannot be told."""

    def __init__(self, parent: QWidget | None = None, *, word: str = "Loading") -> None:
        super().__init__(parent)
        self._word = word
        self._fraction: float | None = None
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_fraction(None)

    def set_fraction(self, fraction: float | None) -> None:
        """Show `fraction`, 0.0 to 1.0, or None while it cannot be told."""
        self._fraction = fraction
        told = "" if fraction is None else f", {round(fraction * 100)} percent"
        self.setAccessibleName(self._word + told)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the groove and the part that is done."""
        colours = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(0, 4, self.width(), 4)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(groove, 2, 2)
        done = QRectF(groove)
        if self._fraction is None:
            done.setLeft(groove.width() / 3)
            done.setWidth(groove.width() / 3)
        else:
            done.setWidth(max(groove.width() * self._fraction, 4))
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(done, 2, 2)
        painter.end()


def _explanation(state: ModelState) -> str:
    match state.phase:
        case ModelPhase.UNLOADED:
            return state.text if state.model else "Choose one below to begin."
        case ModelPhase.LOADING:
            return state.text
        case ModelPhase.READY | ModelPhase.ANSWERING:
            return state.text or (f"Runs on {state.device}." if state.device else "")
        case ModelPhase.FAILED:
            return f"{state.error} {state.hint}".strip()
