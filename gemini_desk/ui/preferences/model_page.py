"""System prompt, generation parameters, how the model is loaded. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.ui import style
from gemini_desk.ui.model_state import model_label
from gemini_desk.ui.preferences.choice_row import ChoiceRow
from gemini_desk.ui.preferences.model_options_form import ROWS, ModelOptionsForm
from gemini_desk.ui.preferences.page import PreferencesPage
from gemini_desk.ui.preferences.parameter_field import PARAMETERS, ParameterField
from gemini_desk.ui.writing_direction import follow_writing_direction

if TYPE_CHECKING:
    from gemini_desk.settings.schema import ModelSettings, Settings
_STRAIGHT, _THINKS = "straight", "thinks"


class ModelPage(PreferencesPage):
    """How the model is asked, how it answers, where it runs.

    Signals:
        manager_requested: The person wants to see all models, and what fits.
    """

    manager_requested = Signal()

    title = "Model"
    icon_name = "chip"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prompt = _text_box("For instance: Answer in one paragraph.", 88)
        self._fields = {spec.name: ParameterField(spec) for spec in PARAMETERS}
        self._stop = _text_box("One on each line", 64)
        self._thinking = ChoiceRow([(_STRAIGHT, "Answers at once", ""), (_THINKS, "Thinks", "")])
        self.options = ModelOptionsForm(self)
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
        self._model_heading = self.add_heading("How the model is loaded")
        for row in ROWS:
            self.add_row(row.label, row.explanation, self.options.control(row.field))
        self._manager = QPushButton("All models…")
        self._manager.setFont(style.font(13))
        self._manager.setAutoDefault(False)
        self._manager.clicked.connect(self.manager_requested)
        style.follow_theme(self._manager, style.button_style)
        self.add_row("Another model", "What fits this machine, and what each needs.", self._manager)
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
        self.options.set_options(settings.model.options_of(settings.model.name))
        self._model_heading.setText(f"How {model_label(settings.model.name)} is loaded")

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
            model=self._model(settings.model),
        )

    def _model(self, model: ModelSettings) -> ModelSettings:
        """The options of the model in use; the others keep theirs."""
        options = self.options.options()
        if options == model.options_of(model.name):
            return model
        return model.with_options(model.name, options)


def _text_box(placeholder: str, height_px: int) -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setPlaceholderText(placeholder)
    box.setFont(style.font(13))
    box.setFixedHeight(height_px)
    box.setTabChangesFocus(True)
    style.follow_theme(box, style.text_box_style)
    follow_writing_direction(box)
    return box
