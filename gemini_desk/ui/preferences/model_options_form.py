"""How one model is loaded, as rows of choices; a page and the model manager show the same.

GUI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QWidget

from gemini_desk.engine.quantised.choosing import why_not
from gemini_desk.models.quantisation import FACTS, Quantisation
from gemini_desk.settings.schema import ModelOptions
from gemini_desk.ui.controls import ComboBox

if TYPE_CHECKING:
    from collections.abc import Iterable


class OptionRow(NamedTuple):
    """A row of the form.

    Attributes:
        field: Of `ModelOptions`.
        label: What the choice is called.
        explanation: What one gains and gives up.
        choices: Values, and what each is called.
    """

    field: str
    label: str
    explanation: str
    choices: tuple[tuple[Any, str], ...]


ROWS: Final = (
    OptionRow(
        "quantisation",
        "Weights",
        "Fewer bits need less memory; below 8 bits answers lose a little.",
        tuple((way.value, facts.label) for way, facts in FACTS.items()),
    ),
    OptionRow(
        "kv_cache",
        "Conversation in memory",
        "8 bits hold twice as long a conversation, and answer a little slower.",
        (("full", "Full precision"), ("int8", "8 bits")),
    ),
    OptionRow(
        "context_tokens",
        "Longest conversation",
        "In tokens, with the answer. A shorter one needs less memory.",
        (
            (None, "All that the model takes"),
            *tuple((1024 << doubled, f"{1024 << doubled:,}") for doubled in range(1, 9)),
        ),
    ),
    OptionRow(
        "image_tokens",
        "Tokens of a picture",
        "More show small text, and take longer to read. Only models that leave the choice, as "
        "Gemma 4, follow it.",
        (
            (None, "As the model was made"),
            *tuple((count, f"{count:,}") for count in (70, 140, 280, 560, 1120)),
        ),
    ),
    OptionRow(
        "audio_tokens",
        "Tokens of a clip",
        "Longer clips are not taken whole. 25 tokens are a second for Gemma 4.",
        (
            (None, "As the model was made"),
            *tuple((count, f"{count:,}") for count in (125, 250, 500, 750)),
        ),
    ),
    OptionRow(
        "device",
        "Device",
        "From the next time the model is loaded.",
        (
            ("auto", "Choose for me"),
            ("cuda", "NVIDIA or AMD GPU"),
            ("mps", "Apple GPU"),
            ("xpu", "Intel GPU"),
            ("cpu", "Processor"),
        ),
    ),
    OptionRow(
        "dtype",
        "Precision",
        "Of whatever is not quantised. Fewer bits need less memory.",
        (
            ("auto", "As the model was made"),
            ("bfloat16", "16 bits, bfloat16"),
            ("float16", "16 bits, float16"),
            ("float32", "32 bits"),
        ),
    ),
    OptionRow(
        "offload",
        "What does not fit",
        "May lie in main memory and on the disk: it runs, slowly. Weights of fewer bits cannot be "
        "spread so.",
        (("never", "Is not loaded"), ("auto", "Goes where there is room")),
    ),
    OptionRow(
        "idle_minutes",
        "Free its memory",
        "The next message loads the model again by itself.",
        (
            (None, "Never by itself"),
            *tuple((count, f"After {count} idle minutes") for count in (5, 15, 30, 60)),
        ),
    ),
)


_NOT_THIS_MODEL: Final = "This machine, or the model as it was made, does not allow it."


class ModelOptionsForm(QWidget):
    """Holds a control for each row; who shows it places them (`ROWS`, `control`).

    Signals:
        changed: Something else was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controls: dict[str, ComboBox] = {}
        self._ways: frozenset[Quantisation] | None = None
        for row in ROWS:
            combo = ComboBox()
            for value, text in row.choices:
                combo.addItem(text, value)
            combo.currentIndexChanged.connect(self._on_change)
            self._controls[row.field] = combo
        self.hide()  # it is no widget to look at: its controls stand in others' layouts
        self.set_options(ModelOptions())

    def control(self, field: str) -> ComboBox:
        """The control of a field of `ModelOptions`."""
        return self._controls[field]

    def limit(self, ways: Iterable[Quantisation], longest_tokens: int | None) -> None:
        """Offer what one model on this machine could be loaded with.

        Args:
            ways: The quantisations that are possible; the others are greyed.
            longest_tokens: No longer conversation is offered; None where nobody knows.
        """
        self._ways = frozenset(ways)
        combo = self._controls["context_tokens"]
        items = combo.model()
        assert isinstance(items, QStandardItemModel)
        for index in range(combo.count()):
            tokens = combo.itemData(index)
            possible = tokens is None or longest_tokens is None or tokens <= longest_tokens
            items.item(index).setEnabled(possible)
        self._mark_impossible()

    def set_options(self, options: ModelOptions) -> None:
        """Show `options`; values that only the settings file can hold are added."""
        for name, combo in self._controls.items():
            value = getattr(options, name)
            index = _index_of(combo, value)
            if index < 0:
                combo.addItem(str(value), value)
                index = combo.count() - 1
            combo.setCurrentIndex(index)
        self._mark_impossible()

    def options(self) -> ModelOptions:
        """What is chosen."""
        chosen = {name: combo.currentData() for name, combo in self._controls.items()}
        return ModelOptions(**chosen)

    @Slot()
    def _on_change(self) -> None:
        self._mark_impossible()
        self.changed.emit()

    def _mark_impossible(self) -> None:
        """Quantisations that the device cannot do are greyed, and say why."""
        if len(self._controls) < len(ROWS):
            return
        device = self._controls["device"].currentData()
        combo = self._controls["quantisation"]
        items = combo.model()
        assert isinstance(items, QStandardItemModel)
        for index in range(combo.count()):
            way = Quantisation(combo.itemData(index))
            # Which cards there are is known when a model is loaded: it says then what is amiss.
            reason = why_not(way, "cuda" if device == "auto" else device)
            if self._ways is not None and way not in self._ways:
                reason = reason or _NOT_THIS_MODEL
            items.item(index).setEnabled(not reason)
            combo.setItemText(index, FACTS[way].label + (" (not here)" if reason else ""))
            sentence = reason or FACTS[way].sentence
            combo.setItemData(index, sentence, Qt.ItemDataRole.ToolTipRole)
            combo.setItemData(index, sentence, Qt.ItemDataRole.AccessibleDescriptionRole)
        reasons = {
            combo.itemData(index, Qt.ItemDataRole.ToolTipRole)
            for index in range(combo.count())
            if not items.item(index).isEnabled()
        }
        combo.setToolTip(" ".join(sorted(reasons)))


def _index_of(combo: ComboBox, value: Any) -> int:
    """`findData` takes None for anything."""
    return next((n for n in range(combo.count()) if combo.itemData(n) == value), -1)
