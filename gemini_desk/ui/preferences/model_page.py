"""System prompt, generation parameters, device. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.ui import style
from gemini_desk.ui.controls import ComboBox
from gemini_desk.ui.preferences.choice_row import ChoiceRow
from gemini_desk.ui.preferences.page import PreferencesPage
from gemini_desk.ui.preferences.parameter_field import PARAMETERS, ParameterField

if TYPE_CHECKING:
    from gemini_desk.settings.schema import Settings
_DEVICES: Final = (
    ("auto", "Choose for me"),
    ("cuda", "NVIDIA or AMD GPU"),
    ("mps", "Apple GPU"),
    ("xpu", "Intel GPU"),
    ("cpu", "Processor"),
)
_STRAIGHT, _THINKS = "straight", "thinks"
_DTYPES: Final = (
    ("auto", "As the model was made"),
    ("bfloat16", "16 bits, bfloat16"),
    ("float16", "16 bits, float16"),
    ("float32", "32 bits"),
)


class ModelPage(PreferencesPage):
    """How the model is asked, how it answers, where it runs."""

    title = "Model"
    icon_name = "chip"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prompt = _text_box("For instance: Answer in one paragraph.", 88)
        self._fields = {spec.name: ParameterField(spec) for spec in PARAMETERS}
        self._stop = _text_box("One on each line", 64)
        self._thinking = ChoiceRow([(_STRAIGHT, "Answers at once", ""), (_THINKS, "Thinks", "")])
        self._device = _combo(_DEVICES)
        self._dtype = _combo(_DTYPES)
        self.add_heading("System prompt")
        self.add_wide("Put before every conversation", "", self._prompt)
        self.add_heading("Answers")
        self.add_row(
            "Before it answers",
            "Slower, and better at hard questions; only some models can. What it thought is "
            "folded away above the answer.",
            self._thinking,
        )
        for spec in PARAMETERS:
            self.add_row(spec.label, spec.explanation, self._fields[spec.name])
        self.add_row("Stop texts", "An answer ends where one of them would begin.", self._stop)
        self.add_heading("Where it runs")
        self.add_row("Device", "From the next time a model is loaded.", self._device)
        self.add_row("Precision", "Fewer bits need less memory.", self._dtype)
        self.finish()

    def field(self, name: str) -> ParameterField:
        """The field of a parameter."""
        return self._fields[name]

    def load(self, settings: Settings) -> None:
        """Show `settings`."""
        self._prompt.setPlainText(settings.chat.system_prompt)
        self._thinking.set_value(_THINKS if settings.chat.thinking else _STRAIGHT)
        for name, field in self._fields.items():
            field.set_value(getattr(settings.generation, name))
        self._stop.setPlainText("\n".join(settings.generation.stop))
        _choose(self._device, settings.model.device)
        _choose(self._dtype, settings.model.dtype)

    def check(self) -> None:
        """Check each parameter against its bounds.

        Raises:
            InputError: One of them cannot be used; its field says why.
        """
        for field in self._fields.values():
            field.check()

    def save(self, settings: Settings) -> Settings:
        """`settings` with what stands on this page."""
        values: dict[str, Any] = {name: field.value() for name, field in self._fields.items()}
        stop = tuple(line for line in self._stop.toPlainText().split("\n") if line)
        return replace(
            settings,
            chat=replace(
                settings.chat,
                system_prompt=self._prompt.toPlainText().strip(),
                thinking=self._thinking.value == _THINKS,
            ),
            generation=GenerationParameters(**values, stop=stop),
            model=replace(
                settings.model,
                device=self._device.currentData(),
                dtype=self._dtype.currentData(),
            ),
        )


def _text_box(placeholder: str, height_px: int) -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setPlaceholderText(placeholder)
    box.setFont(style.font(13))
    box.setFixedHeight(height_px)
    box.setTabChangesFocus(True)
    style.follow_theme(box, style.text_box_style)
    return box


def _combo(choices: tuple[tuple[str, str], ...]) -> ComboBox:
    combo = ComboBox()
    for value, text in choices:
        combo.addItem(text, value)
    return combo


def _choose(combo: QComboBox, value: str) -> None:
    """Take `value`, which may be one that only the settings file names (`cuda:1`)."""
    if combo.findData(value) < 0:
        combo.addItem(value, value)
    combo.setCurrentIndex(combo.findData(value))
