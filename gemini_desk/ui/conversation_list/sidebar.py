"""The left column: new conversation, search, the list, archive and bin. GUI thread only."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.ui import style
from gemini_desk.ui.controls import (
    CONTROL_PX,
    CancellableLineEdit,
    IconButton,
    name_inner_buttons,
)
from gemini_desk.ui.conversation_list.sidebar_pages import SidebarPages
from gemini_desk.ui.icons import icon, icon_size
from gemini_desk.ui.theme import SPACE_PX, Colours, Theme

if TYPE_CHECKING:
    from gemini_desk.ui.conversation_list.view import ConversationListView

HEADER_PX: Final = 56


class Sidebar(QWidget):
    """The conversations, and the way to a new one.

    Signals:
        new_requested: The person wants a new conversation.
        hide_requested: The person wants the sidebar out of the way.
        preferences_requested: The person wants the preferences.
        help_requested: The person wants help.
    """

    new_requested = Signal()
    hide_requested = Signal()
    preferences_requested = Signal()
    help_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Sidebar")
        self._tab_order: list[QWidget] = []  # from top to bottom
        self.pages = SidebarPages(self)
        self._search = self._make_search()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_head())
        layout.addLayout(self._make_entry())
        layout.addWidget(self.pages, 1)
        layout.addWidget(self._make_foot())
        for before, after in itertools.pairwise(self._tab_order):
            self.setTabOrder(before, after)
        self._after_list = self._tab_order[self._tab_order.index(self._search) + 1]
        self.pages.list_made.connect(self._take_list_in)
        Theme.changes().changed.connect(self.update)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    @property
    def list(self) -> ConversationListView:
        """The conversations that were not put away."""
        return self.pages.list

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        """Name the days anew when the window comes to the front on another day."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self.pages.refresh_days()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Return lead from the search to what it found."""
        to_hits = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in to_hits and self._search.hasFocus():
            self.pages.go_to_hits()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line to the right."""
        colours = Theme.current()
        painter = QPainter(self)
        style.fill_rect(painter, self.rect(), colours.sidebar)
        style.fill_rect(painter, QRect(self.width() - 1, 0, 1, self.height()), colours.line)
        painter.end()

    # -- parts ------------------------------------------------------------------------

    def _make_head(self) -> QHBoxLayout:
        name = QLabel("Gemini Desk", self)
        name.setFont(style.font(14, weight=style.HEADING_WEIGHT))
        hide = IconButton("sidebar", "Hide the sidebar (Ctrl+B)", self)
        hide.clicked.connect(self.hide_requested)
        row = QHBoxLayout()
        row.setContentsMargins(2 * SPACE_PX, 10, 10, 10)
        row.addWidget(name, 1)
        row.addWidget(hide)
        self._tab_order.append(hide)
        return row

    def _make_entry(self) -> QVBoxLayout:
        new = QPushButton(icon("new-conversation"), "  New conversation", self)
        new.setAccessibleName("New conversation")
        new.setIconSize(icon_size())
        new.setFont(style.font(13))
        new.setFixedHeight(CONTROL_PX + 4)
        new.setToolTip("New conversation (Ctrl+N)")
        new.clicked.connect(self.new_requested)
        style.follow_theme(new, _new_button_style)
        column = QVBoxLayout()
        column.setContentsMargins(SPACE_PX + 4, 0, SPACE_PX + 4, SPACE_PX)
        column.setSpacing(SPACE_PX)
        self._tab_order += [new, self._search]
        column.addWidget(new)
        column.addWidget(self._search)
        return column

    def _make_search(self) -> CancellableLineEdit:
        search = CancellableLineEdit(self)
        search.setPlaceholderText("Search conversations")
        search.setAccessibleName("Search conversations")
        search.setFont(style.font(13))
        search.setFixedHeight(CONTROL_PX)
        magnifier = QAction(icon("search", colour="muted"), "", search)
        search.addAction(magnifier, CancellableLineEdit.ActionPosition.LeadingPosition)
        search.setClearButtonEnabled(True)
        name_inner_buttons(search, "Search", "Empty the search")
        search.textChanged.connect(self.pages.search_for)
        search.cancelled.connect(self._leave_search)
        self.pages.search_left.connect(self._leave_search)
        self.pages.search_words_wanted.connect(self.focus_search)
        style.follow_theme(search, style.line_edit_style)
        return search

    def _make_foot(self) -> QWidget:
        foot = QWidget(self)
        foot.setObjectName("foot")
        style.follow_theme(foot, _foot_style)
        preferences = IconButton("settings", "Preferences (Ctrl+,)", self)
        preferences.clicked.connect(self.preferences_requested)
        help_button = IconButton("help", "Help (F1)", self)
        help_button.clicked.connect(self.help_requested)
        row = QHBoxLayout(foot)
        row.setContentsMargins(10, SPACE_PX, 10, SPACE_PX)
        row.setSpacing(4)
        row.addWidget(preferences)
        row.addWidget(help_button)
        row.addStretch(1)
        archive = IconButton("archive", "Archive", self)
        archive.clicked.connect(self.pages.show_archive)
        archive.clicked.connect(self._lead_into_page)
        bin_button = IconButton("trash", "Bin", self)
        bin_button.clicked.connect(self.pages.show_bin)
        bin_button.clicked.connect(self._lead_into_page)
        row.addWidget(archive)
        row.addWidget(bin_button)
        self._tab_order += [preferences, help_button, archive, bin_button]
        return foot

    @Slot()
    def _take_list_in(self) -> None:
        """The list comes after the search when one walks through the sidebar with Tab."""
        self.setTabOrder(self._search, self.list)
        self.setTabOrder(self.list, self._after_list)

    @Slot()
    def _lead_into_page(self) -> None:
        """What a key has opened gets the keyboard: only keys give it to these buttons."""
        button = self.sender()
        if isinstance(button, QWidget) and button.hasFocus():
            self.pages.focus_page()

    # -- search -----------------------------------------------------------------------

    @Slot()
    def _leave_search(self) -> None:
        self._search.clear()
        self.pages.end_search()

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """The filters are there while one may want them."""
        if now is self._search:
            self.pages.show_filters()
        elif now is not None:
            self.pages.hide_filters_unless(now)


def _new_button_style(colours: Colours) -> str:
    return f"""
        QPushButton {{ border: 1px solid {colours.line}; border-radius: 10px; text-align: left;
            background: {colours.raised}; color: {colours.text}; padding: 0 12px; outline: none; }}
        QPushButton:hover {{ background: {colours.hover}; }}
        QPushButton:pressed {{ background: {colours.pressed}; }}
        QPushButton:focus {{ border-color: {colours.accent}; }}
    """


def _foot_style(colours: Colours) -> str:
    return f"QWidget#foot {{ border-top: 1px solid {colours.line}; }}"
