"""The page "Storage" of the preferences: controller and buttons."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from gemini_desk.ui.conversation_list.requests import EmptyBin

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.ui.chat.organisation_controller import OrganisationController
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.preferences.dialog import PreferencesDialog
    from gemini_desk.ui.preferences.storage_page import StoragePage
    from gemini_desk.ui.space_controller import SpaceController


class SpaceWiring(QObject):
    """Shows what takes room while the preferences are open."""

    def __init__(
        self,
        space: SpaceController,
        organisation: OrganisationController,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._space = space
        self._organisation = organisation
        window.preferences_opened.connect(self._join_page)

    @Slot(object)
    def _join_page(self, dialog: PreferencesDialog) -> None:
        from gemini_desk.ui.preferences.storage_page import StoragePage  # with the dialog

        page = next(page for page in dialog.pages if isinstance(page, StoragePage))
        page.set_places(self._space.places)
        page.folder_requested.connect(partial(_show_folder, page))
        page.compact_requested.connect(self._space.compact)
        page.remove_unused_requested.connect(self._space.remove_unused)
        page.clear_requested.connect(self._space.clear_temporary)
        page.empty_bin_requested.connect(self._empty_bin)
        self._space.measured.connect(page.show_space)
        self._space.measure()

    @Slot()
    def _empty_bin(self) -> None:
        self._organisation.do(EmptyBin())
        self._space.measure()  # the store does it after that


def _show_folder(page: StoragePage, folder: Path) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        page.refuse_folder()
