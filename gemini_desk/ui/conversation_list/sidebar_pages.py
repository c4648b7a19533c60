"""What the sidebar shows below its search field: one page at a time. GUI thread only.

The list is made with the first conversations, the others when somebody wants to see them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desk.ui.conversation_list.sidebar_base import SidebarBase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gemini_desk.storage.search_query import SearchHit
    from gemini_desk.ui.conversation_list.groups import Listing
    from gemini_desk.ui.conversation_list.shelf_pages import ArchivePage, BinPage, ShelfPage
    from gemini_desk.ui.conversation_list.view import ConversationListView
    from gemini_desk.ui.conversation_search.filters import Search
    from gemini_desk.ui.conversation_search.panel import SearchPanel


class SidebarPages(SidebarBase):
    """The conversations, what a search found, the archive, the bin.

    Signals:
        search_wanted: A `Search` whose hits `set_hits` shall bring.
        search_models_wanted: Which models have answered? `set_search_models` shall tell.
        hit_chosen: A `SearchHit` and the words that were searched for.
        bin_wanted: What lies in the bin? `set_bin` shall tell.
        search_left: The person has had enough of the search.
        search_words_wanted: The person goes back from the hits to the words.
    """

    search_wanted = Signal(object)
    search_models_wanted = Signal()
    hit_chosen = Signal(object, str)
    bin_wanted = Signal()
    search_left = Signal()
    search_words_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listing: Listing | None = None
        self._search: SearchPanel | None = None
        self._archive: ArchivePage | None = None
        self._bin: BinPage | None = None

    # -- what there is to show ------------------------------------------------------------

    def set_listing(self, listing: Listing) -> None:
        """Show these conversations, folders and tags."""
        self._listing = listing
        self.list.set_listing(listing)
        if self._archive is not None:
            self._archive.set_listing(listing)
        if self._search is not None:
            self._search.filters.set_tags(listing.tags)
            self._search.search_again()
        if self._bin is not None and self._stack.currentWidget() is self._bin:
            self.bin_wanted.emit()
        if self._stack.currentWidget() in (self.list, self._empty):
            self.show_list()

    def set_current(self, conversation_id: str) -> None:
        """Mark the open conversation."""
        self._current_id = conversation_id
        if self._list is not None:
            self._list.set_current(conversation_id)
        if self._archive is not None:
            self._archive.list.set_current(conversation_id)

    def set_bin(self, listing: Listing) -> None:
        """Show what lies in the bin."""
        if self._bin is not None:
            self._bin.set_listing(listing)

    def set_hits(self, search: Search, hits: Sequence[SearchHit]) -> None:
        """Show what was found for `search`."""
        if self._search is not None:
            self._search.set_hits(search, hits)

    def set_search_models(self, models: Iterable[str]) -> None:
        """Offer these models in the search's filters."""
        if self._search is not None:
            self._search.filters.set_models(models)

    # -- pages ----------------------------------------------------------------------------

    @Slot()
    def show_list(self) -> None:
        """Show what was found while anything is searched for, else the conversations."""
        if self._search is not None and not self._search.search.is_empty:
            self._stack.setCurrentWidget(self._search)
            return
        has_rows = self.list.conversations.rowCount() > 0
        self._stack.setCurrentWidget(self.list if has_rows else self._empty)

    @Slot()
    def show_archive(self) -> None:
        """Show what was put away; go back to the list if that is shown already."""
        if self._archive is None:
            from gemini_desk.ui.conversation_list.shelf_pages import ArchivePage

            self._archive = ArchivePage(self)
            self._archive.left.connect(self._leave_shelf)
            self._join(self._archive.list)
            self._stack.addWidget(self._archive)
            if self._listing is not None:
                self._archive.set_listing(self._listing)
            self._archive.list.set_current(self._current_id)
            self._chain(self._archive.tab_stops())
        self._show_or_leave(self._archive)

    @Slot()
    def show_bin(self) -> None:
        """Show what was deleted; go back to the list if that is shown already."""
        if self._bin is None:
            from gemini_desk.ui.conversation_list.shelf_pages import BinPage

            self._bin = BinPage(self)
            self._bin.left.connect(self._leave_shelf)
            self._bin.requested.connect(self.requested)
            self._stack.addWidget(self._bin)
            self._chain(self._bin.tab_stops())
        self.bin_wanted.emit()
        self._show_or_leave(self._bin)

    def _show_or_leave(self, page: ShelfPage) -> None:
        if self._stack.currentWidget() is page:
            self.show_list()
        else:
            self._stack.setCurrentWidget(page)

    @Slot()
    def focus_page(self) -> None:
        """Put the keyboard on the list in sight."""
        shown = self._stack.currentWidget()
        shelf = next(
            (it for it in (self._archive, self._bin) if it is not None and it is shown), None
        )
        if shelf is not None:
            shelf.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.go_to_hits()

    @Slot()
    def _leave_shelf(self) -> None:
        focused = QApplication.focusWidget()
        had_keyboard = focused is not None and self.isAncestorOf(focused)
        self.show_list()
        if had_keyboard:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- search ---------------------------------------------------------------------------

    def search_for(self, text: str) -> None:
        """Look for `text` in all conversations; for nothing if it is empty."""
        self._search_panel().set_text(text)
        self.show_list()

    def end_search(self) -> None:
        """Look for nothing any more."""
        if self._search is not None:
            self._search.filters.clear()
            self._search.set_text("")
            self._search.filters.hide()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def focused_list(self) -> ConversationListView | None:
        """The list that has the keyboard: the conversations, the archive or the bin."""
        shelves = (page.list for page in (self._archive, self._bin) if page is not None)
        return next((it for it in (self.list, *shelves) if it.hasFocus()), None)

    @property
    def is_browsed(self) -> bool:
        """Whether the person goes through a list by keys: the keyboard stays with it."""
        focused = self.focused_list()
        return focused is not None and focused.is_browsed

    def go_to_hits(self) -> None:
        """Put the keyboard on what was found, or on the list while nothing is searched for."""
        if self._search is not None and not self._search.search.is_empty:
            self._search.hits.focus_first()
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_filters(self) -> None:
        """Offer the filters of the search."""
        self._search_panel().filters.show()

    def hide_filters_unless(self, focused: QWidget) -> None:
        """Put the filters away if they are not in use and `focused` is none of them."""
        if self._search is not None and self._search.search.is_empty:
            filters = self._search.filters
            filters.setVisible(filters.isAncestorOf(focused))

    def _search_panel(self) -> SearchPanel:
        if self._search is None:
            from gemini_desk.ui.conversation_search.panel import SearchPanel

            self._search = SearchPanel(self)
            self._search.changed.connect(self.show_list)
            self._search.wanted.connect(self.search_wanted)
            self._search.chosen.connect(self.hit_chosen)
            self._search.left.connect(self.search_left)
            self._search.left_upwards.connect(self.search_words_wanted)
            self._search.filters.models_wanted.connect(self.search_models_wanted)
            if self._listing is not None:
                self._search.filters.set_tags(self._listing.tags)
            self._filters.addWidget(self._search.filters)
            self._stack.addWidget(self._search)
            chips = self._search.filters.tab_stops()
            self._chain((*chips, *self._search.tab_stops()))
            self.setTabOrder(chips[-1], self.list)  # the filters stand above the list, too
        return self._search
