"""The list of conversations: keys, mouse and context menu. GUI thread only."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QDrag, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.conversation_list.delegate import ConversationDelegate, more_rect
from gemini_desk.ui.conversation_list.groups import FolderRow, Shelf
from gemini_desk.ui.conversation_list.model import (
    ConversationDataRole,
    ConversationListModel,
    Index,
)

if TYPE_CHECKING:
    from gemini_desk.ui.conversation_list.conversation_menu import RowMenus
    from gemini_desk.ui.conversation_list.groups import Listing
    from gemini_desk.ui.conversation_list.requests import ListRequest

_BESIDE_POINTER: Final = QPoint(-14, -18)


class ConversationListView(QListView):
    """Shows a `ConversationListModel`.

    Signals:
        selected: Id of the conversation that the person went to.
        delete_requested: Id of the conversation that the person wants to be rid of.
        rename_requested: Id and new title.
        requested: Another wish, a `ListRequest`.
    """

    selected = Signal(str)
    delete_requested = Signal(str)
    rename_requested = Signal(str, str)
    requested = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, shelf: Shelf = Shelf.OPEN) -> None:
        super().__init__(parent)
        self._conversations = ConversationListModel(self, shelf=shelf)
        self._conversations.renamed.connect(self.rename_requested)
        self._conversations.requested.connect(self.requested)
        self._shelf = shelf
        self._current_id = ""
        self._pinning_id = ""  # asked for, and not yet so
        self._by_person = True
        self._by_keys = False
        self.setModel(self._conversations)
        self.setItemDelegate(ConversationDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        if shelf is Shelf.OPEN:
            self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
            self.setDefaultDropAction(Qt.DropAction.MoveAction)
            # Onto rows, which light up, never between them: that would mean an order.
            self.setDragDropOverwriteMode(True)
            self.setDropIndicatorShown(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(18)
        self.setAccessibleName("Conversations")
        style.follow_theme(self, style.scroll_area_style)

    @functools.cached_property
    def menus(self) -> RowMenus:
        """The menus of the rows; imported and made with the first one."""
        from gemini_desk.ui.conversation_list.conversation_menu import RowMenus

        menus = RowMenus(self)
        menus.requested.connect(self._request)
        menus.rename_requested.connect(self._rename)
        menus.delete_requested.connect(self.delete_requested)
        return menus

    @property
    def conversations(self) -> ConversationListModel:
        """The model."""
        return self._conversations

    @property
    def chosen_id(self) -> str:
        """Id of the current conversation, or ""."""
        return _id_at(self.currentIndex())

    @property
    def chosen_title(self) -> str:
        """Title of the current conversation, or ""."""
        return str(self.currentIndex().data() or "") if self.chosen_id else ""

    @property
    def is_browsed(self) -> bool:
        """Whether the person goes from row to row by keys, and has not decided by Return yet."""
        return self._by_keys and self.hasFocus()

    def set_listing(self, listing: Listing) -> None:
        """Show `listing`."""
        self._by_person = False
        self._conversations.set_listing(listing)
        self._by_person = True
        if self._shelf is Shelf.BIN:  # there is none open; Qt has gone on to a neighbour
            self._current_id = self.chosen_id
        else:
            self.set_current(self._current_id)
        self._follow_pinned()

    def set_current(self, conversation_id: str) -> None:
        """Mark the open conversation, without telling of it."""
        self._current_id = conversation_id
        index = self._conversations.index_of(conversation_id)
        self._by_person = False
        if index.isValid():
            if index != self.currentIndex() or not self.selectionModel().isSelected(index):
                self.setCurrentIndex(index)
        elif self.is_browsed:  # what was open was deleted: the next key goes on from there
            self.clearSelection()
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
        """Edit the title of the current row in its place; ask for the name of a folder."""
        index = self.currentIndex()
        folder = _folder_at(index)
        if folder is not None:
            self.menus.rename_folder(folder)
        elif index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    # -- Qt's events ------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell of a conversation that the person went to by mouse or keyboard."""
        super().currentChanged(current, previous)
        conversation_id = _id_at(current)
        if self._by_person and conversation_id and conversation_id != self._current_id:
            self._current_id = conversation_id
            self.selected.emit(conversation_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt goes to the first row where there is no current one: nobody has opened that."""
        was_by_person, self._by_person = self._by_person, False
        super().focusInEvent(event)
        if self._shelf is Shelf.BIN:  # there, the current row is what the buttons act on
            current = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().select(self.currentIndex(), current)
        self._by_person = was_by_person

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, Return opens, F2 renames; the side arrows open and close a folder."""
        self._by_keys = event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        conversation_id = _id_at(self.currentIndex())
        folder = _folder_at(self.currentIndex())
        if folder is not None and _toggles(event.key(), expanded=folder.expanded):
            self._conversations.toggle_folder(folder.id)
            return
        if folder is not None and event.key() == Qt.Key.Key_Delete:
            self.menus.ask_to_remove_folder(folder)
            return
        if conversation_id and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            # Backspace alone has cost people conversations in other programs.
            if event.key() == Qt.Key.Key_Delete:
                self.delete_requested.emit(conversation_id)
            return
        if conversation_id and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.selected.emit(conversation_id)
            return
        if event.key() == Qt.Key.Key_F2:  # the window's own is not there in an empty conversation
            self.rename_current()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on ⋯ opens the row's menu instead of the conversation."""
        self._by_keys = False
        at = event.position().toPoint()
        index = self.indexAt(at)
        folder = _folder_at(index)
        if (_id_at(index) or folder) and more_rect(self.visualRect(index)).contains(at):
            self._open_menu(index, self.viewport().mapToGlobal(at))
            return
        if event.button() == Qt.MouseButton.RightButton:
            return  # its menu follows; the conversation stays
        if folder is not None and event.button() == Qt.MouseButton.LeftButton:
            self._conversations.toggle_folder(folder.id)
            return
        super().mousePressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the current conversation, until it is dropped."""
        self.make_drag().exec(actions)

    def make_drag(self) -> QDrag:
        """What is dragged: beside the pointer, for the folder below that must be seen."""
        index = self.currentIndex()
        drag = QDrag(self)
        drag.setMimeData(self._conversations.mimeData([index]))
        drag.setPixmap(self.viewport().grab(self.visualRect(index)))
        drag.setHotSpot(_BESIDE_POINTER)
        return drag

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the row below the mouse, or of the current one."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index = self.indexAt(event.pos())
            at = event.globalPos()
        if _id_at(index) or _folder_at(index) is not None:
            self._open_menu(index, at)

    def menu_for(self, index: Index) -> QMenu | None:
        """The menu of a row; None if it has none."""
        folder = _folder_at(index)
        if folder is not None:
            return self.menus.for_folder(folder)
        listing = self._conversations.listing
        conversation = listing.conversation(_id_at(index))
        if conversation is not None and self._shelf is Shelf.BIN:
            return self.menus.for_deleted(conversation.id)
        return None if conversation is None else self.menus.for_conversation(conversation, listing)

    @Slot(str)
    def _rename(self, conversation_id: str) -> None:
        index = self._conversations.index_of(conversation_id)
        if index.isValid():  # it may have gone while the menu was open
            self.edit(index)

    @Slot(object)
    def _request(self, request: ListRequest) -> None:
        from gemini_desk.ui.conversation_list.requests import Pin  # the menus have it

        if isinstance(request, Pin):
            self._pinning_id = request.conversation_id if request.pinned else ""
        self.requested.emit(request)

    def _follow_pinned(self) -> None:
        """Go along to the top with what the person has pinned: it was far from there."""
        conversation = self._conversations.listing.conversation(self._pinning_id)
        if conversation is not None and conversation.pinned:
            self._pinning_id = ""
            self.scrollToTop()  # with the name of what is pinned
            self.scrollTo(self._conversations.index_of(conversation.id))

    def _open_menu(self, index: Index, at: QPoint) -> None:
        menu = self.menu_for(index)
        if menu is not None:
            menu.popup(at)


def _id_at(index: Index) -> str:
    found = index.data(ConversationDataRole.ID) if index.isValid() else None
    return found if isinstance(found, str) else ""


def _folder_at(index: Index) -> FolderRow | None:
    row = index.data(ConversationDataRole.ROW) if index.isValid() else None
    return row if isinstance(row, FolderRow) else None


def _toggles(key: int, *, expanded: bool) -> bool:
    """Whether a key pressed on a folder opens or closes it."""
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        return True
    return key == (Qt.Key.Key_Left if expanded else Qt.Key.Key_Right)
