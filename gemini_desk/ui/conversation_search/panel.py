"""The sidebar while a person searches: filters, hits, or why there are none. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.ui import style
from gemini_desk.ui.conversation_search.filter_bar import FilterBar
from gemini_desk.ui.conversation_search.filters import Search
from gemini_desk.ui.conversation_search.hits import HitDelegate, HitRole, HitsModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from gemini_desk.storage.search_query import SearchHit

LIMIT: Final = 100
_DELAY_MS: Final = 80  # one search for a few quick keys


class SearchPanel(QWidget):
    """Searches as one types.

    Attributes:
        filters: Stands above the panel and stays while there is nothing to search for yet.

    Signals:
        changed: Something else is searched for, or nothing any more.
        wanted: A `Search` whose hits `set_hits` shall bring; never an empty one.
        chosen: A `SearchHit` that the person opened, and the words they searched for.
    """

    changed = Signal()
    wanted = Signal(object)
    chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = Search()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self._ask)
        self.filters = FilterBar(parent)
        self.filters.changed.connect(self._take_filters)
        self.hits = HitsView(self)
        self.hits.opened.connect(self._choose)
        self._count = QLabel(self)
        self._count.setFont(style.font(11))
        style.follow_theme(
            self._count, lambda colours: f"color: {colours.muted}; padding: 2px 16px 4px;"
        )
        self._pages = QStackedLayout()
        self._pages.addWidget(self.hits)
        self._pages.addWidget(self._make_empty())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._count)
        column.addLayout(self._pages, 1)

    @property
    def search(self) -> Search:
        """What is searched for."""
        return self._search

    def set_text(self, text: str) -> None:
        """Search for `text`, soon."""
        self._look_for(Search(text, self._search.filters))

    def search_again(self) -> None:
        """Search once more: conversations have changed."""
        if not self._search.is_empty:
            self._timer.start()

    def set_hits(self, search: Search, hits: Sequence[SearchHit]) -> None:
        """Show what was found for `search`; too late if another one is under way."""
        if search != self._search:
            return
        self.hits.set_hits(hits)
        number = f"{len(hits)}{'+' if len(hits) >= LIMIT else ''}"
        self._count.setText(f"{number} place{'' if len(hits) == 1 else 's'}" if hits else "")
        self._pages.setCurrentIndex(0 if hits else 1)
        if not hits:
            words = self._search.text.strip()
            self._reason.setText(f"Nothing holds “{words}”." if words else "Nothing was found.")
            self._clear.setVisible(not self._search.filters.is_empty)

    def _make_empty(self) -> QWidget:
        page = QWidget(self)
        self._reason = QLabel(page)
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._reason.setWordWrap(True)
        self._reason.setFont(style.font(13))
        style.follow_theme(self._reason, lambda colours: f"color: {colours.muted};")
        self._clear = QPushButton("Search without filters", page)
        self._clear.setFont(style.font(13))
        self._clear.clicked.connect(self.filters.clear)
        style.follow_theme(self._clear, style.button_style)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        column.addWidget(self._reason)
        column.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    @Slot(object)
    def _take_filters(self) -> None:
        self._look_for(Search(self._search.text, self.filters.filters))

    def _look_for(self, search: Search) -> None:
        self._search = search
        self._timer.start()
        self.changed.emit()

    @Slot()
    def _ask(self) -> None:
        if not self._search.is_empty:
            self.wanted.emit(self._search)

    @Slot(object)
    def _choose(self, hit: SearchHit) -> None:
        self.chosen.emit(hit, self._search.text.strip())


class HitsView(QListView):
    """The hits; a click or Return opens one.

    Signals:
        opened: A `SearchHit`.
    """

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits = HitsModel(self)
        self.setModel(self._hits)
        self.setItemDelegate(HitDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setAccessibleName("Search results")
        self.clicked.connect(self._open)
        style.follow_theme(self, style.scroll_area_style)

    def set_hits(self, hits: Sequence[SearchHit]) -> None:
        """Show these hits from the top."""
        self._hits.set_hits(hits)
        self.scrollToTop()

    def focus_first(self) -> None:
        """Put the keyboard on the first hit, or where it was."""
        if not self.currentIndex().isValid() and self._hits.rowCount():
            self.setCurrentIndex(self._hits.index(0))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the current hit."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(index.data(HitRole.HIT))
