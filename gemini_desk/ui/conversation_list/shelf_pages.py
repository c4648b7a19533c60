"""The archive and the bin, in place of the list. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.controls import IconButton
from gemini_desk.ui.conversation_list.groups import Listing, Shelf
from gemini_desk.ui.conversation_list.requests import DeleteForGood, EmptyBin, Restore
from gemini_desk.ui.conversation_list.view import ConversationListView
from gemini_desk.ui.icons import icon
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.ui.conversation_list.requests import ListRequest


class ShelfPage(QWidget):
    """A way back, a title, and a list or why it is empty.

    Signals:
        left: The person wants the list of conversations again.
        requested: A `ListRequest`.
    """

    left = Signal()
    requested = Signal(object)

    def __init__(
        self, title: str, shelf: Shelf, empty_text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.list = ConversationListView(self, shelf=shelf)
        self.list.setAccessibleName(f"Conversations in the {title.lower()}")
        self.list.requested.connect(self.requested)
        self._back = IconButton("chevron-left", "Back to the conversations", self)
        self._back.clicked.connect(self.left)
        heading = QLabel(title, self)
        heading.setFont(style.font(13, weight=style.HEADING_WEIGHT))
        self.head = QHBoxLayout()
        self.head.setContentsMargins(10, 0, 12, 4)
        self.head.setSpacing(4)
        self.head.addWidget(self._back)
        self.head.addWidget(heading, 1)
        empty = QLabel(empty_text, self)
        empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        empty.setWordWrap(True)
        empty.setFont(style.font(13))
        style.follow_theme(empty, lambda colours: f"color: {colours.muted}; padding: 32px 24px;")
        self._pages = QStackedLayout()
        self._pages.addWidget(self.list)
        self._pages.addWidget(empty)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addLayout(self.head)
        self.column.addLayout(self._pages, 1)
        self._pages.setCurrentIndex(1)

    def tab_stops(self) -> Sequence[QWidget]:
        """What Tab walks, from top to bottom."""
        return (self._back, self.list)

    def set_listing(self, listing: Listing) -> None:
        """Show what lies here."""
        self.list.set_listing(listing)
        self._pages.setCurrentIndex(0 if self.list.conversations.rowCount() else 1)


class ArchivePage(ShelfPage):
    """What was put away; it opens like any other conversation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "Archive",
            Shelf.ARCHIVE,
            "Conversations that you archive are kept here, out of the way. The search finds "
            "them all the same.",
            parent,
        )


class BinPage(ShelfPage):
    """What was deleted, until the bin is emptied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "Bin",
            Shelf.BIN,
            "The bin is empty. Conversations that you delete stay here until you empty it.",
            parent,
        )
        self._count = 0
        self._empty = QPushButton("Empty…", self)
        self._empty.setAccessibleName("Empty the bin")
        self._restore = QPushButton(icon("undo"), " Restore", self)
        self._delete = QPushButton(icon("trash"), " Delete…", self)
        self._delete.setAccessibleName("Delete for good")
        for button in (self._empty, self._restore, self._delete):
            button.setFont(style.font(12))
            style.follow_theme(button, style.button_style)
        self.head.addWidget(self._empty)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, SPACE_PX, 12, SPACE_PX)
        foot.setSpacing(SPACE_PX)
        foot.addWidget(self._restore, 1)
        foot.addWidget(self._delete, 1)
        self.column.addLayout(foot)
        self._empty.clicked.connect(self._ask_to_empty)
        self._restore.clicked.connect(self._restore_current)
        self._delete.clicked.connect(self._ask_to_delete)
        self.list.delete_requested.connect(self._ask_to_delete)
        self.list.selectionModel().selectionChanged.connect(self._offer)
        self._offer()

    def tab_stops(self) -> Sequence[QWidget]:
        """What Tab walks, from top to bottom."""
        return (self._back, self._empty, self.list, self._restore, self._delete)

    def set_listing(self, listing: Listing) -> None:
        """Show what lies in the bin."""
        had_keyboard = self.isAncestorOf(self.window().focusWidget())
        super().set_listing(listing)
        self._count = len(listing.conversations)
        self._offer()
        if had_keyboard and not self._count:  # what had it has nothing to act on any more
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _offer(self) -> None:
        chosen = bool(self.list.chosen_id)
        self._restore.setEnabled(chosen)
        self._delete.setEnabled(chosen)
        self._empty.setEnabled(self._count > 0)

    @Slot()
    def _restore_current(self) -> None:
        if self.list.chosen_id:
            self.requested.emit(Restore(self.list.chosen_id))

    @Slot()
    def _ask_to_delete(self) -> None:
        if self.list.chosen_id:
            title = self.list.chosen_title
            self._confirm(
                f"Delete “{title}” for good?", "Delete", DeleteForGood(self.list.chosen_id)
            )

    @Slot()
    def _ask_to_empty(self) -> None:
        what = "one conversation" if self._count == 1 else f"{self._count} conversations"
        self._confirm(f"Delete {what} for good?", "Empty the bin", EmptyBin())

    def _confirm(self, question: str, accept_text: str, wish: ListRequest) -> None:
        whose = "Their" if isinstance(wish, EmptyBin) and self._count > 1 else "Its"
        meaning = f"{whose} messages, pictures and recordings go, too. This cannot be undone."
        dialog = Confirmation(question, meaning, accept_text, self.window())
        dialog.accepted.connect(lambda: self.requested.emit(wish))
        dialog.open()
