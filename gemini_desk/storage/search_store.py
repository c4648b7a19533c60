"""Searching, and keeping the index up behind the writes. Store thread only."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from gemini_desk.errors import StorageError
from gemini_desk.storage import search_index
from gemini_desk.storage.search_hits import find

if TYPE_CHECKING:
    from gemini_desk.storage.database import Database
    from gemini_desk.storage.search_query import SearchHit, SearchQuery

_CATCH_UP_S = 0.01  # a search has five times as long for all of its work


class SearchStore:
    """The search index of a database; every method may raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, query: SearchQuery) -> tuple[SearchHit, ...]:
        """Titles and messages where everything in `query` is found, the best first."""
        with contextlib.suppress(StorageError):  # a full disk does not keep one from reading
            self.catch_up(_CATCH_UP_S)
        return self._database.read(lambda connection: find(connection, query))

    def models(self) -> tuple[str, ...]:
        """Ids of the models whose answers can be searched, in alphabetical order."""
        return self._database.read(search_index.models)

    def catch_up(self, for_s: float) -> bool:
        """Index what was written lately, for about so long; whether more waits."""
        if not self._database.read(search_index.is_waiting):
            return False
        with self._database.writing() as connection:
            return search_index.catch_up(connection, for_s)
