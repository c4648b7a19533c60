"""The model's state: controller, pane, composer, window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from gemini_desk.engine.events import LoadedModel
    from gemini_desk.engine.model_capabilities import Capabilities
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.model_state import ModelState


class ModelWiring(QObject):
    """Shows which model is there, and what it takes."""

    def __init__(
        self,
        models: ModelController,
        pane: ConversationPane,
        composer: Composer,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._models = models
        self._pane = pane
        self._composer = composer
        self._window = window
        self._taken: Capabilities | None = None  # as composer and pane know it; so they begin
        models.state_changed.connect(self._show_state)
        models.loaded.connect(self._show_model)
        window.unload_requested.connect(self._unload)
        self._show_state(models.state)

    @Slot()
    def _unload(self) -> None:
        self._models.unload()

    @Slot(object)
    def _show_state(self, state: ModelState) -> None:
        self._window.set_model_state(state)
        if not state.loaded:
            self._show_taken(None)

    @Slot(object)
    def _show_model(self, model: LoadedModel) -> None:
        self._show_taken(model.capabilities)

    def _show_taken(self, capabilities: Capabilities | None) -> None:
        if capabilities != self._taken:
            self._taken = capabilities
            self._composer.set_capabilities(capabilities)
            self._pane.set_capabilities(capabilities)
