"""A model that was typed in the model manager: looked for here, then on the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.errors import ModelNotFoundError
from gemini_desk.models.catalogue import hub_id_of
from gemini_desk.models.network import Ban, hub_ban, hub_refusal
from gemini_desk.ui.model_manager.network_question import ask_to_allow, hub_host
from gemini_desk.ui.pool_work import PoolWork

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.models.download.patience import StopSwitch
    from gemini_desk.models.inventory import ModelEntry
    from gemini_desk.ui.model_manager.dialog import ModelManager
    from gemini_desk.ui.settings_controller import SettingsController


class TypedModels(QObject):
    """Answers what is typed into one manager; lives as its child. GUI thread only."""

    def __init__(
        self, manager: ModelManager, settings: SettingsController, hub_dir: Path | None
    ) -> None:
        super().__init__(manager)
        self._manager = manager
        self._settings = settings
        self._hub_dir = hub_dir
        self._work = PoolWork(self)
        manager.model_typed.connect(self._find)
        manager.finished.connect(self._work.stop)

    @Slot(str)
    def _find(self, name: str) -> None:
        hub_dir = self._hub_dir

        def find(_: StopSwitch) -> ModelEntry:
            from gemini_desk.models.inventory import find_entry

            return find_entry(name, hub_dir)

        self._work.stop()  # the answer to what was typed before is not waited for
        self._work.run(find, self._manager.show_typed, lambda error: self._ask_hub(name, error))

    def _ask_hub(self, name: str, error: GeminiDeskError) -> None:
        """What is not here may be on the hub, if that may be asked."""
        repo_id = hub_id_of(name)
        if not repo_id or not isinstance(error, ModelNotFoundError):
            self._manager.show_problem(error)
            return
        match hub_ban(self._settings.settings.network):
            case None:
                self._look_up(repo_id)
            case Ban.SETTING:
                self._manager.show_problem(error)  # what stands there after a no
                ask_to_allow(
                    repo_id, self._manager, lambda: self._allow(repo_id), only_looking=True
                )
            case ban:
                self._manager.show_problem(hub_refusal(repo_id, ban, where=hub_host()))

    def _allow(self, repo_id: str) -> None:
        self._settings.allow_network()
        self._look_up(repo_id)

    def _look_up(self, repo_id: str) -> None:
        self._manager.say(f"Asking {hub_host()}…")

        def look(switch: StopSwitch) -> ModelEntry:
            from gemini_desk.models.download.looking_up import look_up

            return look_up(repo_id, switch)

        self._work.run(look, self._manager.show_typed, self._manager.show_problem)
