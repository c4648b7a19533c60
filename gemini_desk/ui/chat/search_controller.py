"""Search over all conversations: the newest question is the one that counts. GUI thread only."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.markdown.parser import markdown_parser
from gemini_desk.storage.search_query import SearchQuery
from gemini_desk.ui.chat.noticing import Noticing
from gemini_desk.ui.conversation_search.panel import LIMIT

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.storage.search_query import SearchHit
    from gemini_desk.ui.conversation_search.filters import Search
    from gemini_desk.ui.store_calls import StoreCalls


class SearchController(Noticing):
    """Asks the store, one question at a time.

    While one is being answered, only the last of those that follow is kept: a person who
    types quickly never waits for what they do not want any more.

    Signals:
        found: The `Search` and its hits, a tuple of `SearchHit`.
        models_found: Names of the models that have answered.
    """

    found = Signal(object, object)
    models_found = Signal(object)

    def __init__(self, store: StoreCalls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._running = False
        self._next: Search | None = None

    @Slot(object)
    def search(self, search: Search) -> None:
        """Look for `search`; `found` tells."""
        if self._running:
            self._next = search
            return
        self._running = True
        query = _query_for(search)
        self._store.run(
            lambda store: _ask(store, query),
            lambda hits: self._on_found(search, hits),
            self._on_failed,
        )

    @Slot()
    def find_models(self) -> None:
        """Find out which models have answered; `models_found` tells."""
        self._store.run(lambda store: store.models_used(), self.models_found.emit, self._warn)

    def _on_found(self, search: Search, hits: tuple[SearchHit, ...]) -> None:
        self.found.emit(search, hits)
        self._go_on()

    def _on_failed(self, error: GeminiDeskError) -> None:
        self._warn(error)
        self._go_on()

    def _go_on(self) -> None:
        self._running = False
        search, self._next = self._next, None
        if search is not None:
            self.search(search)


def _ask(store: ConversationStore, query: SearchQuery) -> tuple[SearchHit, ...]:
    """On the store's thread: the hits, and what showing them takes."""
    hits = store.search(query)
    if any(hit.passage for hit in hits):
        markdown_parser()  # made by the first who wants it, which takes the window too long
    return hits


def _query_for(search: Search) -> SearchQuery:
    filters = search.filters
    return SearchQuery(
        search.text,
        has_image=filters.has_image,
        has_audio=filters.has_audio,
        has_video=filters.has_video,
        model=filters.model,
        since=filters.period.since(datetime.now().astimezone().date()),
        tag_id=filters.tag_id,
        limit=LIMIT,
    )
