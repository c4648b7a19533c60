"""How the model that is shown is loaded: the form of the preferences, once more. GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins

from gemini_desk.ui.preferences.form_rows import FormRows
from gemini_desk.ui.preferences.model_options_form import ROWS, ModelOptionsForm
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class OptionsRows(FormRows):
    """The rows of one form.

    Attributes:
        form: What is chosen.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = ModelOptionsForm(self)
        self.add_heading("How it is loaded")
        for row in ROWS:
            self.add_row(row.label, row.explanation, self.form.control(row.field))

    def margins_px(self, is_narrow: bool) -> QMargins:
        """None beside the page's own."""
        return QMargins(0, SPACE_PX, 0, 0)
