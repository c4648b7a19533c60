"""The library of prompts: controller, list in the composer, page of the preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from gemini_desk.chat.prompt_template import PromptTemplate
    from gemini_desk.ui.chat.prompt_controller import PromptController
    from gemini_desk.ui.composer.prompt_fields import PromptFields
    from gemini_desk.ui.composer.prompt_picker import PromptPicker
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.preferences.dialog import PreferencesDialog


class PromptsWiring(QObject):
    """Offers the prompts behind "/", and lets a person change them."""

    def __init__(
        self,
        prompts: PromptController,
        models: ModelController,
        picker: PromptPicker,
        fields: PromptFields,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._prompts = prompts
        self._models = models
        self._picker = picker
        self._window = window
        self._wants_page = False
        prompts.prompts_changed.connect(self._offer)
        models.loaded.connect(self._offer)
        picker.chosen.connect(fields.insert)
        picker.manage_requested.connect(self._manage)
        window.preferences_opened.connect(self._join_page)

    @Slot(object)
    def _offer(self, _changed: object) -> None:
        """Offer what the model at hand can do, and whatever a person wrote."""
        model = self._models.model
        offered: list[PromptTemplate] = []
        not_learned: list[PromptTemplate] = []
        for prompt in self._prompts.prompts:
            can = (
                model is None
                or not prompt.is_built_in
                or model.capabilities.has_learned(prompt.name)
            )
            (offered if can else not_learned).append(prompt)
        self._picker.set_prompts(offered, not_learned)

    @Slot()
    def _manage(self) -> None:
        self._wants_page = True
        self._window.action("preferences").trigger()

    @Slot(object)
    def _join_page(self, dialog: PreferencesDialog) -> None:
        from gemini_desk.ui.preferences.prompts_page import PromptsPage  # with the dialog

        page = next(page for page in dialog.pages if isinstance(page, PromptsPage))
        page.set_prompts(self._prompts.prompts, self._prompts.hidden)
        page.saved.connect(self._prompts.save)
        page.import_requested.connect(self._prompts.read_file)
        page.export_requested.connect(self._prompts.write_file)
        self._prompts.prompts_read.connect(page.add_prompts)
        if self._wants_page:
            self._wants_page = False
            dialog.show_page(page)
