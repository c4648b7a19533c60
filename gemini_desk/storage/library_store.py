"""A person's own presets and prompts, and which of the built-in ones are hidden.

Store thread only. What ships with the application is listed first; it can be copied and
hidden, and never changes: an update may bring better ones.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

from gemini_desk.chat.preset import BUILT_IN_PREFIX, Preset
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.errors import InputError
from gemini_desk.storage.library_file import built_in_presets, built_in_prompts
from gemini_desk.storage.library_json import (
    preset_from_object,
    preset_to_object,
    prompt_from_object,
    prompt_to_object,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from gemini_desk.chat.prompt_template import PromptTemplate
    from gemini_desk.storage.database import Database

logger = logging.getLogger(__name__)


class _Item(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def is_built_in(self) -> bool: ...


_T = TypeVar("_T", bound=_Item)


class LibraryStore(Generic[_T]):
    """The entries of one kind; every method may raise `StorageError`."""

    def __init__(
        self,
        database: Database,
        table: Literal["presets", "prompts"],
        read_built_in: Callable[[], tuple[_T, ...]],
        from_object: Callable[[Any, str], _T],
        to_object: Callable[[_T], dict[str, Any]],
    ) -> None:
        self._database = database
        self._table = table
        self._read_built_in = read_built_in
        self._from_object = from_object
        self._to_object = to_object
        self._built_in: tuple[_T, ...] | None = None

    def list(self) -> tuple[_T, ...]:
        """The built-in entries that are not hidden, then a person's own in their order."""
        hidden = self._hidden_ids()
        shown = (entry for entry in self._all_built_in() if entry.id not in hidden)
        return (*shown, *self._own())

    def hidden(self) -> tuple[_T, ...]:
        """The built-in entries that are hidden."""
        hidden = self._hidden_ids()
        return tuple(entry for entry in self._all_built_in() if entry.id in hidden)

    def save(self, entry: _T) -> None:
        """Add an entry behind the others, or put it in place of the one with its id.

        Raises:
            InputError: It is built in.
        """
        if entry.is_built_in:
            raise InputError("What is built in cannot be changed.", hint="Make a copy of it.")
        body = self._body_of(entry)
        with self._database.writing() as connection:
            connection.execute(
                f"INSERT INTO {self._table} (id, position, body) "
                f"SELECT ?, coalesce(max(position) + 1, 0), ? FROM {self._table} WHERE TRUE "
                "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                (entry.id, body),
            )

    def remove(self, id_: str) -> None:
        """Remove one of a person's own; hide one that is built in."""
        with self._database.writing() as connection:
            connection.execute(f"DELETE FROM {self._table} WHERE id = ?", (id_,))
            if id_.startswith(BUILT_IN_PREFIX):
                connection.execute(
                    f"INSERT INTO {self._table} (id, position, body) VALUES (?, -1, NULL)", (id_,)
                )

    def show(self, id_: str) -> None:
        """Show a built-in entry again that was hidden."""
        with self._database.writing() as connection:
            connection.execute(f"DELETE FROM {self._table} WHERE id = ? AND body IS NULL", (id_,))

    def _all_built_in(self) -> tuple[_T, ...]:
        if self._built_in is None:  # read when they are first asked for, not at the start
            self._built_in = self._read_built_in()
        return self._built_in

    def _own(self) -> tuple[_T, ...]:
        rows = self._database.read(
            lambda it: it.execute(
                f"SELECT id, body FROM {self._table} WHERE body IS NOT NULL ORDER BY position, id"
            ).fetchall()
        )
        entries = []
        for id_, body in rows:
            try:
                entries.append(self._from_object(json.loads(body), str(id_)))
            except (TypeError, ValueError, RecursionError, InputError):
                logger.warning("an entry of the library cannot be read and was left out")
        return tuple(entries)

    def _hidden_ids(self) -> set[str]:
        def read(connection: sqlite3.Connection) -> set[str]:
            rows = connection.execute(f"SELECT id FROM {self._table} WHERE body IS NULL")
            return {row[0] for row in rows}

        return self._database.read(read)

    def _body_of(self, entry: _T) -> str:
        content = self._to_object(entry)
        del content["id"]
        return well_formed(json.dumps(content, ensure_ascii=False))


def preset_store(database: Database) -> LibraryStore[Preset]:
    """The presets."""
    return LibraryStore(
        database,
        "presets",
        built_in_presets,
        lambda content, id_: preset_from_object(content, [], id_=id_),
        preset_to_object,
    )


def prompt_store(database: Database) -> LibraryStore[PromptTemplate]:
    """The prompts."""
    return LibraryStore(
        database,
        "prompts",
        built_in_prompts,
        lambda content, id_: prompt_from_object(content, [], id_=id_),
        prompt_to_object,
    )
