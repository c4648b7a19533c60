"""Attachments as content-addressed files: `blobs/ab/abcdef…`, named by their SHA-256.

The same content is stored once. Files appear whole or not at all, so every method can be
called from any thread. Nothing here knows the database.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import os
import re
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk.errors import AttachmentMissingError, InputError, StorageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from gemini_desk.chat.attachment import Attachment

logger = logging.getLogger(__name__)

_PIECE_BYTES = 1 << 20
_DAY_S = 86_400.0
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file.

    Attributes:
        sha256: Lower-case hexadecimal digest of the content.
        size_bytes: Length of the content.
        path: Where it can be read.
    """

    sha256: str
    size_bytes: int
    path: Path


class BlobStore:
    """The files below one folder; callable from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, sha256: str) -> Path:
        """Where the content with this digest lies, if it is stored.

        Raises:
            ValueError: `sha256` is no digest; it never becomes a path.
        """
        if _SHA256.fullmatch(sha256) is None:
            raise ValueError("not a SHA-256 digest")
        return self._folder / sha256[:2] / sha256

    def contains(self, sha256: str) -> bool:
        """Whether the content with this digest is stored."""
        return self.path_of(sha256).is_file()

    def add_file(self, path: Path) -> Blob:
        """Store a copy of the file at `path`, whatever its size, a piece at a time.

        Raises:
            AttachmentMissingError: It is not there any more.
            InputError: It cannot be read.
            StorageError: The disk is full or refuses.
        """
        return self.add_pieces(_pieces_of(path))

    def add_bytes(self, data: bytes) -> Blob:
        """Store `data`.

        Raises:
            StorageError: The disk is full or refuses.
        """
        return self.add_pieces((data,))

    def keep(self, attachment: Attachment) -> Attachment:
        """`attachment` with its content in the store and `path` leading there.

        Raises:
            AttachmentMissingError: Its file vanished, or changed since it was attached.
            InputError: Its file cannot be read.
            StorageError: The disk is full or refuses.
        """
        stored = self.path_of(attachment.sha256)
        if not stored.is_file() and self.add_file(attachment.path).sha256 != attachment.sha256:
            raise AttachmentMissingError(
                f"{attachment.name} changed after it was attached.",
                hint="Attach the file again.",
            )
        return replace(attachment, path=stored)

    def remove(self, sha256: str) -> None:
        """Delete a file that no message refers to any more; harmless if it is gone."""
        with _disk_errors():
            self.path_of(sha256).unlink(missing_ok=True)

    def collect_garbage(self, in_use: Collection[str], *, min_age_s: float = _DAY_S) -> int:
        """Delete what no message refers to; returns how many bytes that freed.

        Args:
            in_use: Digests to keep.
            min_age_s: Younger files are kept as well: they may belong to a message that is
                still being written.
        """
        oldest_kept = time.time() - min_age_s
        freed_bytes = 0
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):  # somebody else was faster, or may not
                status = path.stat()
                if path.name not in in_use and status.st_mtime <= oldest_kept:
                    path.unlink()
                    freed_bytes += status.st_size
        return freed_bytes

    def add_pieces(self, pieces: Iterable[bytes]) -> Blob:
        """Store what `pieces` bring, one after the other; nothing if they raise something.

        Raises:
            StorageError: The disk is full or refuses.
        """
        digest = hashlib.sha256()
        size_bytes = 0
        with _disk_errors():
            incoming_dir = self._folder / "incoming"
            self._folder.mkdir(parents=True, mode=0o700, exist_ok=True)
            incoming_dir.mkdir(mode=0o700, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=incoming_dir)  # mode 0600
            incoming = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    for piece in pieces:
                        digest.update(piece)
                        size_bytes += len(piece)
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                path = self.path_of(digest.hexdigest())
                path.parent.mkdir(mode=0o700, exist_ok=True)
                # Also over a file that is there: the new one is whole for certain, and
                # young, so that the garbage collector leaves it alone.
                incoming.replace(path)
            except BaseException:
                incoming.unlink(missing_ok=True)
                raise
        return Blob(digest.hexdigest(), size_bytes, path)


def _pieces_of(path: Path) -> Iterator[bytes]:
    """The content of `path`; what goes wrong here is about that file, not about the store."""
    try:
        with path.open("rb") as source:
            while piece := source.read(_PIECE_BYTES):
                yield piece
    except FileNotFoundError:
        raise AttachmentMissingError(
            f"{path.name} is no longer where it was.", hint="Attach the file again."
        ) from None
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be read: {error.strerror}.",
            hint="Check that it is a file and that you may read it.",
        ) from None


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        logger.info("storing an attachment failed", exc_info=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageError(
                "The disk is full: the attachment could not be stored.",
                hint="Free some space and attach it again.",
            ) from None
        raise StorageError(
            f"The attachment could not be stored: {error.strerror}.",
            hint="Check the permissions of the data folder.",
        ) from None
