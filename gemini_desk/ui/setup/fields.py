"""The fields of a setup and of a preset: instructions, model, parameters. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFormLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.ui import style
from gemini_desk.ui.controls import CONTROL_PX, ComboBox
from gemini_desk.ui.preferences.parameter_field import PARAMETERS, ParameterField
from gemini_desk.ui.theme import SPACE_PX
from gemini_desk.ui.writing_direction import follow_writing_direction

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN: Final = ("temperature", "max_new_tokens", "top_p")
_ANY_MODEL: Final = "Whichever is loaded"
_PROMPT_MAX_CHARACTERS: Final = 50_000


class SetupFields(QWidget):
    """How to answer; what is left open is taken from the preferences.

    Signals:
        edited: Something was changed by the person.
    """

    edited = Signal()

    def __init__(self, prompt_name: str, parent: QWidget | None = None) -> None:
        """Empty fields.

        Args:
            prompt_name: What the instructions are called here.
            parent: Owns it.
        """
        super().__init__(parent)
        self._parameters = GenerationParameters()
        self._prompt = QPlainTextEdit(self)
        self._prompt.setFont(style.font(13))
        self._prompt.setFixedHeight(104)
        self._prompt.setTabChangesFocus(True)
        self._prompt.setAccessibleName(prompt_name)
        self._prompt.textChanged.connect(self.edited)
        style.follow_theme(self._prompt, style.text_box_style)
        follow_writing_direction(self._prompt)
        self._model = ComboBox(self)
        self._model.setAccessibleName("Model")
        self._model.activated.connect(self.edited)
        self.set_models(())
        specs = {spec.name: spec for spec in PARAMETERS}
        self._fields = {name: ParameterField(specs[name], self) for name in _SHOWN}
        form = self._form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(2 * SPACE_PX)
        form.setVerticalSpacing(SPACE_PX)
        self.add_field("Model", self._model)
        for name, field in self._fields.items():
            field.setToolTip(specs[name].explanation)
            field.edited.connect(self.edited)
            self.add_field(specs[name].label, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_PX)
        column.addWidget(self._label(prompt_name))
        column.addWidget(self._prompt)
        column.addSpacing(4)
        column.addLayout(form)

    # -- what stands in them --------------------------------------------------------------

    @property
    def system_prompt(self) -> str:
        """The instructions, without blanks around them."""
        return self._prompt.toPlainText().strip()[:_PROMPT_MAX_CHARACTERS]

    @property
    def model(self) -> str:
        """Name of the model, or "" for whichever is loaded."""
        return str(self._model.currentData() or "")

    @property
    def parameters(self) -> GenerationParameters:
        """The parameters; those without a field here are kept as they were set.

        Raises:
            InputError: One cannot be used.
        """
        values: dict[str, Any] = {name: field.value() for name, field in self._fields.items()}
        return replace(self._parameters, **values)

    def mark(self) -> None:
        """Say below each field what is wrong with it; the keyboard stays where it is."""
        for field in self._fields.values():
            field.mark()

    def check(self) -> None:
        """Put the cursor into the first field that cannot be used, with the reason below it.

        Raises:
            InputError: There is one.
        """
        for field in self._fields.values():
            field.check()

    def show_values(self, prompt: str, model: str, parameters: GenerationParameters) -> None:
        """Show a setup or a preset, without telling of it."""
        blocked = self.blockSignals(True)
        self._parameters = parameters
        self._prompt.setPlainText(prompt)
        self._choose_model(model)
        for name, field in self._fields.items():
            field.set_value(getattr(parameters, name))
        self.blockSignals(blocked)

    def set_prompt_hint(self, hint: str) -> None:
        """Show `hint` while there are no instructions."""
        self._prompt.setPlaceholderText(hint)

    def set_models(self, models: Iterable[str]) -> None:
        """Offer these models."""
        current = str(self._model.currentData() or "")
        self._model.clear()
        self._model.addItem(_ANY_MODEL, "")
        for model in models:
            self._model.addItem(model, model)
        self._choose_model(current)

    def add_field(self, label: str, field: QWidget) -> None:
        """Add another field below the others, as wide as they are."""
        name = self._label(label, CONTROL_PX)
        name.setBuddy(field)
        self._form.addRow(name, field)

    def set_editable(self, editable: bool) -> None:
        """Let the person change what stands here, or only read it."""
        self._prompt.setReadOnly(not editable)
        for widget in (self._model, *self._fields.values()):
            widget.setEnabled(editable)

    @Slot()
    def focus_prompt(self) -> None:
        """Put the cursor into the instructions."""
        self._prompt.setFocus()

    def _choose_model(self, model: str) -> None:
        if self._model.findData(model) < 0:
            self._model.addItem(model, model)  # one that is not on this machine any more
        self._model.setCurrentIndex(self._model.findData(model))

    def _label(self, text: str, height_px: int = 0) -> QLabel:
        label = QLabel(text, self)
        label.setMinimumHeight(height_px)
        label.setFont(style.font(13))
        style.follow_theme(label, lambda colours: f"color: {colours.text};")
        return label
