"""A file of another program: its JSON values one at a time, and the files beside them.

A value at the top may be an array, whose elements are the values; or many values follow each
other, one a line or not. Only one is in memory at a time.
"""

from __future__ import annotations

import codecs
import json
import re
import zipfile
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any, Final

from gemini_desk.errors import InputError
from gemini_desk.storage.transfer.archive import DAMAGE, check_list
from gemini_desk.storage.transfer.fields import UnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_VALUE_CHARACTERS: Final = 512 << 20
_LARGEST_ASSET_BYTES: Final = 256 << 20
_PIECE_BYTES: Final = 1 << 20
_BETWEEN: Final = re.compile(r"[\s,\[\]]*")
# Of an archive, the entries that hold conversations; the others are about the account.
_DOCUMENT: Final = re.compile(r"conversations(-\d+)?\.json|.*\.jsonl", re.IGNORECASE)
_ASSET_ID: Final = re.compile(r"file[-_][A-Za-z0-9]+")


class Source:
    """The documents of a file; see the module.

    Attributes:
        size_bytes: Of the documents, expanded, as far as the archive tells.
        read_bytes: How much of them was read.
    """

    def __init__(self, file: IO[bytes], zip_file: zipfile.ZipFile | None) -> None:
        self.read_bytes = 0
        self._file = file
        self._zip = zip_file
        if zip_file is None:
            self._documents: list[zipfile.ZipInfo] = []
            self._assets: dict[str, zipfile.ZipInfo] = {}
            self.size_bytes = file.seek(0, 2)
            return
        entries = zip_file.infolist()
        self._documents = [
            it for it in entries if _DOCUMENT.fullmatch(PurePosixPath(it.filename).name)
        ]
        self._assets = {
            found.group(): it
            for it in entries
            if (found := _ASSET_ID.match(PurePosixPath(it.filename).name))
        }
        self.size_bytes = sum(it.file_size for it in self._documents)

    def values(self) -> Iterator[Any]:
        """The values of all documents.

        Raises:
            UnusableError: Something is no JSON; what came before is whole.
        """
        if self._zip is None:
            self._file.seek(0)
            yield from self._values_of(self._file)
            return
        for entry in self._documents:
            with self._zip.open(entry) as file:
                yield from self._values_of(file)

    def asset(self, id_: str) -> bytes | None:
        """The file of the archive whose name begins with `id_`, or None."""
        entry = self._assets.get(id_)
        if self._zip is None or entry is None or entry.file_size > _LARGEST_ASSET_BYTES:
            return None
        try:
            with self._zip.open(entry) as file:
                return file.read(_LARGEST_ASSET_BYTES)
        except DAMAGE:
            return None

    def _values_of(self, file: IO[bytes]) -> Iterator[Any]:
        decoder = json.JSONDecoder()
        text = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        buffer, start = "", 0
        wanted = _PIECE_BYTES
        while True:
            start = _skipped(buffer, start)
            value, end = _decoded(decoder, buffer, start)
            if end > start:
                yield value
                start = end
                continue
            # Not whole yet: twice as much, so that a long value is not tried too often.
            buffer, start = buffer[start:], 0
            wanted = max(_PIECE_BYTES, len(buffer))
            if len(buffer) > LONGEST_VALUE_CHARACTERS:
                raise UnusableError("A conversation is too large")
            try:
                piece = file.read(wanted)
            except DAMAGE:
                raise UnusableError("The archive is damaged") from None
            self.read_bytes += len(piece)
            buffer += text.decode(piece, final=not piece)
            if not piece:
                if buffer.strip(" \t\r\n,[]"):
                    raise UnusableError("The end is missing, or is no JSON")
                return


def _skipped(buffer: str, start: int) -> int:
    between = _BETWEEN.match(buffer, start)
    return start if between is None else between.end()


def _decoded(decoder: json.JSONDecoder, buffer: str, start: int) -> tuple[Any, int]:
    """The value at `start` and where it ends; `start` again if it is not whole."""
    if start == len(buffer):
        return None, start
    if buffer[start] != "{":
        raise UnusableError("Something that is no conversation stands among them")
    try:
        return decoder.raw_decode(buffer, start)
    except json.JSONDecodeError:
        return None, start
    except (RecursionError, ValueError):
        raise UnusableError("A conversation cannot be read") from None


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """The documents at `path`: a .json, a .jsonl, or a .zip of such.

    Raises:
        InputError: It cannot be read.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be read: {error.strerror}.",
            hint="Check that it is a file and that you may read it.",
        ) from None
    with file:
        if not zipfile.is_zipfile(file):
            yield Source(file, None)
            return
        check_list(file)
        with zipfile.ZipFile(file) as zip_file:
            yield Source(file, zip_file)
