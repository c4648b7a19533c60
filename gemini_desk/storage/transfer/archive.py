"""An archive, opened with care.

Nothing is ever unpacked by the name that the archive gives it. Its list of entries, its
lines and its files are bounded before they are read, and what a file expands to is checked
while it does: an archive of a kilobyte can claim to hold a petabyte.
"""

from __future__ import annotations

import json
import re
import struct
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Final

from gemini_desk.errors import InputError
from gemini_desk.storage.transfer import BLOB_PREFIX, FORMAT, LINES_NAME
from gemini_desk.storage.transfer.fields import UnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_LINE_BYTES: Final = 64 << 20
LARGEST_FILE_BYTES: Final = 8 << 30
_LONGEST_HEADER_BYTES: Final = 1 << 16
_MOST_LINE_BYTES: Final = 64 << 30  # all lines together
_LARGEST_LIST_BYTES: Final = 256 << 20  # of the entries: about two million files
_PIECE_BYTES: Final = 1 << 20
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_LONGEST_COMMENT_BYTES: Final = 65_535
DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class Archive:
    """The lines and the files of an export; or of its lines alone, in a .jsonl.

    Attributes:
        is_ours: Whether this application wrote it; if not, nothing else here is of use.
        size_bytes: Of the lines, expanded, as the archive says.
    """

    def __init__(self, file: IO[bytes], zip_file: zipfile.ZipFile | None) -> None:
        self._file = file
        self._zip = zip_file
        if zip_file is None:
            self.is_ours = _is_header(file.readline(_LONGEST_HEADER_BYTES))
            self.size_bytes = file.seek(0, 2)
        else:
            self.is_ours = LINES_NAME in zip_file.namelist()
            self.size_bytes = zip_file.getinfo(LINES_NAME).file_size if self.is_ours else 0

    def lines(self) -> Iterator[tuple[int, bytes | None]]:
        """The lines with their numbers, from 1; None for one that is too long.

        Raises:
            InputError: The archive is damaged here; what came before is whole.
        """
        read = 0
        try:
            with self._open_lines() as file:
                number = 0
                while line := file.readline(LONGEST_LINE_BYTES + 1):
                    number += 1
                    read += len(line)
                    is_too_long = len(line) > LONGEST_LINE_BYTES
                    while len(line) > LONGEST_LINE_BYTES and not line.endswith(b"\n"):
                        line = file.readline(LONGEST_LINE_BYTES + 1)
                        read += len(line)
                    if read > _MOST_LINE_BYTES:
                        raise InputError("The file is too large to be imported.")
                    yield number, None if is_too_long else line
        except DAMAGE:
            raise InputError(
                "The file is damaged: not all of it could be read.",
                hint="Export it again, or copy it again from where it came from.",
            ) from None

    def file(self, sha256: str, largest_bytes: int) -> Iterator[bytes]:
        """The content of a file, piece by piece.

        Raises:
            UnusableError: It is not there, damaged, or larger than it may be; the text says which.
        """
        if self._zip is None or _DIGEST.fullmatch(sha256) is None:
            raise UnusableError("is not in the archive")
        largest_bytes = min(largest_bytes, LARGEST_FILE_BYTES)
        try:
            with self._zip.open(BLOB_PREFIX + sha256) as source:
                left = largest_bytes
                while piece := source.read(min(_PIECE_BYTES, left + 1)):
                    left -= len(piece)
                    if left < 0:
                        raise UnusableError("is larger than the archive says")
                    yield piece
        except KeyError:
            raise UnusableError("is not in the archive") from None
        except DAMAGE:
            raise UnusableError("is damaged in the archive") from None

    def _open_lines(self) -> IO[bytes]:
        if self._zip is not None:
            return self._zip.open(LINES_NAME)
        self._file.seek(0)
        return self._file


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive at `path`.

    Raises:
        InputError: It cannot be read, or is damaged.
    """
    with ExitStack() as stack:
        try:
            archive = _opened(stack.enter_context(path.open("rb")), stack)
        except (zipfile.BadZipFile, struct.error):
            raise InputError(
                f"{path.name} is damaged.", hint="Copy it again from where it came from."
            ) from None
        except OSError as error:
            raise InputError(
                f"{path.name} cannot be read: {error.strerror}.",
                hint="Check that it is a file and that you may read it.",
            ) from None
        yield archive


def _opened(file: IO[bytes], stack: ExitStack) -> Archive:
    if not zipfile.is_zipfile(file):
        file.seek(0)
        return Archive(file, None)
    check_list(file)
    return Archive(file, stack.enter_context(zipfile.ZipFile(file)))


def _is_header(line: bytes) -> bool:
    """Whether `line` is the first one of an export."""
    try:
        header = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and header.get("format") == FORMAT


def check_list(file: IO[bytes]) -> None:
    """Refuse a list of entries that would not fit into memory; `zipfile` reads it at once.

    Raises:
        InputError: It is refused.
    """
    size_bytes = file.seek(0, 2)
    start = max(0, size_bytes - _LONGEST_COMMENT_BYTES - _END_BYTES)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0:
        raise zipfile.BadZipFile
    (list_bytes,) = struct.unpack_from("<L", tail, at + 12)
    if list_bytes == 0xFFFFFFFF:  # a larger record says it, and the 20 bytes before say where
        (place,) = struct.unpack_from("<Q", tail, at - 12)
        file.seek(min(place, size_bytes))
        (list_bytes,) = struct.unpack_from("<Q", file.read(56), 40)
    if list_bytes > _LARGEST_LIST_BYTES:
        raise InputError("The archive has too many entries.", hint="Export in several parts.")
