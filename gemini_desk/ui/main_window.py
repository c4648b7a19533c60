"""The window: what goes in by setters, what comes out by signals. Wiring only.

GUI thread only. Nothing here knows the store or the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from gemini_desk.paths import assets_dir
from gemini_desk.ui import drop_overlay, window_geometry
from gemini_desk.ui.icons import application_icon
from gemini_desk.ui.model_state import ModelChoice, ModelPhase, ModelState, model_choices
from gemini_desk.ui.notice_room import NoticeRoom
from gemini_desk.ui.notifications import Notifications
from gemini_desk.ui.setup.setup_commands import SetupCommands
from gemini_desk.ui.shortcuts import create_actions
from gemini_desk.ui.window_commands import WindowCommands
from gemini_desk.ui.window_parts import build_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from PySide6.QtGui import (
        QAction,
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QResizeEvent,
    )

    from gemini_desk.engine.events import Capabilities
    from gemini_desk.models.catalogue import LocalModel
    from gemini_desk.settings.schema import Settings
    from gemini_desk.ui.conversation_list.groups import Listing
    from gemini_desk.ui.conversation_list.sidebar_pages import SidebarPages
    from gemini_desk.ui.model_manager.downloads_panel import DownloadsPanel
    from gemini_desk.ui.shell import WindowShell

APPLICATION_NAME: Final = "Gemini Desk"
MINIMUM_SIZE: Final = QSize(360, 480)


class MainWindow(QMainWindow):
    """Sidebar, header, welcome page or conversation, composer.

    Signals:
        new_conversation_requested: The person wants a new conversation.
        conversation_selected: Id of the conversation to open.
        rename_requested: Id and new title.
        delete_requested: Id; the window offers to undo it.
        undo_delete_requested: Id.
        model_chosen: The name that `LoadRequest.model` takes.
        models_menu_opened: The menu of models opens.
        local_models_changed: The models of this machine are others now.
        unload_requested: The model is to leave the memory, or to stop loading.
        download_requested: The hub id of a model that is to be fetched.
        recommended_requested: The model that suits this machine is to be shown.
        theme_chosen: A `ThemeChoice`.
        preferences_opened: The `PreferencesDialog`, for pages that show more than settings.
        preferences_changed: The `Settings` that the person chose.
        server_chosen: Name of a server whose models the person wants to see.
        server_requested: The person wants to add a server.
        example_chosen: A prompt and the files (`list[Path]`) that go with it.
        mime_arrived: `QMimeData` and whether it was pasted instead of dropped; valid only
            during the signal.
        closing: The window is about to close.
    """

    new_conversation_requested = Signal()
    conversation_selected = Signal(str)
    rename_requested = Signal(str, str)
    delete_requested = Signal(str)
    undo_delete_requested = Signal(str)
    model_chosen = Signal(str)
    models_menu_opened = Signal()
    local_models_changed = Signal()
    unload_requested = Signal()
    download_requested = Signal(str)
    recommended_requested = Signal()
    theme_chosen = Signal(object)
    preferences_opened = Signal(object)
    preferences_changed = Signal(object)
    server_chosen = Signal(str)
    server_requested = Signal()
    example_chosen = Signal(str, list)
    mime_arrived = Signal(object, bool)
    closing = Signal()

    def __init__(
        self,
        pane: QWidget,
        composer: QWidget,
        *,
        report: Callable[[], str] = str,
        geometry_file: Path | None = None,
        assets: Path | None = None,
    ) -> None:
        """Build the window around its two large parts.

        Args:
            pane: Shows the open conversation.
            composer: Takes the next message.
            report: Makes the text behind “Copy details”.
            geometry_file: Where the window's place is kept; None to forget it.
            assets: The folder with samples and help pages; the package's own if None.
        """
        super().__init__()
        self._geometry_file = geometry_file
        self._local_choices: tuple[ModelChoice, ...] = ()
        self._server_choices: tuple[ModelChoice, ...] = ()
        self._actions = create_actions(self)
        self.notifications = Notifications(self, report)
        self._parts = build_parts(self, self._actions, pane, composer, assets or assets_dir())
        parts = self._parts
        self.notifications.keep_within(NoticeRoom(self, parts.shell, parts.content, parts.composer))
        self._commands = WindowCommands(self, self._parts, report)
        self._setup = SetupCommands(
            self, parts.header.setup_button,
            setup=self._actions["setup"], presets=self._actions["presets"],
        )  # fmt: skip
        self.setCentralWidget(self._parts.shell)
        self.setWindowTitle(APPLICATION_NAME)
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.setMinimumSize(MINIMUM_SIZE)
        window_geometry.restore(self, self._parts.shell, self.sidebar, geometry_file)

    def set_pane(self, pane: QWidget) -> None:
        """Show conversations with `pane`, in place of the one that was given first."""
        self._parts.content.set_pane(pane)

    @property
    def sidebar(self) -> SidebarPages:
        """The list of conversations, the search over them, the archive and the bin."""
        return self._parts.sidebar.pages

    @property
    def setup(self) -> SetupCommands:
        """The instructions and presets of the open conversation."""
        return self._setup

    def action(self, name: str) -> QAction:
        """The action that `shortcuts.ACTIONS` lists as `name`."""
        return self._actions[name]

    # -- what there is to show ------------------------------------------------------------

    def set_listing(self, listing: Listing) -> None:
        """List these conversations, folders and tags."""
        self._commands.titles = {each.id: each.title for each in listing.conversations}
        self._parts.sidebar.pages.set_listing(listing)

    def set_current(self, conversation_id: str, title: str, *, stored: bool = True) -> None:
        """Mark the open conversation and show its title.

        Args:
            conversation_id: Its id.
            title: What the header shows.
            stored: Whether there is anything to rename and to delete; an empty
                conversation is in no list yet.
        """
        self._commands.current_id = conversation_id
        self._parts.sidebar.pages.set_current(conversation_id)
        self._parts.header.title.set_text(title, editable=stored)
        self.setWindowTitle(f"{title} – {APPLICATION_NAME}" if stored else APPLICATION_NAME)
        self._actions["rename"].setEnabled(stored)
        self._actions["delete"].setEnabled(stored)
        self._actions["export"].setEnabled(stored)

    def set_model_state(self, state: ModelState) -> None:
        """Show the model's state in the header and in the model menu."""
        self._parts.header.model_button.set_state(state)
        self._parts.models.set_state(state)
        if state.is_on_server and state.phase is ModelPhase.UNLOADED:  # it only waits to be asked
            self._parts.welcome.set_model(None, starter=False)
            self._parts.welcome.set_phase(ModelPhase.READY)
        else:
            self._parts.welcome.set_phase(state.phase)
        self._actions["unload"].setEnabled(state.loaded or state.busy)

    def set_local_models(self, models: Iterable[LocalModel]) -> None:
        """Offer these models, and the aliases that are not on this machine yet."""
        found = list(models)
        self._local_choices = tuple(model_choices(found))
        self._parts.models.set_choices((*self._local_choices, *self._server_choices))
        self._setup.set_models([model.id for model in found])

    def set_downloads(self, panel: DownloadsPanel) -> None:
        """Show what is being downloaded, in the menu of models."""
        self._parts.models.set_downloads(panel)

    def open_preferences(self, page_title: str = "") -> None:
        """Open the preferences, on the page with this title if there is one."""
        self._commands.open_preferences(page_title)

    def set_server_models(self, choices: Iterable[ModelChoice]) -> None:
        """Offer these models of servers as well."""
        self._server_choices = tuple(choices)
        self._parts.models.set_choices((*self._local_choices, *self._server_choices))

    def close_models_menu(self) -> None:
        """Take the menu of models away: something else is asked first."""
        self._parts.models.close_panel()

    def set_destination(self, origin: str) -> None:
        """Say in plain sight that messages leave this machine for `origin`; "" for not at all."""
        self._parts.content.set_destination(origin)
        self._parts.header.model_button.set_destination(origin)
        self._parts.welcome.set_leaving(bool(origin))

    @property
    def sign_text(self) -> str:
        """What the sign above the message box says; "" while there is none."""
        return self._parts.content.sign_text

    def set_recommended_model(self, name: str, why: str) -> None:
        """Offer the model that is recommended on this machine, where a better one is wanted."""
        self._parts.welcome.set_recommended(name, why)

    def set_settings(self, settings: Settings) -> None:
        """What the preferences show when they are opened."""
        self._commands.settings = settings

    def set_answering(
        self, answering: bool, *, has_answer: bool, has_question: bool, unfinished: bool = False
    ) -> None:
        """Offer what can be done while, and after, the open conversation is answered."""
        self._actions["stop"].setEnabled(answering)
        self._actions["regenerate"].setEnabled(has_question and not answering)
        self._actions["continue"].setEnabled(unfinished and not answering)
        self._actions["copy-answer"].setEnabled(has_answer)

    def show_welcome(self, capabilities: Capabilities | None, *, starter: bool = True) -> None:
        """Show the welcome page with things to try.

        Args:
            capabilities: What the model at hand takes; None while there is none.
            starter: Whether that is the built-in starter.
        """
        self._parts.welcome.set_model(capabilities, starter=starter)
        self._parts.content.show_welcome()

    @property
    def shell(self) -> WindowShell:
        """The columns; a panel can be shown at their right."""
        return self._parts.shell

    def show_pane(self) -> None:
        """Show the conversation."""
        self._parts.content.show_pane()

    # -- Qt's events ----------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files over the window: invite to drop them."""
        if drop_overlay.takes(event.mimeData()):
            event.acceptProposedAction()
            self._parts.drop.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The files went on to the invitation, or out of the window: the next turn knows."""
        QTimer.singleShot(0, self._parts.drop, self._parts.drop.uncover_unless_held)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files that were dropped before the invitation had them."""
        self._parts.drop.dropEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the invitation over the whole window."""
        super().resizeEvent(event)
        if self._parts.drop.isVisible():
            self._parts.drop.cover()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Write down where the window is, and tell that it goes."""
        window_geometry.save(self, self._parts.shell, self.sidebar, self._geometry_file)
        self.closing.emit()
        super().closeEvent(event)
