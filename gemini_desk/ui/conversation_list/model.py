"""The rows of the list as a Qt model. GUI thread only."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from gemini_desk.ui.conversation_list.groups import (
    ConversationRow,
    ConversationSummary,
    DayRow,
    Row,
    rows_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Index: TypeAlias = QModelIndex | QPersistentModelIndex


class ConversationDataRole(IntEnum):
    """Roles beside Qt's own."""

    ID = Qt.ItemDataRole.UserRole + 1
    IS_DAY = Qt.ItemDataRole.UserRole + 2


class ConversationListModel(QAbstractListModel):
    """Conversations below the names of their days, filtered by a search.

    Rows are inserted, moved and removed one run at a time, never reset: selection, focus
    and scroll position stay where they are while conversations come and go.

    Signals:
        renamed: Id and new title, when the person edited a title in the list.
    """

    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conversations: list[ConversationSummary] = []
        self._search = ""
        self._day = _today()
        self._rows: list[Row] = []

    def set_conversations(self, conversations: Iterable[ConversationSummary]) -> None:
        """Show `conversations` instead of the present ones."""
        self._conversations = list(conversations)
        self._refresh()

    def set_search(self, search: str) -> None:
        """Show only conversations whose title holds the words of `search`."""
        self._search = search
        self._refresh()

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
        if role == ConversationDataRole.IS_DAY:
            return isinstance(row, DayRow)
        match row:
            case DayRow(text):
                texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
                return text if role in texts else None
            case ConversationRow(conversation_id, title, day):
                match role:
                    case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                        return title
                    case Qt.ItemDataRole.AccessibleTextRole:
                        return f"{title}, {day}"
                    case ConversationDataRole.ID:
                        return conversation_id
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
            self._rows[index.row()] = ConversationRow(row.id, title, row.day)
            self.dataChanged.emit(index, index)
            self.renamed.emit(row.id, title)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Days can only be looked at."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], DayRow):
            return Qt.ItemFlag.ItemNeverHasChildren
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsEditable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    # -- changes ----------------------------------------------------------------------

    def _refresh(self) -> None:
        self._day = _today()
        wanted = rows_for(self._conversations, self._search, self._day)
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


def _today() -> date:
    return datetime.now().astimezone().date()
