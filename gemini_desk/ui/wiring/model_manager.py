"""The model manager: opened, filled on a thread of its own, and what is done from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.models.catalogue import STARTER
from gemini_desk.models.hub_cache import default_hub_dir
from gemini_desk.models.network import hub_ban
from gemini_desk.ui.wiring.model_files import ModelFiles

if TYPE_CHECKING:
    from gemini_desk.engine.events import LoadedModel
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.models.inventory import Inventory
    from gemini_desk.models.recommendation import Recommendation
    from gemini_desk.settings.schema import ModelOptions
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.model_manager.dialog import ModelManager
    from gemini_desk.ui.preferences.dialog import PreferencesDialog
    from gemini_desk.ui.settings_controller import SettingsController

_DTYPE_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}


class ModelManagerWiring(QObject):
    """Opens the manager and does what is asked there. GUI thread only.

    Signals:
        opened: The `ModelManager`, for parts of it that have controllers of their own.
        listed: What is in it was read.
    """

    opened = Signal(object)
    listed = Signal()

    def __init__(
        self,
        models: ModelController,
        settings: SettingsController,
        window: MainWindow,
        background: Background,
        parent: QObject,
    ) -> None:
        """Join them.

        Args:
            models: Knows what is loaded.
            settings: Gets the options that a model is loaded with.
            window: Where the manager is opened.
            background: Where the disk is read.
            parent: Owner.
        """
        super().__init__(parent)
        self._models = models
        self._settings = settings
        self._window = window
        self._background = background
        self._manager: ModelManager | None = None
        self._recommended = False
        self._recommendation: Recommendation | None = None
        window.action("models").triggered.connect(self.open)
        window.recommended_requested.connect(self.open_recommended)
        window.preferences_opened.connect(self._join_page)
        window.download_requested.connect(self._keep_recommended_way)
        models.loaded.connect(self._recommend)

    @property
    def dialog(self) -> ModelManager | None:
        """The manager, while it is open."""
        return self._manager

    @Slot()
    def open(self) -> None:
        """Show the manager."""
        self.open_on("")

    @Slot()
    def open_recommended(self) -> None:
        """Show the manager with the recommended model chosen; a narrow one shows it alone."""
        found = self._recommendation
        self.open_on(found.model.id if found is not None else "")

    def open_on(self, model_id: str) -> None:
        """Show the manager with a model chosen, or with the recommended one for ""."""
        from gemini_desk.ui.model_manager.dialog import ModelManager  # when it is asked for
        from gemini_desk.ui.wiring.typed_models import TypedModels

        manager = ModelManager(self._window)
        self._manager = manager
        manager.finished.connect(self._forget)
        manager.details.keep_options_in(self._kept_options)
        manager.details.load_requested.connect(self._load)
        files = ModelFiles(
            manager,
            self._hub_dir() or default_hub_dir(),
            ban=lambda: hub_ban(self._settings.settings.network),
        )
        files.removed.connect(self._list_what_is_left)
        manager.details.buttons.download_pressed.connect(self._download)
        TypedModels(manager, self._settings, self._hub_dir())
        if model_id:
            manager.show_model(model_id)
        self.opened.emit(manager)
        manager.open()
        self.refresh()

    def refresh(self) -> None:
        """Read again what there is."""
        hub_dir, loaded_bytes = self._hub_dir(), self._loaded_bytes()

        def take() -> Inventory:
            from gemini_desk.models.inventory import take_inventory

            return take_inventory(hub_dir, loaded_bytes=loaded_bytes)

        self._background.run(take, self._fill, self._tell)

    @Slot(object)
    def _recommend(self, model: LoadedModel) -> None:
        """Once the starter is there, say what this machine could do."""
        if model.identity.id != STARTER or self._recommended:
            return
        self._recommended = True

        def find() -> Recommendation | None:
            from gemini_desk.models.machine import read_machine
            from gemini_desk.models.recommendation import recommend

            return recommend(read_machine())

        self._background.run(find, self._show_recommended, self._tell)

    def _show_recommended(self, found: Recommendation | None) -> None:
        self._recommendation = found
        if found is not None:
            self._window.set_recommended_model(found.model.name, found.why)

    @Slot(object)
    def _join_page(self, dialog: PreferencesDialog) -> None:
        from gemini_desk.ui.preferences.model_page import ModelPage  # with the dialog

        page = next(page for page in dialog.pages if isinstance(page, ModelPage))

        def save_and_open() -> None:
            dialog.save()  # or what was typed there would be lost
            if dialog.result() == dialog.DialogCode.Accepted:
                self.open()

        page.manager_requested.connect(save_and_open)

    def _fill(self, inventory: Inventory) -> None:
        if self._manager is not None:
            self._manager.set_inventory(inventory)
            self.listed.emit()

    def _tell(self, error: GeminiDeskError) -> None:
        if self._manager is not None:
            self._manager.show_problem(error)
        else:
            self._window.notifications.error(error)

    def _kept_options(self, model_id: str) -> ModelOptions | None:
        """What was chosen for a model; None to choose for the person."""
        return self._settings.settings.model.options.get(model_id)

    def _keep_options(self, model_id: str, options: ModelOptions) -> None:
        settings = self._settings.settings
        if options != settings.model.options_of(model_id):
            self._settings.change(
                replace(settings, model=settings.model.with_options(model_id, options))
            )

    @Slot(str, object)
    def _load(self, model_id: str, options: ModelOptions) -> None:
        self._keep_options(model_id, options)
        if self._manager is not None:
            self._manager.accept()
        self._window.model_chosen.emit(model_id)

    @Slot()
    def _download(self) -> None:
        entry = self._manager.details.entry if self._manager is not None else None
        if self._manager is not None and entry is not None:
            self._keep_options(entry.id, self._manager.details.options)  # for when it is here
            self._window.download_requested.emit(entry.id)

    @Slot(str)
    def _keep_recommended_way(self, model_id: str) -> None:
        """A recommended model is loaded in the way in which it was said to fit."""
        found = self._recommendation
        if found is None or found.model.id != model_id or self._kept_options(model_id) is not None:
            return
        options = self._settings.settings.model.options_of(model_id)
        options = replace(options, quantisation=found.fit.quantisation.value)
        self._keep_options(model_id, options)

    @Slot()
    def _list_what_is_left(self) -> None:
        self.refresh()
        self._window.local_models_changed.emit()  # the menu lists what is left, too

    @Slot()
    def _forget(self) -> None:
        self._manager = None

    def _hub_dir(self) -> Path | None:
        chosen = self._settings.settings.model.hub_dir
        return Path(chosen) if chosen else None

    def _loaded_bytes(self) -> int:
        """What the model that is loaded takes of the main memory."""
        model = self._models.model
        if model is None or model.identity.device != "cpu":
            return 0
        return (model.parameter_count or 0) * _DTYPE_BYTES.get(model.identity.dtype, 2)
