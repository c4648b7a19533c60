"""Downloads: the menu of models, what is told when one ends, and what offers one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.errors import ModelNotFoundError
from gemini_desk.models.catalogue import hub_id_of
from gemini_desk.models.network import Ban, hub_ban, hub_refusal
from gemini_desk.ui.model_manager.current_download import CurrentDownload
from gemini_desk.ui.model_manager.download_state import DownloadStage
from gemini_desk.ui.model_manager.downloads_panel import DownloadsPanel
from gemini_desk.ui.model_manager.network_question import ask_to_allow, hub_host
from gemini_desk.ui.model_state import model_label
from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.model_manager.dialog import ModelManager
    from gemini_desk.ui.model_manager.download_controller import DownloadController
    from gemini_desk.ui.settings_controller import SettingsController
    from gemini_desk.ui.wiring.model_manager import ModelManagerWiring


class DownloadsWiring(QObject):
    """Joins the downloads to the window."""

    def __init__(
        self,
        downloads: DownloadController,
        models: ModelController,
        manager: ModelManagerWiring,
        settings: SettingsController,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._models = models
        self._settings = settings
        self._window = window
        panel = DownloadsPanel(downloads)
        panel.load_requested.connect(window.model_chosen)
        window.set_downloads(panel)
        window.download_requested.connect(downloads.download)
        downloads.changed.connect(self._on_changed)
        downloads.downloaded.connect(self._tell_of_end)
        downloads.refused.connect(self._ask_for_network)
        downloads.found_unfinished.connect(self._tell_of_unfinished)
        models.load_failed.connect(self._offer)
        self._manager = manager
        manager.opened.connect(self._join_manager)
        self._failed: set[str] = set()
        self._offered: dict[str, Notice] = {}
        window.model_chosen.connect(self._take_offer_back)

    @Slot(object)
    def _join_manager(self, manager: ModelManager) -> None:
        current = CurrentDownload(self._downloads)
        manager.details.buttons.place.addWidget(current)
        manager.details.shown.connect(current.set_model)
        current.has_row.connect(manager.details.buttons.set_downloading)
        if manager.details.entry is not None:
            current.set_model(manager.details.entry.id)

    @Slot(str)
    def _on_changed(self, repo_id: str) -> None:
        """Tell of a failure once: the row says it for as long as it is so."""
        state = self._downloads.state(repo_id)
        if state is None or state.stage is not DownloadStage.FAILED or state.error is None:
            self._failed.discard(repo_id)
        elif repo_id not in self._failed:
            self._failed.add(repo_id)
            self._show(Level.ERROR, state.error.message, state.error.hint, "Show", self._show_menu)

    @Slot(str)
    def _tell_of_end(self, repo_id: str) -> None:
        self._window.local_models_changed.emit()  # looks again what is here
        self._manager.refresh()
        self._offered[repo_id] = self._show(
            Level.INFO,
            f"{model_label(repo_id)} is downloaded and verified.",
            "",
            "Load",
            lambda: self._window.model_chosen.emit(repo_id),
        )

    @Slot(str)
    def _take_offer_back(self, model: str) -> None:
        """The model is chosen: nobody need be offered to load it any more."""
        notice = self._offered.pop(model, None)
        if notice is not None:
            self._window.notifications.dismiss(notice)

    @Slot(str, object)
    def _ask_for_network(self, repo_id: str, ban: Ban) -> None:
        """The setting can be lifted on the spot; what forbids it from outside cannot."""
        dialog = self._manager.dialog
        if ban is Ban.SETTING:
            ask_to_allow(repo_id, dialog or self._window, lambda: self._allow(repo_id))
            return
        error = hub_refusal(repo_id, ban, where=hub_host())
        if dialog is not None:  # it stands before the window's notices
            dialog.details.buttons.say(str(error))
        else:
            self._window.notifications.show_notice(Notice(Level.WARNING, error.message, error.hint))

    def _allow(self, repo_id: str) -> None:
        self._settings.allow_network()
        self._downloads.download(repo_id)

    @Slot(tuple)
    def _tell_of_unfinished(self, repo_ids: tuple[str, ...]) -> None:
        """Go on where the person wished that, with what no person paused; else offer it."""
        network = self._settings.settings.network
        if network.resume_downloads and hub_ban(network) is None:
            going_on = [each for each in repo_ids if not self._downloads.was_paused(each)]
            self._resume(going_on)
            repo_ids = tuple(each for each in repo_ids if each not in going_on)
        if not repo_ids:
            return
        first = model_label(repo_ids[0])
        text = (
            f"The download of {first} is not finished."
            if len(repo_ids) == 1
            else f"{len(repo_ids)} downloads are not finished."
        )
        self._show(
            Level.INFO,
            text,
            "It goes on where it stopped, once you resume it.",
            "Resume",
            lambda: self._resume(repo_ids),
        )

    def _resume(self, repo_ids: Sequence[str]) -> None:
        for repo_id in repo_ids:
            self._downloads.download(repo_id)

    @Slot(object)
    def _offer(self, error: GeminiDeskError) -> None:
        """A model that is not here, but could be: offer to fetch it."""
        repo_id = hub_id_of(self._models.state.model)
        if repo_id and isinstance(error, ModelNotFoundError):
            self._show(
                Level.WARNING,
                f"{model_label(repo_id)} is not on this machine.",
                "It can be downloaded from the hub.",
                "Download",
                lambda: self._downloads.download(repo_id),
            )

    def _show_menu(self) -> None:
        self._window.action("choose-model").trigger()

    def _show(
        self, level: Level, text: str, hint: str, action: str, run: Callable[[], object]
    ) -> Notice:
        notice = Notice(level, text, hint, action=NoticeAction(action, run))
        self._window.notifications.show_notice(notice)
        return notice
