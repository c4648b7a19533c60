"""The list of conversations in the sidebar, and the stack that other pages are laid on.

The list is made with the first conversations.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from gemini_desk.ui import style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gemini_desk.ui.conversation_list.view import ConversationListView


class SidebarBase(QWidget):
    """The base of the pages: the conversations that were not put away. GUI thread only.

    Signals:
        selected: Id of the conversation that the person went to.
        delete_requested: Id of the conversation that the person wants to be rid of.
        rename_requested: Id and new title.
        requested: Another wish, a `ListRequest`.
        list_made: The list is there now, and wants its place in the order of Tab.
    """

    selected = Signal(str)
    delete_requested = Signal(str)
    rename_requested = Signal(str, str)
    requested = Signal(object)
    list_made = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current_id = ""
        self._list: ConversationListView | None = None
        self._closed_folders: frozenset[str] = frozenset()
        self._empty = QLabel("Your conversations will be listed here.", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._empty.setWordWrap(True)
        self._empty.setFont(style.font(13))
        style.follow_theme(
            self._empty, lambda colours: f"color: {colours.muted}; padding: 32px 24px;"
        )
        self._filters = QVBoxLayout()  # above the pages; comes with the search
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._filters)
        column.addLayout(self._stack, 1)

    @property
    def list(self) -> ConversationListView:
        """The conversations that were not put away."""
        if self._list is None:
            from gemini_desk.ui.conversation_list.view import ConversationListView

            self._list = made = ConversationListView(self)
            self._join(made)
            made.conversations.set_closed_folders(self._closed_folders)
            made.set_current(self._current_id)
            self._stack.addWidget(made)
            self.list_made.emit()
        return self._list

    @property
    def closed_folders(self) -> frozenset[str]:
        """Ids of the folders whose conversations are not shown."""
        if self._list is None:
            return self._closed_folders
        return self._list.conversations.closed_folders

    def set_closed_folders(self, ids: Iterable[str]) -> None:
        """Close these folders and open all others."""
        self._closed_folders = frozenset(ids)
        if self._list is not None:
            self._list.conversations.set_closed_folders(self._closed_folders)

    def refresh_days(self) -> None:
        """Name the days anew."""
        if self._list is not None:
            self._list.conversations.refresh_days()

    def _chain(self, stops: Sequence[QWidget]) -> None:
        """Let Tab walk a page that is made now at the place of the list that it covers."""
        for before, after in itertools.pairwise((self.list, *stops)):
            self.setTabOrder(before, after)

    def _join(self, view: ConversationListView) -> None:
        view.selected.connect(self.selected)
        view.rename_requested.connect(self.rename_requested)
        view.requested.connect(self.requested)
        view.delete_requested.connect(self.delete_requested)
