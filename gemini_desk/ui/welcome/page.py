"""The page that greets. GUI thread only; the samples are read on the pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMargins, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.ui import style
from gemini_desk.ui.controls import ApplicationMark
from gemini_desk.ui.pool_call import PoolCall
from gemini_desk.ui.theme import COLUMN_MAX_PX, SPACE_PX, Colours
from gemini_desk.ui.welcome.card import ExampleCard
from gemini_desk.ui.welcome.model_note import ModelNote
from gemini_desk.ui.welcome.sample import CARDS, Sample

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from gemini_desk.engine.events import Capabilities
    from gemini_desk.ui.model_state import ModelPhase

_STAYS: Final = "Type, drop a picture, or speak. It all stays on this machine."
_LEAVES: Final = "Type, drop a picture, or speak. A server answers: it all goes there."
_MARK_PX: Final = 56
_UPRIGHT_PX: Final = 560  # less room than this, and the cards lie below one another


class WelcomePage(QScrollArea):
    """Greeting, three things to try, and what the starter cannot do.

    Attributes:
        cards: What is offered; hidden until the samples were read.

    Signals:
        example_chosen: A prompt, and the files (`list[Path]`) that go with it.
        models_help_requested: The person wants to know how to get another model.
        recommended_requested: The person wants to see the one that is recommended.
    """

    example_chosen = Signal(str, list)
    models_help_requested = Signal()
    recommended_requested = Signal()

    def __init__(self, samples_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: list[Sample] = []
        self._capabilities: Capabilities | None = None
        self._call = PoolCall(lambda: _read(samples_folder))
        self._call.finished.connect(self._take_samples)
        self._started = False
        self._read = False
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(2 * SPACE_PX)
        self.cards = tuple(ExampleCard(self) for _ in range(CARDS))
        for card in self.cards:
            card.clicked.connect(self._choose)
            self._row.addWidget(card, 1)
        self._note = ModelNote(self)
        self._note.help_requested.connect(self.models_help_requested)
        self._note.recommended_requested.connect(self.recommended_requested)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Welcome")
        style.follow_theme(self, style.scroll_area_style)
        self.setWidget(self._make_column())

    def set_model(self, capabilities: Capabilities | None, *, starter: bool) -> None:
        """Offer what a model with `capabilities` can do.

        Args:
            capabilities: What the model at hand takes; None while there is none.
            starter: Whether it is the built-in starter.
        """
        self._note.set_model(capabilities, starter=starter)
        if capabilities != self._capabilities:
            self._capabilities = capabilities
            if self._read:
                self._show_cards()

    def set_leaving(self, leaving: bool) -> None:
        """Promise what is so: whether messages stay on this machine."""
        self._promise.setText(_LEAVES if leaving else _STAYS)

    @property
    def promise(self) -> str:
        """What it says of where messages go."""
        return self._promise.text()

    def set_recommended(self, name: str, why: str) -> None:
        """Offer the model that is recommended on this machine."""
        self._note.set_recommended(name, why)

    def set_phase(self, phase: ModelPhase) -> None:
        """Say so where there is no model to try anything with."""
        self._note.set_phase(phase)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Read the samples once someone has seen the page, and not before."""
        super().paintEvent(event)
        if not self._started:
            self._started = True
            QTimer.singleShot(0, self, self._call.start)  # what is painted after it comes first

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the cards beside or below one another."""
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def _make_column(self) -> QWidget:
        column = QWidget()
        column.setObjectName("column")
        column.setStyleSheet("#column { background: transparent; }")
        inside = QWidget(column)
        inside.setMaximumWidth(COLUMN_MAX_PX + 4 * SPACE_PX)  # its margins besides
        mark = ApplicationMark(_MARK_PX, inside)
        greeting = QLabel("What would you like to know?", inside)
        greeting.setFont(style.font(24, weight=style.HEADING_WEIGHT))
        greeting.setWordWrap(True)
        style.follow_theme(greeting, lambda colours: f"color: {colours.text};")
        below = self._promise = QLabel(_STAYS, inside)
        below.setFont(style.font(15))
        below.setWordWrap(True)
        style.follow_theme(below, _muted)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(2 * SPACE_PX, 3 * SPACE_PX, 2 * SPACE_PX, 3 * SPACE_PX)
        layout.setSpacing(0)
        layout.addStretch(2)
        layout.addWidget(mark)
        layout.addSpacing(2 * SPACE_PX)
        layout.addWidget(greeting)
        layout.addSpacing(SPACE_PX)
        layout.addWidget(below)
        layout.addSpacing(4 * SPACE_PX)
        layout.addLayout(self._row)
        layout.addSpacing(3 * SPACE_PX)
        layout.addWidget(self._note)
        layout.addStretch(3)
        centred = QHBoxLayout(column)
        centred.setContentsMargins(QMargins())
        centred.addStretch(1)
        centred.addWidget(inside, 1000)
        centred.addStretch(1)
        return column

    @Slot(object)
    def _take_samples(self, samples: list[Sample]) -> None:
        self._samples = samples
        self._read = True
        self._show_cards()

    def _show_cards(self) -> None:
        from gemini_desk.ui.welcome.samples import things_to_try

        samples = things_to_try(self._samples, self._capabilities)
        for card, sample in zip(self.cards, samples, strict=True):
            card.set_sample(sample)

    def _arrange(self, width_px: int) -> None:
        compact = width_px < _UPRIGHT_PX
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if compact else right)
        self._row.setSpacing(SPACE_PX if compact else 2 * SPACE_PX)
        for card in self.cards:
            card.set_compact(compact)

    @Slot()
    def _choose(self) -> None:
        card = self.sender()
        if isinstance(card, ExampleCard):
            files = [card.sample.path] if card.sample.path is not None else []
            self.example_chosen.emit(card.sample.prompt, files)


def _read(folder: Path) -> list[Sample]:
    from gemini_desk.ui.welcome.samples import read_samples  # nobody waits for it to be imported

    return read_samples(folder)


def _muted(colours: Colours) -> str:
    return f"color: {colours.muted};"
