"""The list of conversations: keys, mouse and context menu. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.conversation_list.delegate import ConversationDelegate, more_rect
from gemini_desk.ui.conversation_list.model import (
    ConversationDataRole,
    ConversationListModel,
    Index,
)
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.ui.conversation_list.groups import ConversationSummary


class ConversationListView(QListView):
    """Shows a `ConversationListModel`.

    Signals:
        selected: Id of the conversation that the person went to.
        delete_requested: Id of the conversation that the person wants to be rid of.
        rename_requested: Id and new title.
    """

    selected = Signal(str)
    delete_requested = Signal(str)
    rename_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conversations = ConversationListModel(self)
        self._conversations.renamed.connect(self.rename_requested)
        self._current_id = ""
        self._by_person = True
        self.setModel(self._conversations)
        self.setItemDelegate(ConversationDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(18)
        self.setAccessibleName("Conversations")
        style.follow_theme(self, style.scroll_area_style)

    @property
    def conversations(self) -> ConversationListModel:
        """The model."""
        return self._conversations

    def set_conversations(self, conversations: Iterable[ConversationSummary]) -> None:
        """Show `conversations`."""
        self._by_person = False
        self._conversations.set_conversations(conversations)
        self._by_person = True
        self.set_current(self._current_id)

    def set_search(self, search: str) -> None:
        """Show only conversations whose title holds the words of `search`."""
        self._by_person = False
        self._conversations.set_search(search)
        self._by_person = True
        self.set_current(self._current_id)

    def set_current(self, conversation_id: str) -> None:
        """Mark the open conversation, without telling of it."""
        self._current_id = conversation_id
        index = self._conversations.index_of(conversation_id)
        self._by_person = False
        if index.isValid():
            if index != self.currentIndex():
                self.setCurrentIndex(index)
        else:
            self.selectionModel().clear()
        self._by_person = True

    def go(self, steps: int) -> None:
        """Open the conversation `steps` below the current one (above when negative)."""
        ids = self._conversations.conversation_ids()
        if not ids:
            return
        if self._current_id in ids:
            place = min(max(ids.index(self._current_id) + steps, 0), len(ids) - 1)
        else:
            place = 0
        self.setCurrentIndex(self._conversations.index_of(ids[place]))

    def rename_current(self) -> None:
        """Edit the title of the current row in its place."""
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())

    # -- Qt's events ------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell of a conversation that the person went to by mouse or keyboard."""
        super().currentChanged(current, previous)
        conversation_id = _id_at(current)
        if self._by_person and conversation_id and conversation_id != self._current_id:
            self._current_id = conversation_id
            self.selected.emit(conversation_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, Return goes to the conversation again."""
        conversation_id = _id_at(self.currentIndex())
        if conversation_id and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            # Backspace alone has cost people conversations in other programs.
            if event.key() == Qt.Key.Key_Delete:
                self.delete_requested.emit(conversation_id)
            return
        if conversation_id and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.selected.emit(conversation_id)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on ⋯ opens the row's menu instead of the conversation."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        if _id_at(index) and more_rect(self.visualRect(index)).contains(at):
            self._open_menu(index, self.viewport().mapToGlobal(at))
            return
        if event.button() == Qt.MouseButton.RightButton:
            return  # its menu follows; the conversation stays
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the row below the mouse, or of the current one."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index = self.indexAt(event.pos())
            at = event.globalPos()
        if _id_at(index):
            self._open_menu(index, at)

    def menu_for(self, index: QModelIndex) -> QMenu:
        """The menu of a row."""
        conversation_id = _id_at(index)
        menu = QMenu(self)
        menu.setStyleSheet(style.menu_style(Theme.current()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rename = menu.addAction(icon("edit"), "Rename")
        rename.triggered.connect(lambda: self._rename(conversation_id))
        delete = menu.addAction(icon("trash"), "Delete")
        delete.triggered.connect(lambda: self.delete_requested.emit(conversation_id))
        return menu

    def _rename(self, conversation_id: str) -> None:
        index = self._conversations.index_of(conversation_id)
        if index.isValid():  # it may have gone while the menu was open
            self.edit(index)

    def _open_menu(self, index: QModelIndex, at: QPoint) -> None:
        self.menu_for(index).popup(at)


def _id_at(index: Index) -> str:
    found = index.data(ConversationDataRole.ID) if index.isValid() else None
    return found if isinstance(found, str) else ""
