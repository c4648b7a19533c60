"""One generation parameter, empty for the model's own. GUI thread only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.errors import InputError
from gemini_desk.ui import style
from gemini_desk.ui.controls import CONTROL_PX, name_inner_buttons

if TYPE_CHECKING:
    from gemini_desk.ui.theme import Colours

Number = Literal["whole", "decimal"]
OWN: Final = "the model's own"


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """How a parameter is asked for.

    Attributes:
        name: Field of `GenerationParameters`, which knows its bounds.
        label: What people call it.
        explanation: What it does, in a sentence.
        number: Whole or decimal.
    """

    name: str
    label: str
    explanation: str
    number: Number


PARAMETERS: Final = (
    ParameterSpec(
        "temperature", "Temperature",
        "How freely words are chosen. 0 always takes the likeliest; 1 is the usual freedom.",
        "decimal",
    ),
    ParameterSpec("max_new_tokens", "Longest answer", "In tokens; a word has about 1.3.", "whole"),
    ParameterSpec(
        "top_p", "Top-p", "Keeps the likeliest words whose chances add up to this.", "decimal"
    ),
    ParameterSpec("top_k", "Top-k", "Keeps that many of the likeliest words; 0 for all.", "whole"),
    ParameterSpec(
        "min_p", "Min-p", "Drops words less likely than this share of the likeliest.", "decimal"
    ),
    ParameterSpec(
        "repetition_penalty", "Repetition penalty", "Above 1, the model repeats itself less.",
        "decimal",
    ),
    ParameterSpec(
        "seed", "Seed", "The same number gives the same answer to the same question.", "whole"
    ),
)  # fmt: skip


class ParameterField(QWidget):
    """A line edit with what is wrong below it.

    Signals:
        edited: The person typed.
    """

    edited = Signal()

    def __init__(self, spec: ParameterSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._edit = QLineEdit(self)
        self._edit.setFont(style.font(13))
        self._edit.setFixedHeight(CONTROL_PX)
        self._edit.setPlaceholderText(OWN)
        self._edit.setClearButtonEnabled(True)
        name_inner_buttons(self._edit, f"Back to {OWN}")
        self._edit.setAccessibleName(f"{spec.label}, empty for {OWN}")
        self._edit.setAccessibleDescription(spec.explanation)
        self._edit.textChanged.connect(self._forget_problem)
        self._edit.textEdited.connect(self.edited)
        self._edit.editingFinished.connect(self.mark)
        self._problem = QLabel(self)
        self._problem.setFont(style.font(12))
        self._problem.setWordWrap(True)
        self._problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._edit)
        layout.addWidget(self._problem)
        self.setFocusProxy(self._edit)
        self.setAccessibleName(spec.label)
        style.follow_theme(self._edit, style.line_edit_style)
        style.follow_theme(self._problem, _problem_style)

    @property
    def problem(self) -> str:
        """What is wrong with it, or ""."""
        return self._problem.text()

    def set_value(self, value: float | None) -> None:
        """Show a value; None empties the field."""
        self._edit.setText("" if value is None else str(value))
        self._forget_problem()

    def value(self) -> float | None:
        """What was typed, as the parameter's number; None when empty.

        Raises:
            InputError: It is no number, or outside the bounds.
        """
        text = self._edit.text().strip().replace(",", ".")
        if not text:
            return None
        try:
            number = int(text) if self.spec.number == "whole" else float(text)
        except ValueError:
            raise InputError(
                f"{self.spec.label}: “{self._edit.text()}” is no {self.spec.number} number.",
                hint=f"Type a {self.spec.number} number, or nothing for {OWN}.",
            ) from None
        values: dict[str, Any] = {self.spec.name: number}
        GenerationParameters(**values)  # knows the bounds
        return number

    @Slot()
    def mark(self) -> None:
        """Say what is wrong, if anything is; the keyboard stays where it is."""
        try:
            self.value()
        except InputError as error:
            self._problem.setText(error.hint or error.message)
            self._problem.show()

    def check(self) -> None:
        """Mark the field and put the cursor into it if it cannot be used.

        Raises:
            InputError: It cannot.
        """
        try:
            self.value()
        except InputError:
            self.mark()
            self._edit.setFocus()
            self._edit.selectAll()
            raise

    @Slot()
    def _forget_problem(self) -> None:
        self._problem.clear()
        self._problem.hide()


def _problem_style(colours: Colours) -> str:
    return f"color: {colours.danger};"
