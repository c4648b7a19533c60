"""How much room the store takes, and giving back what it does not need. Store thread only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.storage.conversation_bin import files_in_use

if TYPE_CHECKING:
    import sqlite3

    from gemini_desk.storage.blob_store import BlobStore
    from gemini_desk.storage.database import Database


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """What the database knows of its size.

    Attributes:
        conversations: Those outside the bin.
        binned: Those in it.
        database_bytes: All of its pages.
        spare_bytes: Pages that hold nothing any more; `compact` gives them back.
        files_in_use: Digests of the attachments that something refers to.
        keeps_all_files: A damaged database lies beside this one, and may refer to the rest.
    """

    conversations: int
    binned: int
    database_bytes: int
    spare_bytes: int
    files_in_use: frozenset[str]
    keeps_all_files: bool


class SpaceStore:
    """Measures and makes room; every method may raise `StorageError`."""

    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self._database = database
        self._blobs = blobs

    def figures(self) -> StoreFigures:
        """Count what there is."""
        return self._database.read(
            lambda it: _figures(it, keeps_all_files=self._database.has_damaged_copy)
        )

    def collect_garbage(self) -> int:
        """Delete files that nothing refers to, a damaged database neither; returns the bytes."""
        if self._database.has_damaged_copy:
            return 0
        return self._blobs.collect_garbage(self._database.read(files_in_use))

    def compact(self) -> None:
        """Write the database anew without its spare pages.

        Needs as much free space on the disk as it takes itself.
        """
        self._database.compact()


def _figures(connection: sqlite3.Connection, *, keeps_all_files: bool) -> StoreFigures:
    def number(statement: str) -> int:
        (value,) = connection.execute(statement).fetchone()
        return int(value)

    page_bytes = number("PRAGMA page_size")
    return StoreFigures(
        conversations=number("SELECT count(*) FROM conversations WHERE deleted_at IS NULL"),
        binned=number("SELECT count(*) FROM conversations WHERE deleted_at IS NOT NULL"),
        database_bytes=number("PRAGMA page_count") * page_bytes,
        spare_bytes=number("PRAGMA freelist_count") * page_bytes,
        files_in_use=frozenset(files_in_use(connection)),
        keeps_all_files=keeps_all_files,
    )
