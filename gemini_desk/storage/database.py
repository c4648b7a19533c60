"""The SQLite database: opening, checking, transactions, and errors fit for a person."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from gemini_desk.errors import StorageError
from gemini_desk.storage.migrations import LATEST_VERSION, migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

_Result = TypeVar("_Result")

_BUSY_TIMEOUT_S = 5.0
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_COMPANIONS = ("", "-wal", "-shm")  # what SQLite keeps beside a database in WAL mode


class Database:
    """One connection. Belongs to the thread that made it.

    Attributes:
        notice: What a person should know about the opening, or "".
        has_damaged_copy: Whether a damaged one lies beside it, moved aside now or earlier.
    """

    def __init__(self, path: Path) -> None:
        """Open the database at `path`, or make it.

        A damaged one is moved aside, never deleted, and a new one takes its place.

        Raises:
            StorageError: It cannot be opened, or a newer version of the application wrote it.
        """
        self.notice = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                self._connection = _open(path)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                logger.exception("the database is damaged")
                self.notice = _move_aside(path)
                self._connection = _open(path)
        except (sqlite3.Error, OSError) as error:
            logger.info("the database cannot be opened", exc_info=True)
            raise storage_error(error) from None
        self.has_damaged_copy = any(path.parent.glob(f"{path.stem}.damaged-*"))

    def read(self, query: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """What `query` gets from the connection, which it must not write to.

        Raises:
            StorageError: The disk or the database refused.
        """
        try:
            try:
                return query(self._connection)
            except sqlite3.OperationalError as error:
                if is_damage(error) or "UTF-8" not in str(error):
                    raise
                # One broken character must not hide a conversation.
                self._connection.text_factory = _decode_forgivingly
                try:
                    return query(self._connection)
                finally:
                    self._connection.text_factory = str
        except sqlite3.Error as error:
            logger.info("reading from the database failed", exc_info=True)
            raise storage_error(error) from None

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on disk at the end, or none of it.

        Raises:
            StorageError: The disk or the database refused; nothing was changed.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.text_factory = _decode_forgivingly
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite itself rolls back when, for instance, the disk is full.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._connection.text_factory = str
        except sqlite3.Error as error:
            logger.info("writing to the database failed", exc_info=True)
            raise storage_error(error) from None

    def compact(self) -> None:
        """Write the file anew without its spare pages, and empty the write-ahead log.

        Raises:
            StorageError: The disk or the database refused; nothing was changed.
        """
        try:
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            logger.info("compacting the database failed", exc_info=True)
            raise storage_error(error) from None

    def close(self) -> None:
        """Close the connection; the write-ahead log is folded into the file."""
        self._connection.close()


def is_damage(error: sqlite3.Error) -> bool:
    """Whether `error` says that the file's content is broken, not that the disk refuses."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGED


def storage_error(error: sqlite3.Error | OSError) -> StorageError:
    """`error` in words for a person."""
    code = getattr(error, "sqlite_errorcode", None)
    match code & 0xFF if code is not None else None:
        case sqlite3.SQLITE_FULL:
            return StorageError(
                "The disk is full: the conversation could not be saved.",
                hint="Free some space; nothing that is in the window is lost meanwhile.",
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StorageError(
                "The database of conversations is damaged.",
                hint="Start Gemini Desk again: it moves the database aside and keeps it.",
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return StorageError(
                "The database of conversations cannot be written.",
                hint="Check the permissions of the data folder, or start with --profile DIR.",
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StorageError(
                "Another program is using the database of conversations.",
                hint="Close that program and try again.",
            )
    reason = error.strerror or error if isinstance(error, OSError) else error
    return StorageError(
        f"The conversations could not be read or saved: {reason}.",
        hint="Check the disk and try again.",
    )


def _decode_forgivingly(raw: bytes) -> str:
    """Slower than SQLite's own decoding, by a third of the time that reading takes."""
    return raw.decode("utf-8", errors="replace")


def _open(path: Path) -> sqlite3.Connection:
    # The last process did not close the database: only then is it worth reading it all.
    ended_uncleanly = path.with_name(path.name + "-wal").exists()
    # Made before SQLite does, which would leave the mode to the umask; the files beside
    # it take their modes from this one.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
    try:
        version = _read_version(connection)  # before anything is changed
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "cache_size = -16384",  # KiB: what a search passes over stays in memory
        ):
            connection.execute(f"PRAGMA {pragma}")
        if ended_uncleanly:
            _check_content(connection)
        migrate(connection, version)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_content(connection: sqlite3.Connection) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        error = sqlite3.DatabaseError(verdict)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _read_version(connection: sqlite3.Connection) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > LATEST_VERSION:
        raise StorageError(
            "The conversations were written by a newer version of Gemini Desk.",
            hint="Update Gemini Desk, or start with --profile DIR for a new profile.",
        )
    return version


def _move_aside(path: Path) -> str:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")
    for companion in _COMPANIONS:
        source = path.with_name(path.name + companion)
        if source.exists():
            source.rename(aside.with_name(aside.name + companion))
    return (
        f"The database of conversations was damaged. It was kept as {aside.name} in the "
        "data folder, and a new one was started."
    )
