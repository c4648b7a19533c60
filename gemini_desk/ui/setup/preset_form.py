"""The fields of one preset. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gemini_desk.errors import InputError
from gemini_desk.ui import style
from gemini_desk.ui.controls import CONTROL_PX, ComboBox
from gemini_desk.ui.setup.fields import SetupFields
from gemini_desk.ui.setup.preset_icons import NO_ICON, preset_icon
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.preset import Preset

_NAME_MAX_CHARACTERS: Final = 60
# What a preset can be shown with; an emoji from an imported file stays as it is.
_ICONS: Final = (
    NO_ICON, "image", "text", "microphone", "audio", "link", "code", "sparkle", "message", "file",
    "search", "edit", "user", "clock", "sun", "moon",
)  # fmt: skip


class PresetForm(QWidget):
    """Name, icon, instructions, model, parameters.

    Signals:
        edited: Something was changed by the person.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = ComboBox(self)
        self._icon.name_unseen("Icon")
        self._icon.setFixedWidth(64)
        for name in _ICONS:
            self._icon.addItem(preset_icon(name), "", name)
        self._icon.activated.connect(self.edited)
        self._name = QLineEdit(self)
        self._name.setFont(style.font(14))
        self._name.setFixedHeight(CONTROL_PX)
        self._name.setMaxLength(_NAME_MAX_CHARACTERS)
        self._name.setPlaceholderText("Name")
        self._name.setAccessibleName("Name")
        self._name.textEdited.connect(self.edited)
        style.follow_theme(self._name, style.line_edit_style)
        self._fields = SetupFields("Instructions", self)
        self._fields.set_prompt_hint("For instance: Translate everything into English.")
        self._fields.edited.connect(self.edited)
        self._note = QLabel(self)
        self._note.setWordWrap(True)
        self._note.setFont(style.font(12))
        style.follow_theme(self._note, lambda colours: f"color: {colours.muted};")
        head = QHBoxLayout()
        head.setSpacing(SPACE_PX)
        head.addWidget(self._icon)
        head.addWidget(self._name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE_PX, 20, 3 * SPACE_PX, 20)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._note)
        column.addWidget(self._fields)
        column.addStretch(1)

    @property
    def name(self) -> str:
        """The name without blanks around it."""
        return " ".join(self._name.text().split())

    def set_models(self, models: Iterable[str]) -> None:
        """Offer these models."""
        self._fields.set_models(models)

    def show_preset(self, preset: Preset) -> None:
        """Show `preset`; one that came with the application can only be read."""
        icon = preset.icon or NO_ICON
        if self._icon.findData(icon) < 0:
            self._icon.addItem(preset_icon(icon), "", icon)
        self._icon.setCurrentIndex(self._icon.findData(icon))
        self._name.setText(preset.name)
        self._fields.show_values(preset.system_prompt, preset.model, preset.parameters)
        editable = not preset.is_built_in
        self._note.setText("This one came with Gemini Desk. Copy it to make it your own.")
        self._note.setVisible(not editable)
        self._name.setReadOnly(not editable)
        self._icon.setEnabled(editable)
        self._fields.set_editable(editable)

    def values_over(self, preset: Preset) -> Preset:
        """`preset` with what stands in the fields.

        Raises:
            InputError: A parameter, or the name, cannot be used.
        """
        icon = str(self._icon.currentData())
        return replace(
            preset,
            name=self.name,
            icon="" if icon == NO_ICON else icon,
            system_prompt=self._fields.system_prompt,
            parameters=self._fields.parameters,
            model=self._fields.model,
        )

    def check(self) -> None:
        """Put the cursor where something cannot be used.

        Raises:
            InputError: There is such a place.
        """
        if not self.name:
            self.focus_name()
            raise InputError("The name is empty.", hint="Type a name.")
        self._fields.check()

    def focus_name(self) -> None:
        """Put the cursor into the name."""
        self._name.setFocus()
        self._name.selectAll()
