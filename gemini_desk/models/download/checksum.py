"""The hashes that the hub knows files by, which are the names of the cache's blobs as well.

A large file (Git LFS, Xet) is named by the SHA-256 of its bytes, 64 digits; a small one by
Git's own, 40 digits: the SHA-1 of `blob <size>` and a zero byte and its bytes. That SHA-1
guards against accidents, not against an attacker; the hub has nothing better for small files.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BLOCK_BYTES = 1 << 20
_ETAG = re.compile(r"[0-9a-f]{64}|[0-9a-f]{40}")
_SHA256_DIGITS = 64


def is_checksum(name: str) -> bool:
    """Whether `name` is a hash that a file can be held against."""
    return _ETAG.fullmatch(name) is not None


class Checksum:
    """The hash of a file that comes piece by piece.

    Attributes:
        seen_bytes: How much of it came.
    """

    def __init__(self, etag: str, size_bytes: int) -> None:
        self._etag = etag
        self._size_bytes = size_bytes
        self.restart()

    def restart(self) -> None:
        """Nothing came."""
        self.seen_bytes = 0
        if len(self._etag) == _SHA256_DIGITS:
            self._hash = hashlib.sha256()
        else:
            self._hash = hashlib.sha1(usedforsecurity=False)
            self._hash.update(b"blob %d\0" % self._size_bytes)

    def add(self, piece: bytes) -> None:
        """Take the next piece."""
        self._hash.update(piece)
        self.seen_bytes += len(piece)

    def matches(self) -> bool:
        """Whether what came is what the name says."""
        return self._hash.hexdigest() == self._etag


def read_into(
    checksum: Checksum, path: Path, limit_bytes: int, on_bytes: Callable[[int], None]
) -> None:
    """Let `checksum` see the first `limit_bytes` of the file, as far as they are there.

    Args:
        checksum: Takes the bytes.
        path: The file.
        limit_bytes: How much of it.
        on_bytes: Called with the size of each block; what it raises ends the reading.
    """
    left = limit_bytes
    with path.open("rb") as file:
        while left > 0 and (block := file.read(min(_BLOCK_BYTES, left))):
            checksum.add(block)
            left -= len(block)
            on_bytes(len(block))


def file_matches(path: Path, etag: str, on_bytes: Callable[[int], None]) -> bool:
    """Whether the bytes of a file are those that its name in the cache promises."""
    size_bytes = path.stat().st_size
    checksum = Checksum(etag, size_bytes)
    read_into(checksum, path, size_bytes, on_bytes)
    return checksum.matches()
