"""The fields of one prompt of the library. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from gemini_desk.chat.prompt_template import LONGEST_NAME, prompt_name
from gemini_desk.errors import InputError
from gemini_desk.ui import style
from gemini_desk.ui.controls import CONTROL_PX
from gemini_desk.ui.theme import SPACE_PX
from gemini_desk.ui.writing_direction import follow_writing_direction

if TYPE_CHECKING:
    from gemini_desk.chat.prompt_template import PromptTemplate

_TEXT_PX: Final = 120
_LONGEST_TITLE: Final = 80
_LONGEST_TEXT: Final = 50_000
_HINT: Final = "Words in double braces, as {{language}}, are filled in each time."
_BUILT_IN: Final = "This one came with Gemini Desk. Copy it to make it your own."


class PromptForm(QWidget):
    """Title, name and text.

    Signals:
        edited: Something was changed by the person.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follows_title = False  # until the person names it
        self._title = self._line("Title", _LONGEST_TITLE)
        self._title.textEdited.connect(self._on_title)
        self._name = self._line("Name, after the slash", LONGEST_NAME)
        self._name.setToolTip("What is typed after the slash")
        self._name.textEdited.connect(self._on_name)
        self._text = QPlainTextEdit(self)
        self._text.setFont(style.font(13))
        self._text.setFixedHeight(_TEXT_PX)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName("Text")
        self._text.textChanged.connect(self.edited)
        style.follow_theme(self._text, style.text_box_style)
        follow_writing_direction(self._text)
        self._note = QLabel(self)
        self._note.setObjectName("explanation")
        self._note.setFont(style.font(12))
        self._note.setWordWrap(True)
        rows = QFormLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(2 * SPACE_PX)
        rows.setVerticalSpacing(SPACE_PX)
        rows.addRow(self._label("Title"), self._title)
        rows.addRow(self._label("Name"), self._name)
        rows.addRow(self._label("Text"), self._text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_PX)
        column.addLayout(rows)
        column.addWidget(self._note)

    def show_prompt(self, prompt: PromptTemplate) -> None:
        """Show `prompt`; one that came with the application can only be read."""
        blocked = self.blockSignals(True)
        self._title.setText(prompt.title)
        self._name.setText(prompt.name)
        self._text.setPlainText(prompt.text)
        self._note.setText(_BUILT_IN if prompt.is_built_in else _HINT)
        for field in (self._title, self._name, self._text):
            field.setReadOnly(prompt.is_built_in)
        self._follows_title = not prompt.text
        self.blockSignals(blocked)

    def values_over(self, prompt: PromptTemplate, *, point_out: bool = True) -> PromptTemplate:
        """`prompt` with what stands in the fields.

        Args:
            prompt: The one that is shown.
            point_out: Say what is wrong, and put the cursor there.

        Raises:
            InputError: A field cannot be used.
        """
        try:
            return replace(
                prompt,
                title=" ".join(self._title.text().split()),
                name=self._name.text().strip(),
                text=self._checked_text(),
            )
        except InputError as error:
            if point_out:
                self._point_out(error)
            raise

    def _checked_text(self) -> str:
        text = self._text.toPlainText()[:_LONGEST_TEXT]
        if not text.strip():
            raise InputError("The prompt has no text.", hint="Write what shall be sent.")
        return text

    def focus_title(self) -> None:
        """Put the cursor into the title."""
        self._title.setFocus()
        self._title.selectAll()

    def _point_out(self, error: InputError) -> None:
        self._note.setText(str(error))
        if not self._title.text().strip():
            self._title.setFocus()
        elif self._name.text().strip() != prompt_name(self._name.text()):
            self._name.setFocus()
        else:
            self._text.setFocus()

    @Slot()
    def _on_title(self) -> None:
        if self._follows_title:
            self._name.setText(prompt_name(self._title.text()))
        self.edited.emit()

    @Slot()
    def _on_name(self) -> None:
        self._follows_title = False
        self.edited.emit()

    def _line(self, name: str, longest: int) -> QLineEdit:
        line = QLineEdit(self)
        line.setFont(style.font(13))
        line.setFixedHeight(CONTROL_PX)
        line.setMaxLength(longest)
        line.setAccessibleName(name)
        style.follow_theme(line, style.line_edit_style)
        return line

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setMinimumHeight(CONTROL_PX)
        label.setFont(style.font(13))
        return label
