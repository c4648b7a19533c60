"""One model: facts, ways to load it, memory, and what can be done with it. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gemini_desk.models.fit import Fit, Verdict, fit, ways_for
from gemini_desk.models.memory_need import DEFAULT_CONTEXT_TOKENS
from gemini_desk.models.quantisation import FACTS, Quantisation
from gemini_desk.ui import style
from gemini_desk.ui.controls import ComboBox
from gemini_desk.ui.model_manager.actions_row import ActionsRow
from gemini_desk.ui.model_manager.fit_words import facts_text, fit_badge
from gemini_desk.ui.model_manager.memory_bar import MemoryBar
from gemini_desk.ui.preferences.choice_row import ChoiceRow
from gemini_desk.ui.theme import SPACE_PX, Colours, Theme

if TYPE_CHECKING:
    from gemini_desk.models.inventory import ModelEntry
    from gemini_desk.models.machine import Machine

_CONTEXTS: Final = (2048, 4096, 8192, 16384, 32768, 65536, 131_072, 262_144)
_SHORT: Final = {
    Quantisation.NONE: "Full",
    Quantisation.INT8: "8 bits",
    Quantisation.INT4: "4 bits",
    Quantisation.NF4: "NF4",
}


class ModelDetails(QScrollArea):
    """What the list's current model is, and what it would need.

    Attributes:
        buttons: What can be done with it.
        bar: What it needs beside what there is.

    Signals:
        shown: The id of another model than before.
        load_requested: Model, quantisation, context in tokens: 0 where nobody chose one.
    """

    shown = Signal(str)
    load_requested = Signal(str, str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: ModelEntry | None = None
        self._machine: Machine | None = None
        self._way = Quantisation.NONE
        self._context_tokens = DEFAULT_CONTEXT_TOKENS
        self._context_chosen = False
        page = QWidget()
        page.setObjectName("details")
        self._name = _label(page, 20, heading=True)
        self._id = _label(page, 12, muted=True)
        self._id.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._why = _label(page, 13)
        self._why.setObjectName("why")
        self._summary = _label(page, 13)
        self._facts = _label(page, 12, muted=True)
        self._verdict = _label(page, 13, heading=True)
        self._sentence = _label(page, 13)
        self._note = _label(page, 12, muted=True)
        self.bar = MemoryBar(page)
        self.buttons = ActionsRow(page)
        self._ways = QHBoxLayout()
        self._ways_row: ChoiceRow | None = None
        self._contexts = ComboBox(page)
        self._contexts.setAccessibleName("Context length")
        self._contexts.setMaximumWidth(200)
        self._contexts.activated.connect(self._choose_context)
        self._fit_part = QWidget(page)
        column = QVBoxLayout(page)
        column.setContentsMargins(3 * SPACE_PX, 2 * SPACE_PX, 3 * SPACE_PX, 3 * SPACE_PX)
        column.setSpacing(6)
        for widget in (self._name, self._id, self._summary, self._facts):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self._why)
        column.addSpacing(SPACE_PX)
        column.addWidget(self.buttons)
        column.addSpacing(2 * SPACE_PX)
        column.addWidget(self._fit_part)
        column.addStretch(1)
        self._lay_out_fit()
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Details")
        self.buttons.load_pressed.connect(self._load)
        style.follow_theme(self, _page_style)
        Theme.changes().changed.connect(self._show_fit)

    @property
    def entry(self) -> ModelEntry | None:
        """The model that is shown."""
        return self._entry

    @property
    def sentence(self) -> str:
        """What is said about how it fits."""
        return self._sentence.text()

    @property
    def facts(self) -> str:
        """What it takes, its size, its licence."""
        return self._facts.text()

    @property
    def verdict(self) -> str:
        """How it fits, in a word or two."""
        return self._verdict.text()

    @property
    def why(self) -> str:
        """Why it is recommended, if it is."""
        return self._why.text()

    def show_entry(self, entry: ModelEntry, machine: Machine, why: str = "") -> None:
        """Show `entry`, in the way to load it that loses least and still fits.

        Args:
            entry: The model.
            machine: What it could run on.
            why: Why it is recommended, or "".
        """
        again = self._entry is not None and self._entry.id == entry.id
        self._entry, self._machine = entry, machine
        self._name.setText(entry.name)
        self._id.setText(entry.id)
        self._id.setVisible(entry.id != entry.name)
        self._why.setText(f"Recommended: {why}" if why else "")
        self._why.setVisible(bool(why))
        self._summary.setText(entry.summary)
        self._summary.setVisible(bool(entry.summary))
        self._facts.setText(facts_text(entry))
        self.buttons.set_entry(entry)
        if not again:
            self.shown.emit(entry.id)
        self._fit_part.setVisible(entry.sheet is not None)
        if entry.sheet is None:
            return
        if not again:
            self._context_chosen = False
            self._context_tokens = min(
                DEFAULT_CONTEXT_TOKENS, entry.context_tokens or DEFAULT_CONTEXT_TOKENS
            )
            best = entry.best_fit(machine, self._context_tokens)
            self._way = best.quantisation if best is not None else Quantisation.NONE
        self._offer_ways()
        self._offer_contexts()
        self._show_fit()
        if not again:
            self.verticalScrollBar().setValue(0)

    def choose_way(self, way: Quantisation) -> None:
        """Reckon with weights in `way`."""
        self._way = way
        if self._ways_row is not None:
            self._ways_row.set_value(str(way))
        self._show_fit()

    def choose_context(self, tokens: int) -> None:
        """Reckon with a context of `tokens`."""
        self._context_tokens = tokens
        self._context_chosen = True
        self._contexts.setCurrentIndex(self._contexts.findData(tokens))
        self._show_fit()

    def _lay_out_fit(self) -> None:
        column = QVBoxLayout(self._fit_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        heading = _label(self._fit_part, 15, heading=True)
        heading.setText("On this machine")
        column.addWidget(heading)
        column.addWidget(self._verdict)
        column.addWidget(self._sentence)
        column.addSpacing(SPACE_PX)
        column.addWidget(self.bar)
        column.addSpacing(2 * SPACE_PX)
        weights = _label(self._fit_part, 13, heading=True)
        weights.setText("Weights")
        column.addWidget(weights)
        column.addLayout(self._ways)
        column.addWidget(self._note)
        column.addSpacing(SPACE_PX)
        context = _label(self._fit_part, 13, heading=True)
        context.setText("Context")
        column.addWidget(context)
        column.addWidget(self._contexts)
        told = _label(self._fit_part, 12, muted=True)
        told.setText("Longest conversation, pictures and sound included. Longer takes more memory.")
        column.addWidget(told)

    def _offer_ways(self) -> None:
        assert self._entry is not None and self._entry.sheet is not None  # noqa: PT018
        assert self._machine is not None
        ways = ways_for(self._entry.sheet, self._machine)
        if self._ways_row is not None:
            self._ways.removeWidget(self._ways_row)
            self._ways_row.hide()  # it would stand about until it is gone
            self._ways_row.deleteLater()
        row = ChoiceRow([(str(way), _SHORT[way], "") for way in ways], self._fit_part)
        row.setAccessibleName("Weights")
        row.set_value(str(self._way if self._way in ways else ways[0]))
        row.chosen.connect(self._choose_way)
        self._ways_row = row
        self._ways.addWidget(row)

    def _offer_contexts(self) -> None:
        assert self._entry is not None
        longest = self._entry.context_tokens or DEFAULT_CONTEXT_TOKENS
        sizes = [size for size in _CONTEXTS if size < longest]
        self._contexts.clear()
        for size in (*sizes, longest):
            self._contexts.addItem(f"{size:,} tokens", size)
        self._contexts.setCurrentIndex(max(self._contexts.findData(self._context_tokens), 0))

    @Slot(str)
    def _choose_way(self, way: str) -> None:
        self._way = Quantisation(way)
        self._show_fit()

    @Slot(int)
    def _choose_context(self, row: int) -> None:
        self._context_tokens = int(self._contexts.itemData(row))
        self._context_chosen = True
        self._show_fit()

    @Slot()
    def _show_fit(self) -> None:
        found = self._fit()
        if found is None:
            return
        badge = fit_badge(found)
        colour = getattr(Theme.current(), badge.colour)
        words = {
            Verdict.FITS_GPU: "✓ Fits on the graphics card",
            Verdict.FITS_CPU: "✓ Fits, on the processor",
            Verdict.FITS_OFFLOADED: "! Fits only in part on the graphics card",
            Verdict.TOO_LARGE: "✗ Too large for this machine",
        }
        self._verdict.setText(words[found.verdict])
        self._verdict.setStyleSheet(f"color: {colour};")
        self._sentence.setText(found.sentence)
        self._note.setText(FACTS[self._way].sentence)
        self.bar.set_fit(found)

    def _fit(self) -> Fit | None:
        if self._entry is None or self._entry.sheet is None or self._machine is None:
            return None
        return fit(
            self._entry.sheet,
            self._machine,
            quantisation=self._way,
            context_tokens=self._context_tokens,
        )

    @Slot()
    def _load(self) -> None:
        if self._entry is not None:
            chosen = self._context_tokens if self._context_chosen else 0
            self.load_requested.emit(self._entry.id, str(self._way), chosen)


def _label(parent: QWidget, size_px: int, *, heading: bool = False, muted: bool = False) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    weight = style.HEADING_WEIGHT if heading else style.font(13).weight()
    label.setFont(style.font(size_px, weight=weight))
    if muted:
        label.setObjectName("muted")
    return label


def _page_style(colours: Colours) -> str:
    return (
        style.scroll_area_style(colours)
        + f"""
        QWidget#details {{ background: {colours.window}; }}
        QLabel {{ color: {colours.text}; }}
        QLabel#muted {{ color: {colours.muted}; }}
        QLabel#why {{ background: {colours.accent_soft}; border-radius: 8px; padding: 8px 10px; }}
        """
    )
