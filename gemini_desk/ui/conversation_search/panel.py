"""The sidebar while a person searches: filters, hits, or why there are none. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal, Slot
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
from gemini_desk.ui.controls import claims_escape
from gemini_desk.ui.conversation_search.filter_bar import FilterBar
from gemini_desk.ui.conversation_search.filters import Search
from gemini_desk.ui.conversation_search.hits import HitDelegate, HitRole, HitsModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from gemini_desk.storage.search_query import SearchHit

LIMIT: Final = 100
_DELAY_MS: Final = 80  # one search for a few quick keys
_MARGIN_PX: Final = 24
_QUOTES_PX: Final = 20  # with the full stop


class SearchPanel(QWidget):
    """Searches as one types.

    Attributes:
        filters: Stands above the panel and stays while there is nothing to search for yet.

    Signals:
        changed: Something else is searched for, or nothing any more.
        wanted: A `Search` whose hits `set_hits` shall bring; never an empty one.
        chosen: A `SearchHit` that the person opened, and the words they searched for.
        left: Escape was pressed among the filters or the hits.
        left_upwards: The person went up from the first hit, to the words.
    """

    changed = Signal()
    wanted = Signal(object)
    chosen = Signal(object, str)
    left = Signal()
    left_upwards = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = Search()
        self._shown = Search()  # whose hits are in sight
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self._ask)
        self.filters = FilterBar(parent)
        self.filters.changed.connect(self._take_filters)
        self.hits = HitsView(self)
        self.hits.opened.connect(self._choose)
        self.filters.left.connect(self.left)
        self.hits.left.connect(self.left)
        self.hits.left_upwards.connect(self.left_upwards)
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

    def event(self, event: QEvent) -> bool:
        """Claim Escape for the button that stands here where nothing was found."""
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads out of the search."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def tab_stops(self) -> Sequence[QWidget]:
        """What Tab walks, from top to bottom; the filters stand above."""
        return (self.hits, self._clear)

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
        self.hits.set_hits(hits, keep_place=search == self._shown)
        self._shown = search
        number = f"{len(hits)}{'+' if len(hits) >= LIMIT else ''}"
        self._count.setText(f"{number} place{'' if len(hits) == 1 else 's'}" if hits else "")
        self._pages.setCurrentIndex(0 if hits else 1)
        if not hits:
            words = self._reason.fontMetrics().elidedText(
                " ".join(self._search.text.split()), Qt.TextElideMode.ElideRight,
                self.width() - 2 * _MARGIN_PX - _QUOTES_PX,
            )  # fmt: skip
            self._reason.setText(
                f"Nothing was found for “{words}”." if words else "Nothing was found."
            )
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
        column.setContentsMargins(_MARGIN_PX, 24, _MARGIN_PX, 24)
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
        left: Escape was pressed.
        left_upwards: Up was pressed on the first hit.
    """

    opened = Signal(object)
    left = Signal()
    left_upwards = Signal()

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

    def set_hits(self, hits: Sequence[SearchHit], *, keep_place: bool = False) -> None:
        """Show these hits from the top, or, to `keep_place`, where the person was."""
        current: SearchHit | None = self.currentIndex().data(HitRole.HIT)
        scrolled_px = self.verticalScrollBar().value()
        self._hits.set_hits(hits)
        if not keep_place:
            self.scrollToTop()
            return
        if current is not None:
            self.setCurrentIndex(self._hits.index_of(current))
        self.executeDelayedItemsLayout()  # else there is nothing yet to scroll
        self.verticalScrollBar().setValue(scrolled_px)

    def focus_first(self) -> None:
        """Put the keyboard on the first hit, or where it was."""
        if not self.currentIndex().isValid() and self._hits.rowCount():
            self.setCurrentIndex(self._hits.index(0))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Claim Escape before the window's shortcuts get it: it would stop the answer."""
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the current hit; Escape, and Up from the first one, lead out."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._open(self.currentIndex())
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Up if self.currentIndex().row() <= 0:
                self.left_upwards.emit()
            case _:
                super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(index.data(HitRole.HIT))
