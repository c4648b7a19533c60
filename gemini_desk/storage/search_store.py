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
        self._wants_to_forget = False
        self._is_forgetting = False  # and has begun to

    def find(self, query: SearchQuery) -> tuple[SearchHit, ...]:
        """Titles and messages where everything in `query` is found, the best first."""
        with contextlib.suppress(StorageError):  # a full disk does not keep one from reading
            self._index_waiting(_CATCH_UP_S)
        return self._database.read(lambda connection: find(connection, query))

    def models(self) -> tuple[str, ...]:
        """Ids of the models whose answers can be searched, in alphabetical order."""
        return self._database.read(search_index.models)

    def catch_up(self, for_s: float) -> bool:
        """Work on the index for about so long; whether there is more to do.

        What was written lately is indexed; when all is, the words of what was deleted for good
        are written over.
        """
        if self._index_waiting(for_s):
            return True
        if self._wants_to_forget:
            with self._database.writing() as connection:
                more = search_index.forget(connection, begin=not self._is_forgetting)
            self._is_forgetting = self._wants_to_forget = more
        return self._wants_to_forget

    def _index_waiting(self, for_s: float) -> bool:
        if not self._database.read(search_index.is_waiting):
            return False
        with self._database.writing() as connection:
            done = search_index.catch_up(connection, for_s)
        if done.has_removed:
            self._wants_to_forget, self._is_forgetting = True, False
        return done.has_more
