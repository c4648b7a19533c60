"""How the open conversation is answered; opens below the header. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.errors import InputError
from gemini_desk.ui import style
from gemini_desk.ui.controls import ComboBox
from gemini_desk.ui.popover import Popover
from gemini_desk.ui.setup.fields import SetupFields
from gemini_desk.ui.setup.preset_icons import preset_icon
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.preset import Preset

WIDTH_PX: Final = 372
_SAVE_DELAY_MS: Final = 400
_NO_PRESET: Final = "None"
_THINKING: Final = (
    (None, "As in the preferences"),
    (False, "It answers at once"),
    (True, "It thinks first"),
)


class SetupPanel(Popover):
    """Preset, instructions, model and parameters of one conversation.

    Signals:
        preset_chosen: Id of the preset to begin with, or "".
        setup_edited: The `ConversationSetup` that the person made.
        manage_requested: The person wants to change the presets themselves.
        keep_requested: The person wants to keep the setup as a preset.
    """

    preset_chosen = Signal(str)
    setup_edited = Signal(object)
    manage_requested = Signal()
    keep_requested = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAccessibleName("Instructions of this conversation")
        self._setup = ConversationSetup()
        self._presets: tuple[Preset, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_DELAY_MS)
        self._timer.timeout.connect(self._take)
        self._preset = ComboBox(self)
        self._preset.setAccessibleName("Preset")
        self._preset.activated.connect(self._choose_preset)
        self._fields = SetupFields("Instructions for this conversation", self)
        self._fields.edited.connect(self._timer.start)
        self._thinking = ComboBox(self)
        self._thinking.setAccessibleName("Before it answers")
        for value, text in _THINKING:
            self._thinking.addItem(text, value)
        self._thinking.activated.connect(self._timer.start)
        self._fields.add_field("Before it answers", self._thinking)
        preset = self._label("Preset")
        preset.setBuddy(self._preset)
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE_PX)
        head.addWidget(preset)
        head.addWidget(self._preset, 1)
        self.content.setSpacing(SPACE_PX + 2)
        self.content.setContentsMargins(*[style.SHADOW_PX + 2 * SPACE_PX] * 4)
        self.content.addLayout(head)
        self.content.addWidget(self._fields)
        self._obstacle = self._label("")
        self._obstacle.setFont(style.font(12))
        self._obstacle.setWordWrap(True)
        style.follow_theme(self._obstacle, lambda colours: f"color: {colours.muted};")
        self._obstacle.hide()
        self.content.addWidget(self._obstacle)
        self.content.addLayout(self._buttons())
        self.closed.connect(self._take)
        self.set_presets(())
        self.set_thinking_obstacle("")

    def set_presets(self, presets: Iterable[Preset]) -> None:
        """Offer these presets."""
        presets = tuple(presets)
        if self._preset.count() and presets == self._presets:
            return
        self._presets = presets
        self._preset.clear()
        self._preset.addItem(_NO_PRESET, "")
        for preset in presets:
            self._preset.addItem(preset_icon(preset.icon), preset.name, preset.id)
        self._show_preset()

    def set_models(self, models: Iterable[str]) -> None:
        """Offer these models."""
        self._fields.set_models(models)

    def set_thinking_obstacle(self, reason: str) -> None:
        """Say why the model that is loaded cannot think first; "" if it can, or none is."""
        self._thinking.setEnabled(not reason)
        self._thinking.setToolTip(reason or "Only some models can think before they answer.")
        self._thinking.setAccessibleDescription(reason)
        self._obstacle.setText(reason)
        self._obstacle.setVisible(bool(reason))

    def set_default_prompt(self, prompt: str) -> None:
        """Show what is in force where the conversation has no instructions of its own."""
        self._fields.set_prompt_hint(
            f"From the preferences: {prompt}" if prompt else "For instance: Answer in Dutch."
        )

    def set_setup(self, setup: ConversationSetup) -> None:
        """Show the setup of the open conversation."""
        self._timer.stop()
        if setup != self._setup or not self.isVisible():
            self._setup = setup
            self._fields.show_values(setup.system_prompt or "", setup.model, setup.parameters)
            values = [value for value, _ in _THINKING]
            self._thinking.setCurrentIndex(values.index(setup.thinking))
        self._show_preset()

    def sizeHint(self) -> QSize:
        """As wide as it is meant to be, as high as its content."""
        return QSize(WIDTH_PX + 2 * style.SHADOW_PX, super().sizeHint().height())

    def open_below(self, anchor: QWidget) -> None:
        """Show the panel with the cursor in the instructions."""
        super().open_below(anchor)
        self._fields.focus_prompt()

    # -- within ---------------------------------------------------------------------------

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_PX)
        for text, signal in (
            ("Keep as a preset…", self.keep_requested),
            ("All presets…", self.manage_requested),
        ):
            button = QPushButton(text, self)
            button.setFont(style.font(12))
            button.setAutoDefault(False)
            button.clicked.connect(self.close_panel)
            button.clicked.connect(signal)
            style.follow_theme(button, style.button_style)
            row.addWidget(button, 1)
        return row

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setFont(style.font(13))
        style.follow_theme(label, lambda colours: f"color: {colours.text};")
        return label

    def _show_preset(self) -> None:
        place = self._preset.findData(self._setup.preset_id)
        self._preset.setCurrentIndex(max(place, 0))

    @Slot()
    def _choose_preset(self) -> None:
        self._timer.stop()
        self.preset_chosen.emit(str(self._preset.currentData() or ""))

    @Slot()
    def _take(self) -> None:
        self._timer.stop()
        try:
            parameters = self._fields.parameters
        except InputError:
            self._fields.mark()
            return  # what was valid before stays in force
        before = self._setup
        setup = replace(
            before,
            system_prompt=self._fields.system_prompt or None,  # empty: that of the preferences
            parameters=parameters,
            model=self._fields.model,
            thinking=self._thinking.currentData(),
        )
        if setup != before:
            self._setup = setup
            self.setup_edited.emit(setup)
