"""What a person asks of the window, turned into its signals. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QRect, Qt, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desk.ui.notice import Level, Notice, NoticeAction
from gemini_desk.ui.theme import Theme, ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.settings.schema import Settings
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.window_parts import WindowParts


class WindowCommands(QObject):
    """Joins actions and parts with the window's signals.

    Attributes:
        current_id: The open conversation.
        titles: Of all conversations, by id.
        settings: What the preferences show; their defaults while it is None.
    """

    def __init__(self, window: MainWindow, parts: WindowParts, report: Callable[[], str]) -> None:
        super().__init__(window)
        self.current_id = ""
        self.titles: dict[str, str] = {}
        self.settings: Settings | None = None  # until they are read
        self._window = window
        self._parts = parts
        self._report = report
        self._connect_actions()
        self._connect_parts()
        self._check_theme()
        parts.header.set_sidebar_visible(parts.shell.sidebar_visible)

    def _connect_actions(self) -> None:
        window, parts = self._window, self._parts
        for name, slot in (
            ("new", self._start_new),
            ("search", self._search),
            ("previous", self._go_up),
            ("next", self._go_down),
            ("rename", self._rename),
            ("delete", self._delete_current),
            ("paste", self._paste),
            ("write", self._write),
            ("sidebar", parts.shell.toggle_sidebar),
            ("menu", parts.header.open_menu),
            ("context-menu", self._open_context_menu),
            ("full-screen", self._toggle_full_screen),
            ("preferences", self._open_preferences),
            ("close-notice", window.notifications.dismiss_newest),
            ("notice-action", window.notifications.act_on_newest),
            ("quit", window.close),
            ("choose-model", self._open_models),
            ("choose-folder", self._choose_folder),
            ("unload", self._unload),
            ("help", parts.help.show_first_page),
            ("models-help", parts.help.show_models_page),
            ("shortcuts", parts.help.show_shortcuts),
            ("about", parts.help.show_about),
            ("copy-details", self._copy_details),
        ):
            window.action(name).triggered.connect(slot)
        for action in parts.themes.values():
            action.triggered.connect(self._choose_theme)

    def _connect_parts(self) -> None:
        window, parts = self._window, self._parts
        sidebar, header, models = parts.sidebar, parts.header, parts.models
        sidebar.new_requested.connect(self._start_new)
        sidebar.hide_requested.connect(parts.shell.toggle_sidebar)
        sidebar.preferences_requested.connect(window.action("preferences").trigger)
        sidebar.help_requested.connect(parts.help.show_first_page)
        sidebar.pages.selected.connect(self._select)
        sidebar.pages.rename_requested.connect(window.rename_requested)
        sidebar.pages.delete_requested.connect(self._delete)
        sidebar.pages.hit_chosen.connect(parts.shell.close_overlay)
        header.sidebar_requested.connect(parts.shell.show_sidebar)
        header.new_requested.connect(self._start_new)
        header.title_edited.connect(self._retitle)
        header.model_button.clicked.connect(self._open_models)
        parts.shell.sidebar_toggled.connect(header.set_sidebar_visible)
        parts.shell.overlay_opened.connect(sidebar.pages.focus_page)
        parts.shell.keyboard_left.connect(self._write)
        models.chosen.connect(window.model_chosen)
        models.folder_requested.connect(self._choose_folder)
        models.unload_requested.connect(window.unload_requested)
        models.manager_requested.connect(window.action("models").trigger)
        models.download_requested.connect(window.download_requested)
        models.server_requested.connect(window.server_requested)
        models.server_chosen.connect(window.server_chosen)
        models.help_requested.connect(parts.help.show_models_page)
        parts.drop.dropped.connect(self._take_drop)
        parts.welcome.example_chosen.connect(window.example_chosen)
        parts.welcome.recommended_requested.connect(window.recommended_requested)
        parts.welcome.models_help_requested.connect(parts.help.show_models_page)
        Theme.changes().changed.connect(self._check_theme)

    # -- conversations --------------------------------------------------------------------

    @Slot()
    def _start_new(self) -> None:
        self._parts.shell.close_overlay()
        self._window.new_conversation_requested.emit()
        self._write()

    @Slot(str)
    def _select(self, conversation_id: str) -> None:
        if self._parts.sidebar.pages.is_browsed:  # Return will say which it shall be
            self.current_id = conversation_id
            self._window.conversation_selected.emit(conversation_id)
            return
        self._parts.shell.close_overlay()
        if conversation_id == self.current_id:
            self._write()
        else:
            self.current_id = conversation_id
            self._window.conversation_selected.emit(conversation_id)

    @Slot()
    def _go_up(self) -> None:
        self._parts.sidebar.list.go(-1)

    @Slot()
    def _go_down(self) -> None:
        self._parts.sidebar.list.go(1)

    @Slot()
    def _search(self) -> None:
        self._parts.shell.show_sidebar()
        self._parts.sidebar.focus_search()

    @Slot()
    def _rename(self) -> None:
        focused = self._parts.sidebar.pages.focused_list()
        if focused is not None:
            focused.rename_current()
        else:
            self._parts.header.title.start_editing()

    @Slot(str)
    def _retitle(self, title: str) -> None:
        self._window.rename_requested.emit(self.current_id, title)

    @Slot()
    def _delete_current(self) -> None:
        self._delete(self.current_id)

    @Slot(str)
    def _delete(self, conversation_id: str) -> None:
        title = self.titles.get(conversation_id, "the conversation")
        self._window.delete_requested.emit(conversation_id)
        undo = NoticeAction(
            "Undo", lambda: self._window.undo_delete_requested.emit(conversation_id)
        )
        self._window.notifications.show_notice(
            Notice(Level.INFO, f"Deleted “{title}”", action=undo)
        )

    # -- message --------------------------------------------------------------------------

    @Slot()
    def _write(self) -> None:
        self._parts.composer.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _take_drop(self, mime: QMimeData) -> None:
        self._window.mime_arrived.emit(mime, False)

    @Slot()
    def _paste(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        if mime is not None:
            self._window.mime_arrived.emit(mime, True)

    # -- model ----------------------------------------------------------------------------

    @Slot()
    def _open_models(self) -> None:
        if self._parts.models.isVisible():
            self._parts.models.close_panel()
        else:
            self._window.models_menu_opened.emit()
            self._parts.models.open_below(self._parts.header.model_button)

    @Slot()
    def _choose_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # when it is asked for

        folder = QFileDialog.getExistingDirectory(
            self._window, "Choose the folder of a model (with its config.json)"
        )
        if folder:
            self._window.model_chosen.emit(folder)

    @Slot()
    def _unload(self) -> None:
        self._window.unload_requested.emit()

    # -- window ---------------------------------------------------------------------------

    @Slot()
    def _open_context_menu(self) -> None:
        """Do what the menu key does: not every system knows Shift+F10."""
        widget: QWidget | None = QApplication.focusWidget()
        if widget is not None:
            cursor = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
            has_cursor = isinstance(cursor, QRect) and not cursor.isNull()
            place = cursor.bottomLeft() if has_cursor else widget.rect().center()
            event = QContextMenuEvent(
                QContextMenuEvent.Reason.Keyboard, place, widget.mapToGlobal(place)
            )
            QApplication.sendEvent(widget, event)

    @Slot()
    def _open_preferences(self) -> None:
        self.open_preferences()

    def open_preferences(self, page_title: str = "") -> None:
        """Open the preferences, on the page with this title if there is one."""
        from gemini_desk.settings.schema import Settings
        from gemini_desk.ui.preferences.dialog import PreferencesDialog  # when it is asked for

        dialog = PreferencesDialog(self.settings or Settings(), self._window)
        dialog.saved.connect(self._take_settings)
        self._window.preferences_opened.emit(dialog)
        for page in dialog.pages:
            if page.title == page_title:
                dialog.show_page(page)
        dialog.open()

    @Slot(object)
    def _take_settings(self, settings: Settings) -> None:
        self.settings = settings
        self._window.preferences_changed.emit(settings)

    @Slot()
    def _toggle_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    @Slot()
    def _choose_theme(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._window.theme_chosen.emit(ThemeChoice(action.data()))

    @Slot()
    def _check_theme(self) -> None:
        self._parts.themes[Theme.choice()].setChecked(True)

    @Slot()
    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._report())
        self._window.notifications.info("Details copied.", "They hold no conversation.")
