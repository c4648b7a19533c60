"""The panel in which a model is chosen. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMargins, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.model_rows import ROW_PX, WIDTH_PX, Caption, CommandRow, Line, ModelRow
from gemini_desk.ui.model_sections import SectionBar, SectionList
from gemini_desk.ui.model_state import ModelState
from gemini_desk.ui.model_status import ModelStatus
from gemini_desk.ui.popover import Popover
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from gemini_desk.ui.model_manager.downloads_panel import DownloadsPanel
    from gemini_desk.ui.model_state import ModelChoice
    from gemini_desk.ui.theme import Colours

_LIST_MAX_PX: Final = 400
_BESIDE_LIST_PX: Final = 392  # header, state, commands
_HERE: Final = "On this machine"
_SERVERS: Final = "Servers: leave this machine"
_ELSEWHERE: Final = "Not on this machine yet"
_SHORT: Final = {_HERE: "Here", _SERVERS: "Servers", _ELSEWHERE: "To download"}


class ModelMenu(Popover):
    """The model's state, the models to choose from, a folder, unload.

    Attributes:
        sections: Leads to the groups of models, where the list is longer than its room.

    Signals:
        chosen: The name that `LoadRequest.model` takes.
        folder_requested: The person wants to choose a folder.
        unload_requested: The person wants the model out of memory.
        manager_requested: The person wants to see all models.
        server_requested: The person wants to add a server.
        server_chosen: Name of the server whose models the person wants to see.
        help_requested: The person wants to know how to get a model.
        download_requested: The hub id of a model that is not here yet, or not whole.
    """

    chosen = Signal(str)
    folder_requested = Signal()
    unload_requested = Signal()
    manager_requested = Signal()
    server_requested = Signal()
    server_chosen = Signal(str)
    help_requested = Signal()
    download_requested = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAccessibleName("Models")
        self._choices: Sequence[ModelChoice] = ()
        self._state = ModelState()
        self._rows: list[ModelRow] = []
        self._groups: dict[str, tuple[Caption, list[ModelRow]]] = {}
        self.sections = SectionBar(self)
        self.sections.wanted.connect(self._show_group)
        self._status = ModelStatus(self)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(QMargins())
        self._column.setSpacing(2)
        self._scrolled = QWidget()
        self._stack = QVBoxLayout(self._scrolled)
        self._stack.setContentsMargins(QMargins())
        self._stack.setSpacing(SPACE_PX)
        self._stack.addWidget(self._list)
        self._scroll = SectionList(self._scrolled, self)
        style.follow_theme(self._scroll, _list_style)
        self._manager = CommandRow("chip", "All models, and what fits…", self)
        self._manager.clicked.connect(self._show_manager)
        self._folder = CommandRow("folder", "Choose a folder…", self)
        self._folder.clicked.connect(self._choose_folder)
        self._server = CommandRow("globe", "Add a server…", self)
        self._server.clicked.connect(self._add_server)
        self._unload = CommandRow("eject", "Unload and free its memory", self)
        self._unload.clicked.connect(self._unload_model)
        self._downloads: DownloadsPanel | None = None
        self._help = CommandRow("help", "How to get more models", self)
        self._help.clicked.connect(self._show_help)
        for widget in (
            self._status, Line(self), self.sections, self._scroll, Line(self), self._manager,
            self._folder, self._server, self._unload, self._help,
        ):  # fmt: skip
            self.content.addWidget(widget)
        self.set_state(self._state)

    def set_downloads(self, panel: DownloadsPanel) -> None:
        """Show what is being downloaded, above the models."""
        self._downloads = panel
        self._stack.insertWidget(0, panel)
        panel.resized.connect(self._fill)
        panel.left.connect(self._focus_row)
        panel.set_listed(self._loadable())

    def set_choices(self, choices: Sequence[ModelChoice]) -> None:
        """Offer `choices`, perhaps while the panel is open: the keyboard stays where it is."""
        if tuple(choices) == self._choices:
            return
        self._choices = tuple(choices)
        self._fill()
        if self._downloads is not None:
            self._downloads.set_listed(self._loadable())

    def _loadable(self) -> list[str]:
        return [choice.model for choice in self._choices if choice.available]

    @Slot()
    def _fill(self) -> None:
        """The rows of all choices but those whose download stands above."""
        # Of the window, not of the screen: a dialog that was answered may still be the active one.
        holder = self.window().focusWidget()
        focused = next((row.choice.model for row in self._rows if row is holder), None)
        for row in self._rows:
            row.setParent(None)
            row.deleteLater()
        while self._column.count():
            item = self._column.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        self._rows, self._groups = [], {}
        downloads = self._downloads.rows if self._downloads is not None else ()
        coming = {row.repo_id for row in downloads}
        local = [each for each in self._choices if not each.server and each.model not in coming]
        for title, group in (
            (_HERE, [choice for choice in local if choice.available]),
            (_SERVERS, [each for each in self._choices if each.server]),
            (_ELSEWHERE, [choice for choice in local if not choice.available]),
        ):
            if not group:
                continue
            caption = Caption(title, self._list)
            self._add(caption)
            rows = [ModelRow(choice, self._list) for choice in group]
            for row in rows:
                row.clicked.connect(self._choose)
                self._add(row)
            self._rows += rows
            self._groups[title] = (caption, rows)
        self._column.addStretch(1)
        self.sections.set_sections((_SHORT[title], title) for title in self._groups)
        self._mark_current()
        self._fit_list()
        if focused is not None:
            self._focus_row(focused)

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)
        widget.show()  # a layout counts what is shown, and would show it a turn later

    def set_state(self, state: ModelState) -> None:
        """Show `state` and mark the model that it speaks of."""
        self._state = state
        self._status.set_state(state)
        self._unload.setVisible(state.loaded or state.busy)
        if state.is_on_server:
            words = "Stop asking the server" if not state.loaded else "Let go of the server"
        else:
            words = "Unload and free its memory" if state.loaded else "Stop loading"
        self._unload.setText(words)
        self._mark_current()

    def open_below(self, anchor: QWidget) -> None:
        """Show the panel with the focus on the current model."""
        self._fit_list()
        super().open_below(anchor)
        self._focus_row(self._state.model)

    @Slot(str)
    def _focus_row(self, model: str) -> None:
        """Put the keyboard on `model`, or on the first that can be chosen."""
        if self._downloads is not None and self._downloads.focus_row(model):
            return
        rows = [row for row in self._rows if row.isEnabled()]
        first: QWidget = rows[0] if rows else self._folder
        row = next((row for row in rows if row.choice.model == model), first)
        row.setFocus(Qt.FocusReason.PopupFocusReason)
        self._bring_into_sight(row)

    @Slot(str)
    def _show_group(self, title: str) -> None:
        """Put the keyboard on the first of a group, with the group's name above it."""
        caption, rows = self._groups[title]
        rows[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._bring_into_sight(rows[-1])
        self._bring_into_sight(rows[0])
        self._bring_into_sight(caption)

    def _bring_into_sight(self, widget: QWidget) -> None:
        self._stack.activate()  # its place may be new
        self._column.activate()
        if self._scrolled.isAncestorOf(widget):
            self._scroll.ensureWidgetVisible(widget, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page keys go from group to group."""
        if event.key() not in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) or not self._groups:
            super().keyPressEvent(event)
            return
        titles = list(self._groups)
        place, is_first = 0, True
        for number, (_caption, rows) in enumerate(self._groups.values()):
            for row in rows:
                if row.hasFocus():
                    place, is_first = number, row is rows[0]
        if event.key() == Qt.Key.Key_PageDown:
            place = min(place + 1, len(titles) - 1)
        elif is_first:
            place = max(place - 1, 0)
        self._show_group(titles[place])

    def sizeHint(self) -> QSize:
        """As wide as it is meant to be, as high as its content."""
        return QSize(WIDTH_PX + 2 * style.SHADOW_PX, super().sizeHint().height())

    @Slot()
    def _fit_list(self) -> None:
        room_px = self.window().height() - _BESIDE_LIST_PX
        if self._downloads is None or self._downloads.isHidden():
            room_px = min(room_px, _LIST_MAX_PX)
        wanted_px = self._column.sizeHint().height()
        if self._downloads is not None and not self._downloads.isHidden():
            width_px = WIDTH_PX - 2 * SPACE_PX
            wanted_px += self._downloads.heightForWidth(width_px) + SPACE_PX
        is_long = wanted_px > room_px and len(self._groups) > 1
        self.sections.setVisible(is_long)
        if is_long:
            room_px -= self.sections.sizeHint().height()
        self._scroll.setFixedHeight(min(wanted_px, max(room_px, 2 * ROW_PX)))

    def _mark_current(self) -> None:
        for row in self._rows:
            row.set_current(row.choice.model == self._state.model)

    @Slot()
    def _choose(self) -> None:
        row = self.sender()
        if isinstance(row, ModelRow):
            if row.choice.is_server:
                self.server_chosen.emit(row.choice.server)  # its models take its place
                return
            if not row.choice.available:
                self.download_requested.emit(row.choice.model)  # its row appears above
                return
            self.close_panel()
            self.chosen.emit(row.choice.model)

    @Slot()
    def _choose_folder(self) -> None:
        self.close_panel()
        self.folder_requested.emit()

    @Slot()
    def _add_server(self) -> None:
        self.close_panel()
        self.server_requested.emit()

    @Slot()
    def _unload_model(self) -> None:
        self.close_panel()
        self.unload_requested.emit()

    @Slot()
    def _show_manager(self) -> None:
        self.close_panel()
        self.manager_requested.emit()

    @Slot()
    def _show_help(self) -> None:
        self.close_panel()
        self.help_requested.emit()


def _list_style(colours: Colours) -> str:
    return style.scroll_area_style(colours) + "QWidget { background: transparent; }"
