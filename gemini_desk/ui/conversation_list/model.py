"""The rows of the list as a Qt model. GUI thread only."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from gemini_desk.ui.conversation_list.groups import (
    ConversationRow,
    FolderRow,
    Listing,
    Row,
    SectionRow,
    Shelf,
    rows_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Index: TypeAlias = QModelIndex | QPersistentModelIndex

_MIME_TYPE = "application/x-gemini-desk-conversation"


class ConversationDataRole(IntEnum):
    """Roles beside Qt's own."""

    ID = Qt.ItemDataRole.UserRole + 1  # of a conversation
    ROW = Qt.ItemDataRole.UserRole + 2  # the row itself, for the delegate


class ConversationListModel(QAbstractListModel):
    """Pinned conversations, folders, and the rest below the names of their days.

    Rows are inserted, moved and removed one run at a time, never reset: selection, focus
    and scroll position stay where they are while conversations come and go.

    Signals:
        renamed: Id and new title, when the person edited a title in the list.
        requested: A `Move`, when the person dragged a conversation into another folder.
    """

    renamed = Signal(str, str)
    requested = Signal(object)

    def __init__(self, parent: QObject | None = None, *, shelf: Shelf = Shelf.OPEN) -> None:
        """An empty list.

        Args:
            parent: Owns it.
            shelf: Which conversations it shows.
        """
        super().__init__(parent)
        self._shelf = shelf
        self._listing = Listing()
        self._closed: frozenset[str] = frozenset()
        self._day = _today()
        self._rows: list[Row] = []

    @property
    def listing(self) -> Listing:
        """What is shown."""
        return self._listing

    @property
    def closed_folders(self) -> frozenset[str]:
        """Ids of the folders whose conversations are not shown."""
        return self._closed

    def set_listing(self, listing: Listing) -> None:
        """Show `listing` instead of the present one."""
        self._listing = listing
        self._refresh()

    def set_closed_folders(self, folder_ids: Iterable[str]) -> None:
        """Close these folders and open all others."""
        self._closed = frozenset(folder_ids)
        self._refresh()

    def toggle_folder(self, folder_id: str) -> None:
        """Close a folder that is open, and the other way round."""
        present = {folder.id for folder in self._listing.folders}
        self.set_closed_folders((self._closed ^ {folder_id}) & present)

    def refresh_days(self) -> None:
        """Name the days anew if midnight has passed."""
        if self._day != _today():
            self._refresh()

    def index_of(self, conversation_id: str) -> QModelIndex:
        """Where a conversation stands; an invalid index when it is not shown."""
        for number, row in enumerate(self._rows):
            if isinstance(row, ConversationRow) and row.id == conversation_id:
                return self.index(number)
        return QModelIndex()

    def conversation_ids(self) -> list[str]:
        """The conversations shown, from top to bottom."""
        return [row.id for row in self._rows if isinstance(row, ConversationRow)]

    # -- Qt's questions ---------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What `role` is of a row."""
        if not self.checkIndex(index, QAbstractListModel.CheckIndexOption.IndexIsValid):
            return None
        row = self._rows[index.row()]
        match role:
            case ConversationDataRole.ROW:
                return row
            case ConversationDataRole.ID:
                return row.id if isinstance(row, ConversationRow) else None
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return _text_of(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(row)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a title that the person typed, and tell of it."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        row = self._rows[index.row()]
        title = " ".join(str(value).split())
        if not isinstance(row, ConversationRow) or not title:
            return False
        if title != row.title:
            self._rows[index.row()] = row._replace(title=title)
            self.dataChanged.emit(index, index)
            self.renamed.emit(row.id, title)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Sections can only be looked at; conversations can be renamed and dragged."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled  # the room below the last row
        flags = Qt.ItemFlag.ItemNeverHasChildren
        row = self._rows[index.row()]
        if not isinstance(row, SectionRow):
            flags |= Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if isinstance(row, ConversationRow):
            flags |= Qt.ItemFlag.ItemIsDragEnabled
            if self._shelf is not Shelf.BIN:
                flags |= Qt.ItemFlag.ItemIsEditable
        return flags | Qt.ItemFlag.ItemIsDropEnabled

    # -- dragging ---------------------------------------------------------------------

    def mimeTypes(self) -> list[str]:
        """Only conversations of this list can be dropped on it."""
        return [_MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The dragged conversation."""
        mime = QMimeData()
        ids = [index.data(ConversationDataRole.ID) for index in indexes]
        mime.setData(_MIME_TYPE, str(ids[0] if ids else "").encode())
        return mime

    def supportedDropActions(self) -> Qt.DropAction:
        """Conversations are moved."""
        return Qt.DropAction.MoveAction

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask to move what was dropped to the folder of the row below it."""
        conversation = self._listing.conversation(
            bytes(data.data(_MIME_TYPE).data()).decode(errors="replace")
        )
        if conversation is None or self._shelf is not Shelf.OPEN:
            return False
        # Below the last row there is no folder.
        folder_id = self._folder_of(self._rows[parent.row()]) if parent.isValid() else None
        if folder_id != conversation.folder_id:
            from gemini_desk.ui.conversation_list.requests import Move  # with the first drop

            self.requested.emit(Move(conversation.id, folder_id))
        return False  # nothing was inserted: the change comes back with the next listing

    def _folder_of(self, row: Row) -> str | None:
        match row:
            case FolderRow(folder_id):
                return folder_id
            case ConversationRow(conversation_id, indented=True):
                inside = self._listing.conversation(conversation_id)
                return None if inside is None else inside.folder_id
            case _:
                return None

    # -- changes ----------------------------------------------------------------------

    def _refresh(self) -> None:
        self._day = _today()
        wanted = rows_for(self._listing, self._day, closed=self._closed, shelf=self._shelf)
        kept = {row.key for row in wanted}
        self._remove_all_but(kept)
        present = {row.key for row in self._rows}
        for number, row in enumerate(wanted):
            if number < len(self._rows) and self._rows[number].key == row.key:
                if self._rows[number] != row:
                    self._rows[number] = row
                    self.dataChanged.emit(self.index(number), self.index(number))
            elif row.key in present:
                self._move(row, number)
            else:
                self._insert_run(wanted, number, present)

    def _remove_all_but(self, kept: set[str]) -> None:
        end = len(self._rows)
        while end > 0:
            if self._rows[end - 1].key in kept:
                end -= 1
                continue
            start = end - 1
            while start > 0 and self._rows[start - 1].key not in kept:
                start -= 1
            self.beginRemoveRows(QModelIndex(), start, end - 1)
            del self._rows[start:end]
            self.endRemoveRows()
            end = start

    def _move(self, row: Row, target: int) -> None:
        source = next(
            number for number in range(target, len(self._rows)) if self._rows[number].key == row.key
        )
        self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), target)
        del self._rows[source]
        self._rows.insert(target, row)
        self.endMoveRows()
        self.dataChanged.emit(self.index(target), self.index(target))

    def _insert_run(self, wanted: list[Row], start: int, present: set[str]) -> None:
        end = start
        while end < len(wanted) and wanted[end].key not in present:
            end += 1
        run = wanted[start:end]
        self.beginInsertRows(QModelIndex(), start, end - 1)
        self._rows[start:start] = run
        present.update(row.key for row in run)
        self.endInsertRows()


def _text_of(row: Row) -> str:
    match row:
        case SectionRow(text):
            return text
        case FolderRow(_, name):
            return name
        case ConversationRow(_, title):
            return title


def _spoken(row: Row) -> str:
    match row:
        case SectionRow(text):
            return text
        case FolderRow(_, name, count, expanded):
            state = "open" if expanded else "closed"
            return f"Folder {name}, {count} conversation{'' if count == 1 else 's'}, {state}"
        case ConversationRow(_, title, section, tags):
            return ", ".join((title, section, *(name for name, _ in tags)))


def _today() -> date:
    return datetime.now().astimezone().date()
