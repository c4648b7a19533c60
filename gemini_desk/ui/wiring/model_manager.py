"""The model manager: opened, filled on a thread of its own, and what is done from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from gemini_desk.errors import GeminiDeskError
from gemini_desk.models.hub_cache import default_hub_dir
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.model_state import size_text
from gemini_desk.ui.pool_call import PoolCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.models.download.removal import RemovalPlan
    from gemini_desk.models.download.verification import Verification
    from gemini_desk.models.inventory import Inventory, ModelEntry
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.model_manager.dialog import ModelManager
    from gemini_desk.ui.settings_controller import SettingsController

_Result = TypeVar("_Result")

_DTYPE_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}


class _ManagerClosedError(Exception):
    """The manager was closed while something was read for it."""


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
        self._call: PoolCall | None = None
        window.action("models").triggered.connect(self.open)

    @Slot()
    def open(self) -> None:
        """Show the manager."""
        self.open_on("")

    def open_on(self, model_id: str) -> None:
        """Show the manager with a model chosen, or with the recommended one for ""."""
        from gemini_desk.ui.model_manager.dialog import ModelManager  # when it is asked for

        manager = ModelManager(self._window)
        self._manager = manager
        manager.finished.connect(self._forget)
        manager.details.load_requested.connect(self._load)
        manager.details.buttons.folder_pressed.connect(self._show_folder)
        manager.details.buttons.download_pressed.connect(self._download)
        manager.details.buttons.verify_pressed.connect(self._verify)
        manager.details.buttons.remove_pressed.connect(self._plan_removal)
        manager.model_typed.connect(self._find)
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

    def _fill(self, inventory: Inventory) -> None:
        if self._manager is not None:
            self._manager.set_inventory(inventory)
            self.listed.emit()

    @Slot(str)
    def _find(self, name: str) -> None:
        hub_dir = self._hub_dir()

        def find() -> ModelEntry:
            from gemini_desk.models.inventory import find_entry

            return find_entry(name, hub_dir)

        self._background.run(find, self._show_typed, self._tell)

    def _show_typed(self, entry: ModelEntry) -> None:
        if self._manager is not None:
            self._manager.show_typed(entry)

    def _tell(self, error: GeminiDeskError) -> None:
        if self._manager is not None:
            self._manager.show_problem(error)
        else:
            self._window.notifications.error(error)

    @Slot(str, str, int)
    def _load(self, model_id: str, quantisation: str, context_tokens: int) -> None:
        settings = self._settings.settings
        options = settings.model.options_of(model_id)
        options = replace(
            options,
            quantisation=Quantisation(quantisation).value,
            context_tokens=context_tokens or options.context_tokens,
        )
        self._settings.change(
            replace(settings, model=settings.model.with_options(model_id, options))
        )
        if self._manager is not None:
            self._manager.accept()
        self._window.model_chosen.emit(model_id)

    @Slot()
    def _show_folder(self) -> None:
        entry = self._manager.details.entry if self._manager is not None else None
        if entry is not None and entry.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(entry.path)))

    @Slot()
    def _download(self) -> None:
        entry = self._manager.details.entry if self._manager is not None else None
        if entry is not None:
            self._window.download_requested.emit(entry.id)

    @Slot()
    def _verify(self) -> None:
        """Hold the files against their hashes, without the network."""
        entry = self._manager.details.entry if self._manager is not None else None
        if entry is None or self._manager is None:
            return
        self._manager.details.buttons.say("Reading every file…")
        model_id, hub_dir = entry.id, self._hub_dir() or default_hub_dir()

        def check() -> Verification:
            from gemini_desk.models.download.verification import verify

            return verify(model_id, hub_dir, client=None, on_bytes=self._go_on)

        self._in_pool(check, self._show_verified)

    def _go_on(self, *_: object) -> None:
        """Called while files are read, on the pool's thread."""
        if self._manager is None:
            raise _ManagerClosedError

    def _show_verified(self, found: Verification) -> None:
        if found.whole:
            count = len(found.files)
            self._say(f"All {count} files are whole.")
        else:
            self._say(f"Damaged or missing: {', '.join(found.problems)}. Download it again.")

    @Slot()
    def _plan_removal(self) -> None:
        entry = self._manager.details.entry if self._manager is not None else None
        if entry is None:
            return
        model_id, hub_dir = entry.id, self._hub_dir() or default_hub_dir()

        def plan() -> RemovalPlan:
            from gemini_desk.models.download.removal import plan_removal

            return plan_removal(model_id, hub_dir)

        self._in_pool(plan, self._ask_to_remove)

    def _ask_to_remove(self, plan: RemovalPlan) -> None:
        if self._manager is None:
            return
        dialog = Confirmation(
            f"Remove {plan.repo_id} from this machine?",
            f"That frees {size_text(plan.free_bytes)}. Other programs share these files; it can "
            f"be downloaded again.{_what_stays(plan)}",
            "Remove",
            self._manager,
        )
        dialog.accepted.connect(lambda: self._remove(plan))
        dialog.open()

    def _remove(self, plan: RemovalPlan) -> None:
        from gemini_desk.models.download.removal import remove

        def done(_: None) -> None:
            self.refresh()
            self._window.models_menu_opened.emit()  # the menu lists what is left

        self._in_pool(lambda: remove(plan), done)

    def _in_pool(self, work: Callable[[], _Result], then: Callable[[_Result], None]) -> None:
        """Do what takes long, where it holds nothing else up."""

        def guarded() -> Callable[[], None]:
            try:
                result = work()
            except GeminiDeskError as error:
                told = error
                return lambda: self._say_problem(told)
            except _ManagerClosedError:
                return lambda: None
            return lambda: then(result)

        self._call = PoolCall(guarded)
        self._call.finished.connect(self._deliver)
        self._call.start()

    @Slot(object)
    def _deliver(self, then: Callable[[], None]) -> None:
        then()

    def _say(self, text: str) -> None:
        if self._manager is not None:
            self._manager.details.buttons.say(text)

    def _say_problem(self, error: GeminiDeskError) -> None:
        self._say(f"{error.message} {error.hint}".strip())

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


def _what_stays(plan: RemovalPlan) -> str:
    if not plan.staying:
        return ""
    return " Another revision, which some program fetched, stays with what it needs."
