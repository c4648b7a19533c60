"""A file → records → database.

Goes on from where it was stopped: what is here is left alone, so that importing a file twice
is the same as importing it once. The lines are read and the files unpacked on the caller's
thread; only the writing of a few hundred records at a time is handed to the store thread, so
that answers which stream meanwhile wait no longer than for any other write.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gemini_desk.errors import InputError
from gemini_desk.storage.transfer import FORMAT, FORMAT_VERSION
from gemini_desk.storage.transfer.archive import open_archive
from gemini_desk.storage.transfer.fields import UnusableError
from gemini_desk.storage.transfer.merging import Merger
from gemini_desk.storage.transfer.objects import from_object
from gemini_desk.storage.transfer.records import DraftRecord, MessageRecord, Record
from gemini_desk.storage.transfer.results import ImportResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.storage.blob_store import BlobStore
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.storage.transfer.archive import Archive

    # Runs a function on the store thread and waits for it.
    RunOnStore: TypeAlias = Callable[[Callable[[ConversationStore], None]], None]

logger = logging.getLogger(__name__)

_BATCH_RECORDS: Final = 200
_BATCH_CHARACTERS: Final = 4 << 20
_PROGRESS_LINES: Final = 100


def import_all(
    path: Path,
    blobs: BlobStore,
    run: RunOnStore,
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Add what the archive at `path` holds to what is here.

    Args:
        path: A .zip that was exported, or its lines alone as .jsonl; or what another program
            exported, as `importers/` knows it.
        blobs: Where attachments go; usable from any thread.
        run: Hands a function to the store, as `store_thread.submit(function).result()` does.
        progress: Called with the bytes read and those there are; what it raises ends the
            import. What was imported before stays, and importing again goes on.

    Raises:
        InputError: The file cannot be read, or is none of this kind.
        StorageError: The disk or the database refused; what was imported before stays.
    """
    # Decodes pictures, which an import of our own does not, nor the window at its start.
    from gemini_desk.storage.transfer.foreign import foreign_records

    result = ImportResult()
    writer = _Writer(run, result)
    told = progress or _ignore
    with open_archive(path) as archive:
        if archive.is_ours:
            records = _Lines(archive, blobs, result, told).records()
        else:
            records = foreign_records(path, blobs, result, told)
        for number, record in records:
            writer.add(number, record)
    writer.finish()
    return result


class _Writer:
    """Hands records to the store, a few hundred at a time."""

    def __init__(self, run: RunOnStore, result: ImportResult) -> None:
        self._run = run
        self._merger = Merger(result)
        self._batch: list[tuple[int, Record]] = []
        self._characters = 0

    def add(self, number: int, record: Record) -> None:
        """Write `record`, now or later."""
        self._batch.append((number, record))
        if isinstance(record, MessageRecord):
            self._characters += len(record.version.message.text)
        if len(self._batch) >= _BATCH_RECORDS or self._characters >= _BATCH_CHARACTERS:
            self._write()

    def finish(self) -> None:
        """Write what is left."""
        self._write()
        self._merger.finish()

    def _write(self) -> None:
        batch, self._batch, self._characters = self._batch, [], 0
        self._run(lambda store: store.transfer.merge(self._merger, batch))


class _Lines:
    """The lines of our own export → records."""

    def __init__(
        self,
        archive: Archive,
        blobs: BlobStore,
        result: ImportResult,
        progress: Callable[[int, int], None],
    ) -> None:
        self._archive = archive
        self._blobs = blobs
        self._result = result
        self._progress = progress
        self._missing: set[str] = set()  # digests that were looked for in vain

    def records(self) -> Iterator[tuple[int, Record]]:
        """The records, with the numbers of their lines; their files are in the store."""
        size_bytes = self._archive.size_bytes
        read_bytes = 0
        has_header = False
        try:
            for number, line in self._archive.lines():
                read_bytes += len(line or b"")
                if not has_header:
                    _check_header(line)
                    has_header = True
                    continue
                if number % _PROGRESS_LINES == 0:
                    self._progress(read_bytes, max(read_bytes, size_bytes))
                record = self._record(number, line)
                if record is not None:
                    yield number, record
        except InputError as error:
            if not has_header:
                raise
            self._result.add_problem(str(error))  # damaged in the middle: the rest is lost
        self._progress(size_bytes, size_bytes)

    def _record(self, number: int, line: bytes | None) -> Record | None:
        if line is None:
            self._result.add_problem(f"Line {number}: it is too long.")
            return None
        if not line.strip():
            return None
        try:
            record = from_object(_decoded(line), self._blobs)
        except ValueError as error:
            self._result.add_problem(f"Line {number}: {error}.")
            return None
        if record is None:
            self._result.add_problem(f"Line {number}: its type is not known here.")
        elif isinstance(record, MessageRecord | DraftRecord):
            for attachment in record.attachments:
                self._unpack(number, attachment)
        return record

    def _unpack(self, number: int, attachment: Attachment) -> None:
        """Put a file into the store; a message whose file is missing is still one."""
        sha256 = attachment.sha256
        if sha256 in self._missing or self._blobs.contains(sha256):
            return
        try:
            blob = self._blobs.add_pieces(self._archive.file(sha256, attachment.size_bytes))
            reason = "" if blob.sha256 == sha256 else "is not what it was when it was exported"
        except UnusableError as error:
            reason = str(error)
        if reason:
            self._missing.add(sha256)
            self._result.add_problem(f"Line {number}: the file “{attachment.name}” {reason}.")
        else:
            self._result.files += 1


def _check_header(line: bytes | None) -> None:
    """Refuse an export of the future.

    Raises:
        InputError: It is refused.
    """
    try:
        header = _decoded(line or b"")
    except UnusableError:
        header = None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise InputError(
            "The file is no export of Gemini Desk.", hint="Choose a .zip that Gemini Desk exported."
        )
    version = header.get("version")
    if not isinstance(version, int) or version > FORMAT_VERSION:
        raise InputError(
            "The file was exported by a newer version of Gemini Desk.",
            hint="Update Gemini Desk and import it again.",
        )


def _decoded(line: bytes) -> Any:
    """The value in a line.

    Raises:
        UnusableError: It is no JSON.
    """
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnusableError("it is no JSON in UTF-8") from None


def _ignore(_done: int, _total: int) -> None:
    return
