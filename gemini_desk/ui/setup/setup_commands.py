"""What a person asks about instructions and presets. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from gemini_desk.chat.preset import Preset
    from gemini_desk.chat.setup import ConversationSetup
    from gemini_desk.ui.setup.preset_dialog import PresetDialog
    from gemini_desk.ui.setup.setup_button import SetupButton
    from gemini_desk.ui.setup.setup_panel import SetupPanel

_OWN_INSTRUCTIONS = "Instructions"


class SetupCommands(QObject):
    """Opens the panel and the dialog, and tells what the person chose in them.

    Signals:
        preset_chosen: Id of the preset to begin with, or "".
        edited: The `ConversationSetup` that the person made.
        presets_saved: Presets that are new or were changed, and ids of removed ones.
        import_requested: Path of a file with presets; `add_presets` shall bring them.
        export_requested: Path of the file to write, and the presets that go into it.
    """

    preset_chosen = Signal(str)
    edited = Signal(object)
    presets_saved = Signal(object, object)
    import_requested = Signal(str)
    export_requested = Signal(str, object)

    def __init__(
        self, window: QWidget, button: SetupButton, *, setup: QAction, presets: QAction
    ) -> None:
        """Join the ways in.

        Args:
            window: What opens stands in front of it.
            button: Opens the panel, and says what is set up.
            setup: Opens the panel, too.
            presets: Opens the dialog.
        """
        super().__init__(window)
        self._window = window
        self._button = button
        self._panel: SetupPanel | None = None
        self._dialog: PresetDialog | None = None
        self._setup: ConversationSetup | None = None  # until a conversation is open
        self._presets: tuple[Preset, ...] = ()
        self._skills: frozenset[str] | None = None
        self._models: list[str] = []
        self._default_prompt = ""
        self._thinking_obstacle = ""
        button.clicked.connect(self.toggle_panel)
        setup.triggered.connect(self.toggle_panel)
        presets.triggered.connect(self.open_dialog)

    # -- what there is to show ------------------------------------------------------------

    def set_setup(self, setup: ConversationSetup) -> None:
        """Show how the open conversation is answered."""
        self._setup = setup
        self._show_name()
        if self._panel is not None:
            self._panel.set_presets(self._offered())
            self._panel.set_setup(setup)

    def set_presets(self, presets: Iterable[Preset]) -> None:
        """Offer these presets."""
        self._presets = tuple(presets)
        self._show_name()
        if self._panel is not None:
            self._panel.set_presets(self._offered())

    def set_skills(self, skills: frozenset[str] | None) -> None:
        """What the model that is loaded says it has learned, and no more; None for anything."""
        self._skills = skills
        if self._panel is not None:
            self._panel.set_presets(self._offered())

    def set_models(self, models: Iterable[str]) -> None:
        """Offer these models."""
        self._models = list(models)
        if self._panel is not None:
            self._panel.set_models(self._models)

    def set_thinking_obstacle(self, reason: str) -> None:
        """Why the model that is loaded cannot think first; "" if it can, or none is."""
        self._thinking_obstacle = reason
        if self._panel is not None:
            self._panel.set_thinking_obstacle(reason)

    def set_obstacle(self, reason: str) -> None:
        """Why nothing can be set up now; "" if it can."""
        if reason and self._panel is not None:
            self._panel.close_panel()
        self._button.set_obstacle(reason)

    def set_default_prompt(self, prompt: str) -> None:
        """What stands in for instructions that a conversation does not have."""
        self._default_prompt = " ".join(prompt.split())[:120]
        if self._panel is not None:
            self._panel.set_default_prompt(self._default_prompt)

    def add_presets(self, presets: Iterable[Preset]) -> None:
        """Add imported presets to the open dialog."""
        if self._dialog is not None:
            self._dialog.add_presets(presets)

    # -- what opens -----------------------------------------------------------------------

    @Slot()
    def toggle_panel(self) -> None:
        """Open the panel below its button, or close it."""
        panel = self._made_panel()
        if panel.isVisible():
            panel.close_panel()
        else:
            if self._setup is not None:
                panel.set_setup(self._setup)
            panel.open_below(self._button)

    @Slot()
    def open_dialog(self) -> None:
        """Open the dialog of all presets."""
        self._made_dialog()

    @Slot()
    def _keep_as_preset(self) -> None:
        from gemini_desk.chat.preset import Preset, new_preset_id
        from gemini_desk.chat.setup import ConversationSetup

        setup = self._setup or ConversationSetup()
        self._made_dialog().begin_with(
            Preset(
                new_preset_id(), "New preset", "", setup.system_prompt or "", setup.parameters,
                setup.model,
            )
        )  # fmt: skip

    def _made_panel(self) -> SetupPanel:
        if self._panel is None:
            from gemini_desk.ui.setup.setup_panel import SetupPanel  # when it is asked for

            panel = self._panel = SetupPanel(self._window)
            panel.set_presets(self._offered())
            panel.set_models(self._models)
            panel.set_default_prompt(self._default_prompt)
            panel.set_thinking_obstacle(self._thinking_obstacle)
            panel.preset_chosen.connect(self.preset_chosen)
            panel.setup_edited.connect(self.edited)
            panel.manage_requested.connect(self.open_dialog)
            panel.keep_requested.connect(self._keep_as_preset)
        return self._panel

    def _made_dialog(self) -> PresetDialog:
        if self._dialog is None:
            from gemini_desk.ui.setup.preset_dialog import PresetDialog

            dialog = self._dialog = PresetDialog(self._presets, self._models, self._window)
            dialog.saved.connect(self.presets_saved)
            dialog.import_requested.connect(self.import_requested)
            dialog.export_requested.connect(self.export_requested)
            dialog.finished.connect(self._forget_dialog)
            dialog.open()
        return self._dialog

    @Slot()
    def _forget_dialog(self) -> None:
        self._dialog = None

    def _offered(self) -> tuple[Preset, ...]:
        """What the model can do, whatever a person made, and what is chosen already."""
        chosen = self._setup.preset_id if self._setup is not None else ""
        return tuple(
            preset
            for preset in self._presets
            if self._skills is None
            or not preset.is_built_in
            or preset.skill in self._skills
            or preset.id == chosen
        )

    def _show_name(self) -> None:
        setup = self._setup
        if setup is None:
            return
        name = next((it.name for it in self._presets if it.id == setup.preset_id), "")
        self._button.set_name(name or (_OWN_INSTRUCTIONS if setup.system_prompt else ""))
