"""One model: facts, ways to load it, memory, and what can be done with it. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from gemini_desk.models.fit import Fit, Verdict, fit, ways_for
from gemini_desk.models.memory_need import context_to_reckon
from gemini_desk.models.quantisation import FACTS, Quantisation
from gemini_desk.settings.schema import ModelOptions
from gemini_desk.ui import style
from gemini_desk.ui.model_manager.actions_row import ActionsRow
from gemini_desk.ui.model_manager.fit_words import facts_text, fit_badge
from gemini_desk.ui.model_manager.memory_bar import MemoryBar
from gemini_desk.ui.model_manager.options_rows import OptionsRows
from gemini_desk.ui.theme import SPACE_PX, Colours, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from gemini_desk.models.inventory import ModelEntry
    from gemini_desk.models.machine import Machine

_NARROW_PX: Final = 560  # less room than this, and controls stand below their texts


class ModelDetails(QScrollArea):
    """What the list's current model is, and what it would need.

    Attributes:
        buttons: What can be done with it.
        bar: What it needs beside what there is.
        form: How it is loaded.

    Signals:
        shown: The id of another model than before.
        load_requested: A model, and the `ModelOptions` that stand in the form.
    """

    shown = Signal(str)
    load_requested = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: ModelEntry | None = None
        self._machine: Machine | None = None
        self._kept: Callable[[str], ModelOptions | None] = lambda _model: None
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
        self._fit_part = QWidget(page)
        self._rows = OptionsRows(self._fit_part)
        self.form = self._rows.form
        self.form.changed.connect(self._show_fit)
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

    @property
    def options(self) -> ModelOptions:
        """How the model would be loaded now."""
        return self.form.options()

    def keep_options_in(self, kept: Callable[[str], ModelOptions | None]) -> None:
        """Where the options are that a person chose for a model earlier; None for none."""
        self._kept = kept

    def show_entry(self, entry: ModelEntry, machine: Machine, why: str = "") -> None:
        """Show `entry`, as it was loaded before, or as it loses least and still fits.

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
            self.form.set_options(self._kept(entry.id) or _best_options(entry, machine))
        self.form.limit(ways_for(entry.sheet, machine), entry.context_tokens)
        self._show_fit()
        if not again:
            self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Controls beside their texts, or below them."""
        super().resizeEvent(event)
        self._rows.set_narrow(self.viewport().width() < _NARROW_PX)

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
        column.addWidget(self._note)
        column.addSpacing(SPACE_PX)
        column.addWidget(self._rows)

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
        way = FACTS[found.quantisation].sentence
        self._note.setText(f"With a conversation of {found.context_tokens:,} tokens. {way}")
        self.bar.set_fit(found)

    def _fit(self) -> Fit | None:
        if self._entry is None or self._entry.sheet is None or self._machine is None:
            return None
        options = self.options
        return fit(
            self._entry.sheet,
            self._machine,
            quantisation=Quantisation(options.quantisation),
            context_tokens=context_to_reckon(self._entry.sheet, options.context_tokens),
            kv_dtype=options.kv_cache,
            device=options.device,
            dtype=options.dtype,
            offload=options.offload == "auto",
        )

    @Slot()
    def _load(self) -> None:
        if self._entry is not None:
            self.load_requested.emit(self._entry.id, self.options)


def _best_options(entry: ModelEntry, machine: Machine) -> ModelOptions:
    """What nobody has chosen yet: the weights that lose least and still fit."""
    best = entry.best_fit(machine)
    if best is None:
        return ModelOptions()
    spread = best.verdict is Verdict.FITS_OFFLOADED
    return ModelOptions(quantisation=best.quantisation.value, offload="auto" if spread else "never")


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
        QLabel#muted, QLabel#explanation {{ color: {colours.muted}; }}
        QLabel#why {{ background: {colours.accent_soft}; border-radius: 8px; padding: 8px 10px; }}
        """
    )
