"""Folders and tags: how people keep order. Store thread only.

Names are trimmed and never empty. What is gone is left alone silently: two windows may
have removed it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.chat.organisation import TAG_COLOURS, Folder, Tag
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.errors import InputError

if TYPE_CHECKING:
    import sqlite3

    from gemini_desk.storage.database import Database


class FolderStore:
    """The folders, in their order; every method may raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[Folder, ...]:
        """Every folder."""
        rows = self._database.read(
            lambda it: it.execute(
                "SELECT id, name FROM folders ORDER BY position, number"
            ).fetchall()
        )
        return tuple(Folder(str(id_), str(name)) for id_, name in rows)

    def add(self, folder: Folder) -> Folder:
        """Add a folder behind the others; returns it as it is stored.

        Raises:
            InputError: It has no name.
        """
        folder = replace(folder, name=_usable(folder.name))
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO folders (id, name, position) "
                "SELECT ?, ?, coalesce(max(position) + 1, 0) FROM folders",
                (folder.id, folder.name),
            )
        return folder

    def rename(self, folder_id: str, name: str) -> None:
        """Give a folder another name.

        Raises:
            InputError: The name is empty.
        """
        _update(
            self._database, "UPDATE folders SET name = ? WHERE id = ?", _usable(name), folder_id
        )

    def remove(self, folder_id: str) -> None:
        """Remove a folder; its conversations stay, in no folder."""
        _update(self._database, "DELETE FROM folders WHERE id = ?", folder_id)

    def move(self, folder_id: str, position: int) -> None:
        """Let a folder stand at `position`, 0 for the first."""
        with self._database.writing() as connection:
            _move(connection, "folders", folder_id, position)


class TagStore:
    """The tags, in their order; every method may raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[Tag, ...]:
        """Every tag."""
        rows = self._database.read(
            lambda it: it.execute(
                "SELECT id, name, colour FROM tags ORDER BY position, number"
            ).fetchall()
        )
        return tuple(Tag(str(id_), str(name), _palette(colour)) for id_, name, colour in rows)

    def add(self, tag: Tag) -> Tag:
        """Add a tag behind the others; returns it as it is stored.

        Raises:
            InputError: It has no name.
        """
        tag = replace(tag, name=_usable(tag.name), colour=_palette(tag.colour))
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO tags (id, name, colour, position) "
                "SELECT ?, ?, ?, coalesce(max(position) + 1, 0) FROM tags",
                (tag.id, tag.name, tag.colour),
            )
        return tag

    def rename(self, tag_id: str, name: str) -> None:
        """Give a tag another name.

        Raises:
            InputError: The name is empty.
        """
        _update(self._database, "UPDATE tags SET name = ? WHERE id = ?", _usable(name), tag_id)

    def recolour(self, tag_id: str, colour: str) -> None:
        """Give a tag another colour of the palette."""
        _update(self._database, "UPDATE tags SET colour = ? WHERE id = ?", _palette(colour), tag_id)

    def remove(self, tag_id: str) -> None:
        """Remove a tag from every conversation, and for good."""
        _update(self._database, "DELETE FROM tags WHERE id = ?", tag_id)

    def move(self, tag_id: str, position: int) -> None:
        """Let a tag stand at `position`, 0 for the first."""
        with self._database.writing() as connection:
            _move(connection, "tags", tag_id, position)


def _usable(name: str) -> str:
    name = " ".join(well_formed(name).split())
    if not name:
        raise InputError("The name is empty.", hint="Type a name.")
    return name


def _palette(colour: str) -> str:
    return colour if colour in TAG_COLOURS else TAG_COLOURS[-1]


def _update(database: Database, statement: str, *values: str) -> None:
    with database.writing() as connection:
        connection.execute(statement, values)


def _move(connection: sqlite3.Connection, table: str, id_: str, position: int) -> None:
    ids = [
        row[0] for row in connection.execute(f"SELECT id FROM {table} ORDER BY position, number")
    ]
    if id_ not in ids:
        return
    ids.remove(id_)
    ids.insert(max(0, position), id_)
    connection.executemany(
        f"UPDATE {table} SET position = ? WHERE id = ?",
        [(place, moved) for place, moved in enumerate(ids)],
    )
